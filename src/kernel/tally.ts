// A tally adds what each event brings, where recomputing would cost more as history grows. It must
// equal its own recomputation. A row of which nothing is left goes.
import { type Column, getTableColumns, getTableName, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import { named, type Params, statement, statementOfRows } from './database/statement.ts'
import type { EventKind, RecordedEvent } from './event.ts'
import { excluded, primaryNames, type Row, type RowStore, rowStore } from './row-store.ts'

export type Tally = {
  readonly name: string
  readonly table: SQLiteTable
  /** Raised by a release that counts otherwise: its first start counts anew. */
  readonly revision: number
  readonly adds: readonly Adding[]
  /** Every row from the write tables alone. */
  readonly recompute: (tx: Connection) => Promise<Row[]>
  readonly add: (tx: Connection, deltas: readonly Row[]) => Promise<void>
  readonly store: RowStore
  /** What must be added to rows as they stand to make them as they must be; nothing of what is right. */
  readonly lacking: (standing: readonly Row[], fresh: readonly Row[]) => Row[]
  /** Adds what was lacking at some moment: what came since has been added by itself. */
  readonly correct: (tx: Connection, lacking: readonly Row[]) => Promise<void>
}

type Deltas = readonly Row[] | Promise<readonly Row[]>
export type Adding = { event: string; deltas: (tx: Connection, event: RecordedEvent) => Deltas }

export const adding = <Data>(
  kind: EventKind<Data>,
  deltas: (event: Data, tx: Connection) => Deltas,
): Adding => ({ event: kind.event, deltas: (tx, { data }) => deltas(data as Data, tx) })

export function tally<T extends SQLiteTable>(declared: {
  table: T
  revision?: number
  adds: readonly Adding[]
  recompute: (tx: Connection) => Promise<T['$inferInsert'][]>
}): Tally {
  const { table, revision = 1 } = declared
  const columns = getTableColumns(table) as Record<string, Column>
  const names = Object.keys(columns)
  const identity = primaryNames(table, columns)
  const counted = names.filter((name) => !identity.includes(name))
  const upsert = statementOfRows((db, rows: Params<Row>[]) =>
    db
      .insert(table)
      .values(rows.map((row) => named(names, row)) as never)
      .onConflictDoUpdate({
        target: identity.map((name) => columns[name]) as never,
        set: Object.fromEntries(
          counted.map((name) => [name, sql`${columns[name]} + ${excluded(columns[name]!)}`]),
        ) as never,
      }),
  )
  const removeEmpty = statement((db, $: Params<Row>) =>
    db
      .delete(table)
      .where(
        sql.join(
          [
            ...identity.map((name) => sql`${columns[name]} = ${$[name]}`),
            ...counted.map((name) => sql`${columns[name]} = 0`),
          ],
          sql` and `,
        ),
      ),
  )
  const store = rowStore(table, identity[0]!, true)
  const summed = (rows: readonly Row[]): readonly Row[] => {
    const keys = rows.map(store.identity)
    if (new Set(keys).size === rows.length) return rows
    const sums = new Map<string, Row>()
    for (const [index, row] of rows.entries()) {
      const key = keys[index] as string
      const sum = sums.get(key)
      if (sum) for (const name of counted) sum[name] = Number(sum[name]) + Number(row[name])
      else sums.set(key, named(names, row))
    }
    return [...sums.values()]
  }
  const identified = (row: Row): Row => named(identity, row)
  const isSomething = (row: Row): boolean => counted.some((name) => row[name] !== 0)
  const add = async (tx: Connection, deltas: readonly Row[]) => {
    const rows = summed(deltas).filter(isSomething)
    if (rows.length === 0) return
    await upsert(tx, rows)
    for (const row of rows)
      if (counted.some((name) => Number(row[name]) < 0)) await removeEmpty(tx, identified(row))
  }
  const negated = (row: Row): Row => ({
    ...identified(row),
    ...Object.fromEntries(counted.map((name) => [name, -Number(row[name])])),
  })
  return {
    name: getTableName(table),
    table,
    revision,
    adds: declared.adds,
    recompute: async (tx) => (await declared.recompute(tx)).filter(isSomething),
    store,
    add,
    lacking: (standing, fresh) => {
      const right = new Set(fresh.map(store.identity))
      return summed([...fresh, ...standing.map(negated)]).filter(
        (row) => isSomething(row) || !right.has(store.identity(row)),
      )
    },
    correct: async (tx, lacking) => {
      await add(tx, lacking)
      for (const row of lacking) await removeEmpty(tx, identified(row))
    },
  }
}

/** Adds to each tally what these events bring. */
export async function addToTallies(
  tx: Connection,
  tallies: readonly Tally[],
  events: readonly RecordedEvent[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const tally of tallies) {
    const brought: Row[] = []
    for (const { event, deltas } of tally.adds)
      for (const recorded of events)
        if (recorded.name === event) brought.push(...(await deltas(tx, recorded)))
    if (brought.length > 0) counts[tally.name] = brought.length
    await tally.add(tx, brought)
  }
  return counts
}
