// Serves until it is told to stop: the first signal lets everything that was accepted be answered, the
// second ends at once.

import { RELEASE } from '../release.ts'
import { serve as open, type Serving } from '../serve.ts'
import { type Settings, settings } from './shop.ts'

export type ServeOptions = { port?: string; migrate?: boolean; demo?: boolean }

export async function serve({ port, migrate = true, demo = false }: ServeOptions): Promise<void> {
  const given = settings({ ...(port !== undefined && { PORT: port }) })
  await serveUntilTold(given, { migrates: migrate, isDemo: demo })
}

export async function serveUntilTold(
  { config, log }: Settings,
  options: { migrates?: boolean; isDemo?: boolean },
): Promise<void> {
  const serving = await open(config, { log, ...options })
  process.stdout.write(greeting(serving, config))
  const signal = await firstSignal()
  log.info({ signal }, 'Stopping: answering what was accepted')
  const forced = () => process.exit(1)
  process.once('SIGTERM', forced).once('SIGINT', forced)
  await serving.close()
  process.removeListener('SIGTERM', forced).removeListener('SIGINT', forced)
}

function greeting({ url, ownerKey }: Serving, { file, api }: Settings['config']): string {
  const lines = [
    `Quartermaster ${RELEASE} serves ${file}`,
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
