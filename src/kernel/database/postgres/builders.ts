// Drizzle's builders without a driver: they write the text, and say which value goes where and what comes back.
import type { Query } from 'drizzle-orm'
import { BaseSQLiteDatabase, SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import type { Database } from '../connection.ts'
import type { DrizzlePrepared, Field } from '../prepared.ts'

/** SQLite's text, as PostgreSQL reads it. */
class PostgresText extends SQLiteAsyncDialect {
  /** It numbers its parameters. */
  override escapeParam(at: number): string {
    return `$${at + 1}`
  }

  /** What conflicts is named without its table. */
  override sqlToQuery(...given: Parameters<SQLiteAsyncDialect['sqlToQuery']>) {
    const query = super.sqlToQuery(...given)
    const sql = query.sql.replace(/ on conflict \([^)]*\)/g, (target) =>
      target.replace(/"\w+"\./g, ''),
    )
    return { ...query, sql }
  }
}

const session = {
  prepareQuery: (query: Query, fields: readonly Field[] | undefined): DrizzlePrepared => ({
    query,
    ...(fields && { fields }),
  }),
}

export const builders = new BaseSQLiteDatabase(
  'async',
  new PostgresText({ casing: 'snake_case' }),
  session as never,
  undefined,
) as unknown as Database
