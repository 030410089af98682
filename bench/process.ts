// What benchmarks begin from: copies of a file, and processes that are started until they say that they are ready, or run to
// their end.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'

/** Copies of a file, each under a name of its own in a folder. */
export function copiesOf(base: string, folder: string): () => string {
  let copies = 0
  return () => {
    const file = join(folder, `copy-${copies++}.db`)
    copyFileSync(base, file)
    return file
  }
}

export type Child = ChildProcess

/** Starts a process; answers once it has printed the word. */
export function started(
  args: readonly string[],
  word: string,
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (text) => String(text).includes(word) && resolve(child))
    child.on('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}.`)))
  })
}

/** Runs a process to its end, which must be a good one. */
export async function ran(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`)
}
