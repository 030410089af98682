// A real server in a process of its own, started as an operator starts it: to be stopped, or killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type ServerProcess = {
  url: string
  /** All that it has printed so far. */
  printed: () => string
  /** Resolves once it is gone, however it went. */
  exited: Promise<void>
  /** SIGKILL: nothing of it gets to say goodbye. */
  kill: () => Promise<void>
  /** Sends a signal and answers the exit code. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>
  signal: (signal: NodeJS.Signals) => void
}

export const QUARTERMASTER = fileURLToPath(new URL('../quartermaster.mjs', import.meta.url))

export type Settings = Record<string, string>

/** Nothing of the machine's own settings or `.env` gets in. */
export const environmentOf = (settings: Settings): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  ...settings,
})

export async function startServer(
  folder: string,
  settings: Settings = {},
  verb: readonly string[] = ['serve'],
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [QUARTERMASTER, ...verb], {
    cwd: folder,
    env: environmentOf({ PORT: '0', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (text) => {
    printed += text
  })
  child.stderr.on('data', (text) => {
    printed += text
  })
  const exited = once(child, 'exit')
  const url = await firstUrl(child, exited, () => printed)
  return {
    url,
    printed: () => printed,
    exited: exited.then(() => {}),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      const [code] = await exited
      return code as number | null
    },
    signal: (signal) => void child.kill(signal),
  }
}

async function firstUrl(
  child: ChildProcess,
  exited: Promise<unknown>,
  printed: () => string,
): Promise<string> {
  let isOver = false
  void exited.then(() => {
    isOver = true
  })
  while (!isOver) {
    const [url] = /http:\/\/[^/\s]+/.exec(printed()) ?? []
    if (url) return url
    await Promise.race([once(child.stdout as NonNullable<typeof child.stdout>, 'data'), exited])
  }
  throw new Error(`The server did not start:\n${printed()}`)
}

/** The processes that a server has started for a role, those that died included, the latest last. */
export const pidsOf = ({ printed }: ServerProcess, role: 'WRITER' | 'WORKER'): number[] =>
  [...printed().matchAll(new RegExp(`"role":"${role}","pid":(\\d+)`, 'g'))].map(([, pid]) =>
    Number(pid),
  )

/** Runs a verb to its end. */
export async function runVerb(
  folder: string,
  settings: Settings,
  ...verb: string[]
): Promise<{ code: number; out: string; error: string }> {
  const child = spawn(process.execPath, [QUARTERMASTER, ...verb], {
    cwd: folder,
    env: environmentOf({ PORT: '0', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told = { out: '', error: '' }
  child.stdout.on('data', (text) => {
    told.out += text
  })
  child.stderr.on('data', (text) => {
    told.error += text
  })
  const [code] = await once(child, 'close')
  return { code: code as number, ...told }
}
