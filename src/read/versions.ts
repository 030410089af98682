// The version of what a row shows, as the kernel counts it: for refreshes to select beside a row.
import { type Column, sql } from 'drizzle-orm'
import { aggregateVersions } from '#kernel/tables.ts'

export const versionColumn = (id: Column) =>
  sql<number>`(select ${aggregateVersions.version} from ${aggregateVersions} where ${aggregateVersions.id} = ${id})`
