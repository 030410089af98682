// Finds the engine behind an address, and loads no other.
import type { DatabaseAddress, Engine, EngineOptions } from './engine.ts'

export async function engineAt(
  address: DatabaseAddress,
  options: EngineOptions = {},
): Promise<Engine> {
  if ('file' in address) {
    const { sqliteEngine } = await import('./sqlite/engine.ts')
    return sqliteEngine(address.file, options)
  }
  const { postgresEngine } = await import('./postgres/engine.ts')
  return postgresEngine(address, options)
}
