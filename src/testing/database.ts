// A database of a test's own, a copy of the migrated template, on the engine that ENGINE names.
import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import type { App } from '#app'
import type { Connection } from '#kernel/database/connection.ts'
import type { DatabaseAddress } from '#kernel/database/engine.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import { openReader, openWriter } from '#kernel/database/postgres/connection.ts'
import { putRows, withoutReferences } from '#kernel/database/postgres/put-rows.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { pagesOf } from '#kernel/database/state-hash.ts'
import { askNow } from './ask-now.ts'

export const IS_POSTGRES = process.env.ENGINE === 'postgres'

export type TestDatabase = {
  address: DatabaseAddress
  /** The database's file, or where files beside it can stand. */
  file: string
  rows: (app: Pick<App, 'writer'>, sql: string, values: readonly unknown[]) => unknown[]
  /** Runs SQL on it, whatever it breaks. */
  change: (app: Pick<App, 'writer'>, sql: string) => Promise<void>
  /** Looks at one moment of it. */
  examine: <Value>(look: (moment: Connection) => Promise<Value>) => Promise<Value>
  /** For what is read outside of any snapshot, as reactions do; closed with the test. */
  openReader: () => Promise<Connection>
  /** Another, as this one is now. */
  copy: (app: Pick<App, 'writer'>) => Promise<TestDatabase>
  dispose: () => Promise<void>
}

export async function newDatabase(template: string): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-test-'))
  const file = join(folder, 'shop.db')
  if (IS_POSTGRES) return onServer(folder, file, free.pop() ?? (await created(template)))
  copyFileSync(template, file)
  return inFile(folder, file)
}

function inFile(folder: string, file: string): TestDatabase {
  return {
    address: { file },
    file,
    rows: ({ writer }, sql, values) =>
      sqliteOf(writer)
        .prepare(sql)
        .all(...values),
    change: async ({ writer }, sql) => {
      const sqlite = sqliteOf(writer)
      sqlite.pragma('foreign_keys = OFF')
      sqlite.exec(sql)
      sqlite.pragma('foreign_keys = ON')
      writer.commits++
    },
    examine: async (look) => (await engineAt({ file })).examine(look),
    openReader: () => readerAt({ file }),
    copy: async ({ writer }) => {
      const copy = join(folder, `copy-${crypto.randomUUID()}.db`)
      sqliteOf(writer).prepare('VACUUM INTO ?').run(copy)
      return newDatabase(copy)
    },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

function onServer(folder: string, file: string, url: string): TestDatabase {
  return {
    address: { url, replicas: [] },
    file,
    rows: (_, sql, values) => askNow(url, sql, values),
    change: async (_, sql) =>
      void (await administered(url, `SET session_replication_role = replica; ${sql}`)),
    examine: async (look) => (await engineAt({ url, replicas: [] })).examine(look),
    openReader: () => readerAt({ url, replicas: [] }),
    copy: async () => {
      const copy = await created(withName(url, TEMPLATE))
      await copyRows(url, copy)
      return onServer(mkdtempSync(join(tmpdir(), 'quartermaster-test-')), file, copy)
    },
    dispose: async () => {
      rmSync(folder, { recursive: true, force: true })
      if (await isAsMade(url)) free.push(url)
      else
        await administered(withName(url, 'postgres'), `DROP DATABASE ${nameOf(url)} WITH (FORCE)`)
    },
  }
}

async function readerAt(address: DatabaseAddress): Promise<Connection> {
  const reader = await (await engineAt(address)).openReader()
  onTestFinished(() => reader.close())
  return reader
}

export const TEMPLATE = 'template_shop'

const nameOf = (url: string): string => new URL(url).pathname.slice(1)
const withName = (url: string, name: string): string => url.replace(/\/\w+$/, `/${name}`)

/** Making a database takes many times as long as emptying one: those that a test has left as it found them serve again. */
const free: string[] = []

async function created(template: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await administered(
    withName(template, 'postgres'),
    `CREATE DATABASE ${name} TEMPLATE ${nameOf(template)} STRATEGY file_copy`,
  )
  return withName(template, name)
}

/** Empties it; false where something was changed beside rows. */
async function isAsMade(url: string): Promise<boolean> {
  const definitions = await administered(url, DEFINITIONS)
  template ??= await administered(withName(url, TEMPLATE), DEFINITIONS)
  if (definitions !== template) return false
  await administered(url, EMPTY)
  return true
}

let template: string | null = null

const DEFINITIONS = `
  SELECT md5(string_agg(line, '' ORDER BY line COLLATE "C")) AS result FROM (
    SELECT relname || relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
  ) all_of_it(line)`

const EMPTY = `DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname NOT IN ('kernel_migrations', 'kernel_writer') LOOP
    EXECUTE format('DELETE FROM %I %s', name, CASE name WHEN 'kernel_notes' THEN 'WHERE name <> ''view-shapes''' END);
  END LOOP;
END $$`

/** Gives a server one statement; answers its one `result`. */
export async function administered(url: string, sql: string): Promise<string> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return String((await client.query(sql)).rows?.[0]?.result)
  } finally {
    await client.end()
  }
}

async function copyRows(from: string, to: string): Promise<void> {
  const [reader, writer] = [openReader(from), openWriter(to)]
  try {
    const { make, validate } = await withoutReferences(writer)
    const { schema } = reader.dialect
    for (const table of await schema.tables(reader))
      if (!['kernel_migrations', 'kernel_writer'].includes(table))
        await copyTable(reader, writer, table)
    for (const statement of [...make, ...validate]) await writer.rows(statement)
    const made = await indexesOf(writer)
    for (const [name, sql] of await indexesOf(reader)) if (!made.has(name)) await writer.rows(sql)
    // Its index was made when there was nothing to find.
    await writer.rows('DROP TABLE product_search_words, product_search_words_vocabulary')
  } finally {
    await Promise.all([reader.close(), writer.close()])
  }
}

async function indexesOf(tx: Connection): Promise<Map<string, string>> {
  const all = await tx.rows<{ name: string; sql: string }>(
    `SELECT indexname AS name, indexdef AS sql FROM pg_indexes
     WHERE schemaname = 'public' AND tablename NOT LIKE 'product_search_words%'`,
  )
  return new Map(all.map(({ name, sql }) => [name, sql]))
}

async function copyTable(from: Connection, to: Connection, table: string): Promise<void> {
  const { all, key } = await from.dialect.schema.columns(from, table)
  for await (const rows of pagesOf(from, table, { columns: all, key }))
    await putRows(to, table, key, rows)
}
