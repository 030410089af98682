// Damages a shop in every way that has a code, and has it looked at: each is found by its code, and a
// sound shop has nothing to find.
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, inject, onTestFinished, test } from 'vitest'
import { backUp, manifestOf } from '#kernel/database/sqlite/backup.ts'
import { CHECKPOINT_LIMITS, walBytes } from '#kernel/database/sqlite/checkpoint.ts'
import { openReader } from '#kernel/database/sqlite/connection.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { examineSurroundings } from '#kernel/database/sqlite/surroundings.ts'
import type { Check, FindingCode } from '#kernel/finding.ts'
import { openTestApp } from '#testing/app.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import fc, { SEED } from '#testing/random.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { bytesOf, diagnosed, examined } from './diagnosis.ts'

const FLIPS = Number(process.env.FLIPS ?? 60)
const HOUR_MS = 3_600_000

/** A shop that has sold, with everything done that was to follow. */
async function soldFrom(): Promise<OrderDesk> {
  const desk = await orderDesk()
  const options = { idempotencyKey: 'once' }
  await desk.placed({ MUG: 2, POST: 1 })
  await desk.placed({ CUP: 1 })
  await desk.accepted('CreateLocation', { code: 'EAST', name: 'East', countryCode: 'GB' }, options)
  await desk.reactions.settle()
  return desk
}

const lookedAt = (desk: OrderDesk) =>
  diagnosed({ database: { file: desk.file }, shop: TEST_SHOP, now: desk.clock() })

const codesIn = (checks: readonly Check[]): FindingCode[] => [
  ...new Set(checks.flatMap(({ findings }) => findings.map(({ code }) => code))),
]

test('a sound shop has nothing to find, while it is open and once it is closed', async () => {
  const desk = await soldFrom()
  const checks = await lookedAt(desk)
  expect(checks.flatMap(({ findings }) => findings)).toEqual([])
  expect(checks.length).toBeGreaterThan(50)
  const cold = join(emptyFolder(), 'cold.db')
  sqliteOf(desk.writer).prepare('VACUUM INTO ?').run(cold)
  expect(
    codesIn(await diagnosed({ database: { file: cold }, shop: TEST_SHOP, now: desk.clock() })),
  ).toEqual([])
})

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-diagnosis-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What is wrong with the index, as SQL that a damaged index looks like. */
const forgetIndexEntry = ({ writer }: OrderDesk) => {
  const sqlite = sqliteOf(writer)
  sqlite.unsafeMode(true)
  sqlite.pragma('writable_schema = ON')
  const { sql } = sqlite
    .prepare("SELECT sql FROM sqlite_master WHERE name = 'kernel_journal_by_command'")
    .get() as { sql: string }
  const without = `${sql} WHERE sequence > 1`
  const set = sqlite.prepare('UPDATE sqlite_master SET sql = ? WHERE name = ?')
  set.run(without, 'kernel_journal_by_command')
  sqlite.pragma('writable_schema = RESET')
  sqlite.exec('REINDEX kernel_journal_by_command')
  sqlite.pragma('writable_schema = ON')
  set.run(sql, 'kernel_journal_by_command')
  sqlite.pragma('writable_schema = RESET')
}

const rows =
  (sql: string) =>
  ({ writer }: OrderDesk): void => {
    sqliteOf(writer).pragma('foreign_keys = OFF')
    sqliteOf(writer).exec(sql)
  }

const EVENT = 'SELECT max(sequence) FROM kernel_events'

