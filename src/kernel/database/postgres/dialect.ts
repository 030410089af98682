// What PostgreSQL writes its own way.
import { is, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Dialect } from '../connection.ts'
import { postgresFullText } from './full-text.ts'
import { columnType } from './prepared.ts'
import { postgresSchema } from './schema.ts'

/** A list travels as JSON everywhere; here it becomes an array as it is sent. */
const asArray = { mapToDriverValue: (list: unknown) => JSON.parse(list as string) as unknown }

const anyOf = (column: unknown, list: Placeholder): SQL => {
  const type = is(column, SQLiteColumn) ? columnType(column) : 'text'
  return sql`any(${sql.param(list, asArray)}::${sql.raw(type)}[])`
}

export const postgresDialect: Dialect = {
  name: 'PostgreSQL',
  migrations: 'postgres',
  rowsMax: 1_000,
  takesArrays: true,
  inList: (column, list) => sql`${column} = ${anyOf(column, list)}`,
  // An expression that no index is of: the list is gone through in its order instead.
  inListUnindexed: (column, list) =>
    columnType(column) === 'bigint'
      ? sql`${column} + 0 = ${anyOf(column, list)}`
      : sql`${column} || '' = ${anyOf(column, list)}`,
  fullText: postgresFullText,
  schema: postgresSchema,
}
