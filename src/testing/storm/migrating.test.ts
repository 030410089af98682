// Kills a server while its first start makes the tables: the next start finds all of them or none, and
// makes what is missing. `npm run test:crash` tries every named moment many times.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, inject, onTestFinished, test } from 'vitest'
import { openApp } from '#app'
import { views } from '#read/views.ts'
import fc, { SEED } from '#testing/random.ts'
import { startServer } from '#testing/server-process.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { failpoint, MIGRATING_POINTS, type Point } from './points.ts'

const KILLS = process.env.CRASHES ? 40 : 3

type Kill = { point: Point; part: number }

type Made = { type: string; name: string; sql: string | null }

function schemaOf(file: string): Made[] {
  const database = new Sqlite(file, { readonly: true })
  const rows = database
    .prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name')
    .all() as Made[]
  database.close()
  return rows
}

/** Without full-text indexes, which each start makes where they are missing. */
const migrated = (made: readonly Made[]): Made[] =>
  made.filter(
    ({ name }) => !views.some(({ fullText }) => fullText && name.startsWith(fullText.index)),
  )

test(`a first start that is killed leaves nothing half made, over ${KILLS} kills`, {
  timeout: 60_000 + KILLS * 15_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-migrating-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const whole = schemaOf(inject('template'))
  const kills = fc.sample(
    fc.record({
      point: fc.constantFrom(...MIGRATING_POINTS),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { numRuns: KILLS, seed: SEED },
  )
  for (const [index, { point, part }] of (kills as Kill[]).entries()) {
    const file = join(folder, `${index}.db`)
    const nth = 1 + Math.floor(part * (point.nthMax - 1))
    const settings = { DATABASE_URL: `file:${file}`, LOG_LEVEL: 'error', ...failpoint(point, nth) }
    await expect(startServer(folder, settings), point.name).rejects.toThrow('did not start')

    const left = schemaOf(file)
    const isNothing = left.every(({ name }) => name.includes('kernel_migrations'))
    if (!isNothing) expect(migrated(left), `${point.name}, SEED=${SEED}`).toEqual(migrated(whole))
    const app = await openApp({
      database: { file },
      shop: TEST_SHOP,
      release: 'test',
      reacts: false,
    })
    await app.close()
    expect(schemaOf(file), `${point.name}, SEED=${SEED}`).toEqual(whole)
  }
})