test.each<[string, (desk: OrderDesk) => void, FindingCode[]]>([
  ['an entry missing from an index', forgetIndexEntry, ['INDEX_BROKEN']],
  ['a null where none may be', nullInRow, ['PAGES_DAMAGED']],
  [
    'a level of a place that is gone',
    rows(`UPDATE stock_levels SET location_id = 'loc_x' WHERE rowid = 1;
      UPDATE stock_movements SET location_id = 'loc_x'`),
    ['REFERENCE_BROKEN'],
  ],
  [
    'a command taken from the journal',
    rows(`DELETE FROM kernel_journal WHERE sequence = 1;
      DELETE FROM kernel_events WHERE sequence = 1`),
    ['JOURNAL_GAP'],
  ],
  [
    'an event taken away',
    rows(`DELETE FROM kernel_events WHERE sequence = (${EVENT})`),
    ['EVENTS_INCOMPLETE'],
  ],
  [
    'an event without a command',
    rows(`INSERT INTO kernel_events SELECT 0, "index", name, aggregate, aggregate_id, data, at
      FROM kernel_events WHERE sequence = (${EVENT})`),
    ['EVENTS_INCOMPLETE'],
  ],
  [
    'a row of a view changed by hand',
    rows(`UPDATE location_view SET name = 'x' WHERE code = 'MAIN'`),
    ['VIEW_WRONG'],
  ],
  [
    'a tally changed by hand',
    rows('UPDATE sales_by_day_view SET orders = orders + 1'),
    ['VIEW_WRONG'],
  ],
  [
    'words of the search changed',
    rows(`INSERT INTO product_search_words(
        product_search_words, rowid, name, variant_words, description)
      SELECT 'delete', serial, name, 'MUG', '' FROM product_search_view`),
    ['SEARCH_WORDS_WRONG'],
  ],
  [
    'a sum of the books changed, and its view with it',
    rows('UPDATE stock_levels SET on_hand = on_hand + 1'),
    ['BOOKS_UNBALANCED'],
  ],
  [
    'text where JSON belongs',
    rows(`UPDATE orders SET discounts = '[' WHERE number = (SELECT min(number) FROM orders)`),
    ['VALUE_UNREADABLE'],
  ],
  [
    'text where JSON belongs, in a fact',
    rows(`UPDATE kernel_events SET data = '[' WHERE sequence = 1`),
    ['VALUE_UNREADABLE'],
  ],
  ['a table that is gone', rows('DROP TABLE return_lines'), ['SCHEMA_WRONG']],
  ['an index that is gone', rows('DROP INDEX kernel_due_by_time'), ['SCHEMA_WRONG']],
  [
    'a cursor past the end',
    rows('UPDATE kernel_cursors SET sequence = 1000000'),
    ['REACTION_AHEAD'],
  ],
  ['no cursor', rows('DELETE FROM kernel_cursors'), ['REACTION_BEHIND']],
  [
    'a command that should have been given',
    rows('UPDATE kernel_due SET at = 1000'),
    ['DUE_OVERDUE'],
  ],
  [
    'an event that is tried again',
    rows(
      `INSERT INTO kernel_retries VALUES ('abandon-idle-carts', 1, 0, 'cart', 3, 0, 'No route')`,
    ),
    ['RETRIES_WAITING'],
  ],
  [
    'a dead letter',
    rows(`INSERT INTO kernel_dead_letters
      VALUES ('dlt_1', 'abandon-idle-carts', 1, 0, 'No route', 10, 0, 'WAITING', NULL, NULL)`),
    ['DEAD_LETTERS_WAITING'],
  ],
  [
    'keys that housekeeping has left',
    rows('UPDATE kernel_idempotency_keys SET expires_at = 1'),
    ['KEYS_EXPIRED'],
  ],
  ['a migration not yet applied', rows('DELETE FROM kernel_migrations'), ['MIGRATIONS_MISSING']],
])('%s is found by its code', async (_, damage, codes) => {
  const desk = await soldFrom()
  desk.pass(HOUR_MS)
  expect(codesIn(await lookedAt(desk))).toEqual([])
  damage(desk)
  expect(codesIn(await lookedAt(desk))).toEqual(expect.arrayContaining(codes))
})

function nullInRow({ writer }: OrderDesk): void {
  const sqlite = sqliteOf(writer)
  sqlite.unsafeMode(true)
  sqlite.pragma('writable_schema = ON')
  const table = sqlite.prepare("SELECT sql FROM sqlite_master WHERE name = 'locations'").get()
  const { sql } = table as { sql: string }
  const set = sqlite.prepare("UPDATE sqlite_master SET sql = ? WHERE name = 'locations'")
  set.run(sql.replace('`name` text NOT NULL', '`name` text'))
  sqlite.pragma('writable_schema = RESET')
  sqlite.exec("UPDATE locations SET name = NULL WHERE code = 'MAIN'")
  sqlite.pragma('writable_schema = ON')
  set.run(sql)
  sqlite.pragma('writable_schema = RESET')
}

test('a log that has grown past its limit, and who keeps it from shrinking, are found', async () => {
  const desk = await soldFrom()
  const { sqlite } = openReader(desk.file)
  sqlite.exec('BEGIN')
  sqlite.prepare('SELECT count(*) FROM kernel_journal').get()
  sqliteOf(desk.writer).exec(`CREATE TABLE bulk (x BLOB) STRICT`)
  const fill = sqliteOf(desk.writer).prepare('INSERT INTO bulk VALUES (zeroblob(?))')
  while (walBytes(desk.file) <= CHECKPOINT_LIMITS.walBytesMax) fill.run(8 * 2 ** 20)
  expect(codesIn(await lookedAt(desk))).toEqual(['WAL_LARGE', 'WAL_HELD'])
  sqlite.close()
  sqliteOf(desk.writer).pragma('wal_checkpoint(TRUNCATE)')
  expect(codesIn(await lookedAt(desk))).toEqual([])
})

