// Rows as they stand elsewhere, put into a table of PostgreSQL's: what a shop is moved by.
import type { Connection } from '../connection.ts'
import type { Value } from '../state-hash.ts'

const quoted = (name: string): string => `"${name}"`

/** Puts rows where none or others of the same keys stand. They travel as one parameter. */
export async function putRows(
  tx: Connection,
  table: string,
  key: readonly string[],
  rows: readonly Record<string, Value>[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const names = Object.keys(first)
  const columns = names.map(quoted).join(', ')
  const rest = names.filter((name) => !key.includes(name))
  const conflict =
    rest.length === 0
      ? 'NOTHING'
      : `UPDATE SET ${rest.map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(', ')}`
  await tx.rows(
    `INSERT INTO ${quoted(table)} (${columns})
     SELECT ${columns} FROM json_populate_recordset(null::${quoted(table)}, cast(? as json))
     ON CONFLICT (${key.map(quoted).join(', ')}) DO ${conflict}`,
    JSON.stringify(rows),
  )
}

/** Takes away the rows of these keys, where they stand. */
export async function removeRows(
  tx: Connection,
  table: string,
  key: readonly string[],
  keys: readonly (readonly Value[])[],
): Promise<void> {
  const named = keys.map((values) => Object.fromEntries(key.map((name, at) => [name, values[at]])))
  const columns = key.map(quoted).join(', ')
  await tx.rows(
    `DELETE FROM ${quoted(table)} WHERE (${columns}) IN (
       SELECT ${columns} FROM json_populate_recordset(null::${quoted(table)}, cast(? as json)))`,
    JSON.stringify(named),
  )
}

type Constraint = { table: string; name: string; sql: string }

/** What makes references anew that look at no row yet, and what has them look at every one. */
export type References = { make: string[]; validate: string[] }

/** Takes the references between tables away: rows may come in any order then. */
export async function withoutReferences(tx: Connection): Promise<References> {
  const references = await tx.rows<Constraint>(
    `SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS sql
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype = 'f' AND n.nspname = current_schema() ORDER BY c.relname, k.conname`,
  )
  const altered = ({ table }: Constraint) => `ALTER TABLE ${quoted(table)}`
  for (const each of references)
    await tx.rows(`${altered(each)} DROP CONSTRAINT ${quoted(each.name)}`)
  return {
    make: references.map(
      (each) => `${altered(each)} ADD CONSTRAINT ${quoted(each.name)} ${each.sql} NOT VALID`,
    ),
    validate: references.map((each) => `${altered(each)} VALIDATE CONSTRAINT ${quoted(each.name)}`),
  }
}
