// SQLite's own handle, for what no other engine has.
import type Sqlite from 'better-sqlite3'
import type { Connection } from '../connection.ts'

export type SqliteConnection = Connection & {
  readonly sqlite: Sqlite.Database
  readonly close: () => void
}

/** SQLite's own handle, for what no other engine has. */
export function sqliteOf(connection: Connection): Sqlite.Database {
  const { sqlite } = connection as SqliteConnection
  if (!sqlite) throw new Error(`This needs an SQLite database, not ${connection.dialect.name}.`)
  return sqlite
}
