// What SQLite writes its own way.
import { sql } from 'drizzle-orm'
import type { Dialect } from '../connection.ts'
import { sqliteFullText } from './full-text.ts'
import { sqliteSchema } from './schema.ts'

export const sqliteDialect: Dialect = {
  name: 'SQLite',
  migrations: '.',
  rowsMax: 16, // As many texts as statement.ts keeps of each.
  takesArrays: false,
  inList: (column, list) => sql`${column} in (select value from json_each(${list}))`,
  inListUnindexed: (column, list) => sql`+${column} in (select value from json_each(${list}))`,
  fullText: sqliteFullText,
  schema: sqliteSchema,
}
