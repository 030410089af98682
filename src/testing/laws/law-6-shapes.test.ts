// Law 6: the printed schema equals schema.graphql, and the migrations equal the tables.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { is, type Table } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { expect, test } from 'vitest'
import { printedSchema } from '#graphql/schema.ts'

/** drizzle-kit's own programming interface is CommonJS. */
const kit = createRequire(import.meta.url)('drizzle-kit/api') as {
  generateSQLiteDrizzleJson: (
    tables: Record<string, Table>,
    previousId: string,
    casing: 'snake_case',
  ) => Promise<object>
  generateSQLiteMigration: (from: object, to: object) => Promise<string[]>
}

test('schema.graphql is what the code prints: run `npm run schema` after a change', () => {
  expect(readFileSync('schema.graphql', 'utf8')).toBe(printedSchema())
})

test('the migrations make the tables that the code declares: run `npm run db:generate` after a change', async () => {
  const modules = import.meta.glob<Record<string, unknown>>(
    ['/src/kernel/tables.ts', '/src/write/*/tables.ts', '/src/read/*/table.ts'],
    { eager: true },
  )
  const tables = Object.fromEntries(
    Object.values(modules)
      .flatMap((module) => Object.entries(module))
      .filter((entry): entry is [string, SQLiteTable] => is(entry[1], SQLiteTable)),
  )
  const { entries } = JSON.parse(readFileSync('drizzle/meta/_journal.json', 'utf8'))
  const last = String(entries.at(-1).idx).padStart(4, '0')
  const migrated = JSON.parse(readFileSync(`drizzle/meta/${last}_snapshot.json`, 'utf8'))
  const declared = await kit.generateSQLiteDrizzleJson(tables, migrated.id, 'snake_case')
  expect(await kit.generateSQLiteMigration(migrated, declared)).toEqual([])
})
