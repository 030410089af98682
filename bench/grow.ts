// Makes a shop with a great past: some hundred orders are placed by commands, and their rows are copied as often as it
// takes, each copy a third of a day later than the one before. Ids begin with their moment, so a copy's are those of
// its own; what orders add up to is carried on by as much each time. `doctor` finds nothing wrong in what comes out.

import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { journalEnd } from '#kernel/journal.ts'
import { findWrong } from '#kernel/mend-views.ts'
import { moveCursor } from '#kernel/reaction-tables.ts'
import { tallies } from '#read/views.ts'
import { openBenchApp, placeAll, setPrices, startCarts, stockCatalog, type Terms } from './shop.ts'

/** What ids count with their first five letters: the milliseconds between two copies. */
const COPY_MS = 32 ** 5
const TIME_LENGTH = 10
const CHANGING_LENGTH = TIME_LENGTH - 5
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
/** The template's commands take as long as this many times what they really take: its orders lie apart. */
const STRETCH = 1_000
/** A moment at which the first five letters of ids change. */
const TEMPLATE_AT = Math.floor(Date.UTC(2025, 0, 1) / COPY_MS) * COPY_MS
const CATALOG_AT = TEMPLATE_AT - 30 * 86_400_000

export type Growth = { products: number; orders: number; templateOrders?: number }
export type Grown = { slugs: string[]; terms: Terms | null; lastAt: number }

/** Makes the shop in a file that is not there yet. Products have two variants each, orders three lines. */
export async function grownShop(
  file: string,
  { products, orders, templateOrders = 1_000 }: Growth,
): Promise<Grown> {
  if (existsSync(file)) throw new Error(`${file} is there already.`)
  const from = Math.min(orders, templateOrders)
  const catalog = await openBenchApp(file, { clock: () => CATALOG_AT, isDurable: false })
  const slugs = await stockCatalog(catalog, products)
  const terms = await setPrices(catalog)
  const before = snapshotOf(sqliteOf(catalog.writer))
  await catalog.close()

  const startedAt = performance.now()
  const clock = () => TEMPLATE_AT + Math.floor((performance.now() - startedAt) * STRETCH)
  const app = await openBenchApp(file, { clock, isDurable: false })
  await placeAll(app, await startCarts(app, from, terms))
  if (clock() >= TEMPLATE_AT + COPY_MS)
    throw new Error('The template took too long for its moment.')
  await app.close()

  const copies = Math.ceil(orders / from) - 1
  copyOrders(file, before, copies)
  await settle(file)
  return { slugs, terms, lastAt: TEMPLATE_AT + (copies + 1) * COPY_MS }
}

type Value = string | number | null
type Row = Record<string, Value>
/** Every row of every table, by table and primary key. */
type Snapshot = Map<string, Map<string, Row>>

type Table = { name: string; columns: string[]; key: string[] }

