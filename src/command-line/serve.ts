// Serves until it is told to stop: the first signal lets everything that was accepted be answered, the
// second ends at once.

import { shownAddress } from '#kernel/database/engine.ts'
import type { ServeOptions as Options } from '../open-serving.ts'
import { RELEASE } from '../release.ts'
import { serve as open } from '../serve.ts'
import { leaveSupervisor, type Role, roleOfThisProcess } from '../workers/child.ts'
import { ChildFailed, supervise } from '../workers/supervise.ts'
import { serveWorker } from '../workers/worker.ts'
import { serveWriter } from '../workers/writer.ts'
import { Failure } from './failures.ts'
import { type Settings, settings } from './shop.ts'

export type ServeOptions = { port?: string; workers?: string; migrate?: boolean; demo?: boolean }

type Served = {
  url: string
  ownerKey: string | null
  close: () => Promise<void>
  /** Ends what `close` would wait for. */
  kill?: () => void
}

export async function serve({
  port,
  workers,
  migrate = true,
  demo = false,
}: ServeOptions): Promise<void> {
  const given = settings({
    ...(port !== undefined && { PORT: port }),
    ...(workers !== undefined && { WORKERS: workers }),
  })
  await serveUntilTold(given, { migrates: migrate, isDemo: demo })
}

export async function serveUntilTold(
  { config, log }: Settings,
  options: Omit<Options, 'log'>,
): Promise<void> {
  const role = roleOfThisProcess()
  if (role) return servePart({ config, log }, options, role)
  const serving: Served = await (config.workers > 0
    ? supervise(config, log).catch(failWithChild)
    : open(config, { log, ...options }))
  const told = firstSignal() // Whoever reads the greeting may stop it at once.
  process.stdout.write(greeting(serving, config))
  const signal = await told
  log.info({ signal }, 'Stopping: answering what was accepted')
  const forced = () => {
    serving.kill?.()
    process.exit(1)
  }
  process.once('SIGTERM', forced).once('SIGINT', forced)
  await serving.close()
  process.removeListener('SIGTERM', forced).removeListener('SIGINT', forced)
}

async function servePart(
  { config, log }: Settings,
  options: Omit<Options, 'log'>,
  role: Role,
): Promise<void> {
  try {
    if (role.role === 'WRITER') await serveWriter(config, { log, ...options }, role.path)
    else await serveWorker(config, { log }, role)
  } finally {
    leaveSupervisor()
  }
}

/** Why, the child has said itself. */
function failWithChild(thrown: unknown): never {
  throw thrown instanceof ChildFailed ? new Failure(thrown.message, thrown.exitCode) : thrown
}

function greeting({ url, ownerKey }: Served, { database, api }: Settings['config']): string {
  const where = 'file' in database ? database.file : shownAddress(database.url)
  const lines = [
    `Quartermaster ${RELEASE} serves ${where}`,
    `  Playground and API  ${url}/graphql`,
    ...(api.console ? [`  Console             ${url}/console`] : []),
    `  Health              ${url}/health`,
  ]
  if (ownerKey !== null)
    lines.push(
      '',
      `The owner's key, shown this once: ${ownerKey}`,
      'Send it as "Authorization: Bearer <key>". Further keys: quartermaster key create.',
    )
  return `${lines.join('\n')}\n`
}

const firstSignal = () =>
  new Promise<string>((resolve) => {
    const told = (signal: string) => {
      process.removeListener('SIGTERM', told).removeListener('SIGINT', told)
      resolve(signal)
    }
    process.on('SIGTERM', told).on('SIGINT', told)
  })
