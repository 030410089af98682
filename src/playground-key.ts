// The key that a demo fills into its playground: random, made once a database, and kept in a file
// beside it that only its owner may read.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { App } from '#app'
import type { Config } from '#config'
import { COMMAND_LINE } from '#http/command-socket.ts'
import { loadActorByKeyHash } from '#read/api-key/load.ts'

export async function playgroundKey(app: App, { file }: Pick<Config, 'file'>): Promise<string> {
  const path = `${file}-playground-key`
  const kept = read(path)
  if (kept !== null && (await opensSomething(app, kept))) return kept
  const { outcome, shown } = await app.dispatch({
    command: 'CreateApiKey',
    input: { name: 'Playground', kind: 'STAFF', permissions: ['EVERYTHING'] },
    actor: COMMAND_LINE,
  })
  if (outcome.outcome !== 'ACCEPTED' || !shown?.secret)
    throw new Error('The key of the playground could not be made.')
  writeFileSync(path, shown.secret, { mode: 0o600 })
  return shown.secret
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

async function opensSomething({ writer, clock }: App, key: string): Promise<boolean> {
  const hash = createHash('sha256').update(key).digest('base64url')
  return (await loadActorByKeyHash(writer, hash, clock())) !== null
}
