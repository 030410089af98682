// A shop's whole state as one hash: every row of every table by primary key, the kernel's bookkeeping
// and search indexes aside. Two databases with the same hash hold the same shop.
import { createHash } from 'node:crypto'
import type { Connection } from './connection.ts'

export type StateHash = { hash: string; tables: Record<string, string> }

export function stateHash(tx: Connection): StateHash {
  const whole = createHash('sha256')
  const tables: Record<string, string> = {}
  for (const table of stateTables(tx)) {
    const hash = tableHash(tx, table)
    tables[table] = hash
    whole.update(`${table} ${hash}\n`)
  }
  return { hash: whole.digest('hex'), tables }
}

/** Every table that is part of a shop's state, by name. */
export function stateTables({ sqlite }: Connection): string[] {
  const all = sqlite
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .all() as { name: string; sql: string }[]
  const indexes = all.filter(({ sql }) => /^\s*CREATE VIRTUAL/i.test(sql)).map(({ name }) => name)
  return all
    .map(({ name }) => name)
    .filter(
      (name) =>
        !name.startsWith('kernel_') &&
        !name.startsWith('sqlite_') &&
        !name.startsWith('_') && // A replicator's own, such as Litestream's.
        !indexes.some((index) => name === index || name.startsWith(`${index}_`)),
    )
}

function tableHash({ sqlite }: Connection, table: string): string {
  const columns = sqlite.pragma(`table_info(${quoted(table)})`) as { name: string; pk: number }[]
  const keys = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)
  const order = keys.length > 0 ? keys : columns
  const select = sqlite
    .prepare(
      `SELECT ${columns.map(({ name }) => quoted(name))} FROM ${quoted(table)} ORDER BY ${order.map(({ name }) => quoted(name))}`,
    )
    .raw()
  const hash = createHash('sha256')
  for (const row of select.iterate()) hash.update(`${JSON.stringify(row)}\n`)
  return hash.digest('hex')
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