test('readers that come and go hold nothing', async () => {
  const desk = await soldFrom()
  const { sqlite } = openReader(desk.file)
  const reading = setInterval(() => {
    if (sqlite.inTransaction) sqlite.exec('COMMIT')
    sqlite.exec('BEGIN')
    sqlite.prepare('SELECT count(*) FROM kernel_journal').get()
  }, 200)
  let index = 0
  const writing = setInterval(
    () => void desk.accepted('CreateLocation', { ...PLACE, code: `L${index++}` }),
    50,
  )
  expect(codesIn(await lookedAt(desk))).toEqual([])
  clearInterval(writing)
  clearInterval(reading)
  sqlite.close()
})

const PLACE = { name: 'A place', countryCode: 'GB' }

test('a restore that was broken off is found', async () => {
  const desk = await soldFrom()
  writeFileSync(`${desk.file}.restoring-2026-03-02T10-00-00-000Z`, '')
  expect(codesIn(await lookedAt(desk))).toEqual(['RESTORE_UNFINISHED'])
})

test('a disk that has no room for the database once more is found', () => {
  const around = { databaseBytes: 500 * 2 ** 20, walBytes: 0, heldBytes: null, restoring: null }
  const required = around.databaseBytes + CHECKPOINT_LIMITS.walBytesMax
  expect(codesIn(examineSurroundings({ ...around, freeBytes: required }))).toEqual([])
  expect(codesIn(examineSurroundings({ ...around, freeBytes: required - 1 }))).toEqual(['DISK_LOW'])
})

test.each<[string, (file: string) => void]>([
  ['another file', (file) => writeFileSync(file, 'Once upon a time there was a shop. '.repeat(99))],
  ['one that is encrypted or overwritten', (file) => writeFileSync(file, Buffer.alloc(65_536, 7))],
])('%s is found to be no database', async (_, write) => {
  const file = join(emptyFolder(), 'shop.db')
  write(file)
  expect(codesIn(await examined({ file: file }))).toEqual(['DATABASE_UNREADABLE'])
})

test('a file that was cut off is found', async () => {
  const file = join(emptyFolder(), 'shop.db')
  copyFileSync(inject('template'), file)
  truncateSync(file, statSync(file).size - 40_960)
  expect(codesIn(await examined({ file: file }))).toContain('PAGES_DAMAGED')
})

/** Every row of every table, as text. */
function contentOf(file: string): string {
  const sqlite = new Sqlite(file, { readonly: true })
  try {
    const tables = sqlite
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .pluck()
      .all() as string[]
    return tables
      .map((name) => JSON.stringify(sqlite.prepare(`SELECT * FROM "${name}"`).raw().all()))
      .join('\n')
  } catch (fault) {
    return String(fault)
  } finally {
    sqlite.close()
  }
}

test(`of ${FLIPS} bits that flip anywhere in a backup none stays unnoticed`, {
  timeout: 60_000 + FLIPS * 3_000,
}, async () => {
  const { app, dispose } = await openTestApp()
  const desk = await orderDesk({ MAIN: { MUG: 50, CUP: 50 } }, {}, async () => app)
  for (let order = 0; order < 25; order++) await desk.placed({ MUG: 1, CUP: 1, POST: 1 })
  await desk.reactions.settle()
  const folder = emptyFolder()
  const [whole, damaged] = [join(folder, 'whole.db'), join(folder, 'damaged.db')]
  await backUp(app.file, whole, Date.now())
  await dispose()
  copyFileSync(manifestOf(whole), manifestOf(damaged))
  const [bytes, content] = [readFileSync(whole), contentOf(whole)]
  const places = fc.sample(fc.noBias(fc.tuple(fc.nat(bytes.length - 1), fc.nat(7))), {
    ...{ numRuns: FLIPS, seed: SEED },
  })
  const counts = { 'found by doctor': 0, 'nobody reads it': 0, 'found by the manifest alone': 0 }
  for (const [at, bit] of places) {
    const copy = Buffer.from(bytes)
    copy[at] = (copy[at] as number) ^ (1 << bit)
    writeFileSync(damaged, copy)
    expect(codesIn([await bytesOf(damaged)]), `bit ${bit} of byte ${at}`).toEqual([
      'BACKUP_DAMAGED',
    ])
    if (codesIn(await examined({ file: damaged })).length > 0) counts['found by doctor']++
    else if (contentOf(damaged) === content) counts['nobody reads it']++
    else counts['found by the manifest alone']++
  }
  console.log(`seed ${SEED}, ${FLIPS} bits of ${bytes.length} bytes`, counts)
  expect(counts['found by doctor']).toBeGreaterThan(FLIPS / 10)
})
