// Gives a shop's journal to an empty shop, and tells whether the same came of it.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { engineAt } from '#kernel/database/engine-at.ts'
import { replay as giveAgain, type ReplayOptions } from '#kernel/replay.ts'
import { openShop } from '../open-shop.ts'
import { RELEASE } from '../release.ts'
import { Failure } from './failures.ts'
import { requireDatabase, settings } from './shop.ts'

type Until = NonNullable<ReplayOptions['until']>

export async function replay({
  until,
  into,
  archives,
}: {
  until?: string
  into?: string
  archives?: string
}): Promise<void> {
  const { config, log } = settings()
  requireDatabase(config)
  const last = until === undefined ? undefined : untilOf(until)
  if (into !== undefined && existsSync(into)) throw new Failure(`${into} exists already.`)
  const engine = await engineAt(config.database)
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-replay-'))
  const app = await openShop(
    { ...config, ...inFile(into === undefined ? join(folder, 'replayed.db') : resolve(into)) },
    { log, reacts: false },
  )
  try {
    const { commands, events, differences, hash } = await engine.examine((from) =>
      giveAgain({
        ...{ from, into: app, release: RELEASE },
        ...(last && { until: last }),
        ...(archives !== undefined && { archives }),
      }),
    )
    process.stdout.write(`${commands} commands, ${events} events, state ${hash}\n`)
    for (const difference of differences) process.stdout.write(`  ${difference}\n`)
    if (differences.length > 0) throw new Failure('What came of it differs.')
    process.stdout.write('The same came of it.\n')
  } finally {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const inFile = (file: string) => ({ file, database: { file } })

function untilOf(text: string): Until {
  if (/^\d+$/.test(text)) return { sequence: Number(text) }
  const at = Date.parse(text)
  if (Number.isNaN(at))
    throw new Failure(`--until must be a sequence or an RFC 3339 date and time, found ${text}.`)
  return { at }
}
