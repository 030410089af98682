// The version of what a row shows, as the kernel counts it: for refreshes to select beside a row.
import { type Column, type SQL, sql } from 'drizzle-orm'
import { aggregateVersions } from '#kernel/tables.ts'

/** A query as a selected value. Wrapped, for Drizzle takes table names off columns that stand directly in one. */
export const scalar = <Value>(query: SQL) => sql<Value>`${query}`

export const versionColumn = (id: Column) =>
  scalar<number>(
    sql`(select ${aggregateVersions.version} from ${aggregateVersions} where ${aggregateVersions.id} = ${id})`,
  )