const tablesOf = (sqlite: Sqlite.Database): Table[] =>
  (
    sqlite
      .prepare(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND sql LIKE '%STRICT%'`,
      )
      .pluck()
      .all() as string[]
  ).map((name) => {
    const columns = sqlite.pragma(`table_info("${name}")`) as { name: string; pk: number }[]
    return {
      name,
      columns: columns.map((column) => column.name),
      key: columns.filter(({ pk }) => pk > 0).map((column) => column.name),
    }
  })

const keyOf = ({ key }: Table, row: Row): string => JSON.stringify(key.map((name) => row[name]))

function snapshotOf(sqlite: Sqlite.Database): Snapshot {
  return new Map(
    tablesOf(sqlite).map((table) => {
      const rows = sqlite.prepare(`SELECT * FROM "${table.name}"`).all() as Row[]
      return [table.name, new Map(rows.map((row) => [keyOf(table, row), row]))]
    }),
  )
}

const COUNTED_ANEW = new Set(tallies.map(({ name }) => name))

function copyOrders(file: string, before: Snapshot, copies: number): void {
  const sqlite = new Sqlite(file)
  sqlite.pragma('foreign_keys = OFF') // Rows come table by table.
  sqlite.pragma('synchronous = OFF')
  sqlite.pragma('journal_mode = DELETE')
  sqlite.pragma('locking_mode = EXCLUSIVE')
  sqlite.pragma('cache_size = -1048576') // 1 GiB.
  sqlite.pragma('temp_store = MEMORY')
  const step =
    (sqlite.prepare('SELECT max(sequence) FROM kernel_journal').pluck().get() as number) -
    Math.max(
      ...[...(before.get('kernel_journal')?.values() ?? [])].map(({ sequence }) =>
        Number(sequence),
      ),
    )
  const numbers = sqlite.prepare('SELECT count(*) FROM orders').pluck().get() as number

  const copied: { table: Table; insert: Sqlite.Statement }[] = []
  for (const table of tablesOf(sqlite)) {
    if (COUNTED_ANEW.has(table.name)) continue
    const rows = sqlite.prepare(`SELECT * FROM "${table.name}"`).all() as Row[]
    const old = before.get(table.name) as Map<string, Row>
    const fresh = rows.filter((row) => !old.has(keyOf(table, row)))
    if (fresh.length > 0)
      copied.push({ table, insert: copying(sqlite, table, fresh, { step, numbers }) })
    for (const row of rows) carryOn(sqlite, table, row, old.get(keyOf(table, row)), copies)
  }

  const indexes = sqlite
    .prepare(
      `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
       AND tbl_name IN (${copied.map(({ table }) => `'${table.name}'`).join(', ')})`,
    )
    .all() as { name: string; sql: string }[]
  for (const { name } of indexes) sqlite.exec(`DROP INDEX "${name}"`)
  sqlite.exec('BEGIN')
  for (let copy = 1; copy <= copies; copy++)
    for (const { insert } of copied)
      insert.run({ copy: BigInt(copy), from: `_${timeOf(0)}`, to: `_${timeOf(copy)}` })
  sqlite.exec('COMMIT')
  for (const { sql } of indexes) sqlite.exec(sql)
  sqlite.pragma('journal_mode = WAL')
  sqlite.close()
}

/** The first letters of the ids that a copy makes. */
function timeOf(copy: number): string {
  let rest = Math.floor((TEMPLATE_AT + copy * COPY_MS) / COPY_MS)
  let text = ''
  for (let at = 0; at < CHANGING_LENGTH; at++) {
    text = ALPHABET[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** A statement that copies the template's rows of a table, as they are in a copy. */
function copying(
  sqlite: Sqlite.Database,
  table: Table,
  rows: readonly Row[],
  { step, numbers }: { step: number; numbers: number },
): Sqlite.Statement {
  const template = `template_${table.name}`
  sqlite.exec(`CREATE TEMP TABLE "${template}" AS SELECT * FROM "${table.name}" LIMIT 0`)
  const into = sqlite.prepare(
    `INSERT INTO temp."${template}" VALUES (${table.columns.map(() => '?').join(', ')})`,
  )
  for (const row of rows) into.run(...table.columns.map((name) => row[name] as Value))
  const expressions = table.columns.map((name) => {
    const quoted = `"${name}"`
    if (name === 'placed_day')
      return `strftime('%Y-%m-%d', (placed_at + @copy * ${COPY_MS}) / 1000, 'unixepoch')`
    if (name === 'term')
      return `CASE kind WHEN 'NUMBER' THEN CAST(term + @copy * ${numbers} AS TEXT)
        ELSE replace(term, 'shopper-', 'shopper-' || @copy || '-') END`
    if (name === 'sequence') return `sequence + @copy * ${step}`
    if (name === 'number' || name === 'order_number') return `${quoted} + @copy * ${numbers}`
    const values = rows.map((row) => row[name])
    if (values.every((value) => value === null)) return 'NULL'
    if (/(^|_)(at|since)$/.test(name)) return `${quoted} + @copy * ${COPY_MS}`
    const texts = values.filter((value) => typeof value === 'string')
    const withIds = texts.some((text) => text.includes(`_${timeOf(0)}`))
    const withMail = texts.some((text) => text.includes('shopper-'))
    const moved = withIds ? `replace(${quoted}, @from, @to)` : quoted
    return withMail ? `replace(${moved}, 'shopper-', 'shopper-' || @copy || '-')` : moved
  })
  return sqlite.prepare(
    `INSERT INTO "${table.name}" SELECT ${expressions.join(', ')} FROM temp."${template}"
     WHERE @copy > 0 AND @from <> @to`,
  )
}

/** A row of the catalog that the template's orders changed is changed by as much with each copy. */
function carryOn(
  sqlite: Sqlite.Database,
  table: Table,
  row: Row,
  before: Row | undefined,
  copies: number,
): void {
  if (!before) return
  const changed = table.columns.filter((name) => row[name] !== before[name])
  if (changed.length === 0) return
  const values = changed.map((name) => {
    const [now, then] = [row[name], before[name]]
    if (typeof now !== 'number' || typeof then !== 'number')
      throw new Error(`${table.name}.${name} is changed by orders, and no count.`)
    return now + copies * (now - then)
  })
  sqlite
    .prepare(
      `UPDATE "${table.name}" SET ${changed.map((name) => `"${name}" = ?`).join(', ')}
       WHERE ${table.key.map((name) => `"${name}" = ?`).join(' AND ')}`,
    )
    .run(...values, ...table.key.map((name) => row[name] as Value))
}

/** What is summed up is summed anew, and nobody has anything to follow up: the past is dealt with. */
const AFTER_ALL = 1_000_000 // No command records as many events.

async function settle(file: string): Promise<void> {
  const app = await openBenchApp(file, { isDurable: false })
  for (const wrong of await findWrong(app.writer, { views: [], tallies })) await app.mend(wrong)
  const { sequence } = await journalEnd(app.writer)
  await app.queue.maintain(async () => {
    for (const { name } of await app.reactions.declared())
      await moveCursor(app.writer, { reaction: name, sequence, index: AFTER_ALL })
  })
  await app.close()
}
