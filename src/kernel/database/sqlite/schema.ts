// What an SQLite database says of itself.
import type { Definition, Schema } from '../connection.ts'
import { sqliteOf } from './sqlite-of.ts'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const sqliteSchema: Schema = {
  definitions: (tx) =>
    // What begins with a line is a replicator's or a mover's own.
    tx.rows<Definition>(
      "SELECT type, name, tbl_name AS of, sql FROM sqlite_master WHERE substr(name, 1, 1) <> '_' ORDER BY name",
    ),
  tables: async (tx) => {
    const all = sqliteOf(tx)
      .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .all() as { name: string; sql: string }[]
    const indexes = all.filter(({ sql }) => /^\s*CREATE VIRTUAL/i.test(sql)).map(({ name }) => name)
    return all
      .map(({ name }) => name)
      .filter(
        (name) =>
          !name.startsWith('sqlite_') &&
          !name.startsWith('_') && // A replicator's own, such as Litestream's.
          !indexes.some((index) => name === index || name.startsWith(`${index}_`)),
      )
  },
  columns: async (tx, table) => {
    const columns = sqliteOf(tx).pragma(`table_info(${quoted(table)})`) as {
      name: string
      pk: number
    }[]
    const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)
    return { all: columns.map(({ name }) => name), key: key.map(({ name }) => name) }
  },
  isNoJson: (column) => `NOT json_valid(${column})`,
  brokenReferences: async (tx, limit) =>
    (sqliteOf(tx).pragma('foreign_key_check') as { table: string; rowid: number; parent: string }[])
      .slice(0, limit)
      .map(
        ({ table, rowid, parent }) =>
          `${table} row ${rowid} refers to a ${parent} row that is not there`,
      ),
  damage: async (tx, limit) =>
    (sqliteOf(tx).pragma(`integrity_check(${limit})`) as { integrity_check: string }[])
      .flatMap(({ integrity_check: said }) => said.split('\n'))
      .filter((line) => line !== 'ok' && !/^\*\*\* in database/.test(line)),
}
