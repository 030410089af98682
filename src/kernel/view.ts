// A view answers one question from one row a key. It is recomputed from the write tables whenever an
// event wakes it, in the command's own transaction, so it is never stale. Never arithmetic: the same
// keys in, the same rows out.
import { type Column, getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import { type FullText, type TextChange, textOf } from './database/full-text.ts'
import {
  inList,
  listOf,
  named,
  type Params,
  type Statement,
  statement,
  statementOfRows,
} from './database/statement.ts'
import type { EventKind, RecordedEvent } from './event.ts'

export type Row = Record<string, unknown>
export type Key = string | number

type Keys = readonly Key[] | Promise<readonly Key[]>
/** One event that wakes a view, and which of its keys. */
export type Waking = {
  event: string
  keys: (tx: Connection, event: RecordedEvent) => Keys
  /** True where the keys begin with the event: no row of them can stand yet. */
  begins: boolean
}

/** An event that wakes more keys than this is a fault: the view copies what it should refer to. */
export const WOKEN_KEYS_MAX = 1_000

export const on = <Data>(
  kind: EventKind<Data>,
  keys: (event: Data, tx: Connection) => Keys,
): Waking => ({
  event: kind.event,
  keys: (tx, { data }) => keys(data as Data, tx),
  begins: false,
})

/** The event with which its keys begin: what stands of them need not be looked for. */
export const onFirst = <Data>(
  kind: EventKind<Data>,
  keys: (event: Data, tx: Connection) => Keys,
): Waking => ({ ...on(kind, keys), begins: true })

export type View = {
  readonly name: string
  readonly table: SQLiteTable
  /** The column that `refresh` takes keys of. Where rows share a key, `many` is true. */
  readonly key: string
  readonly many: boolean
  /** True where a row, once there, never goes: what stands need not be looked for. */
  readonly stays: boolean
  readonly wokenBy: readonly Waking[]
  readonly refresh: (tx: Connection, keys: readonly Key[]) => Promise<Row[]>
  /** All keys in order, `limit` at a time from after `after`: what rebuilding walks. */
  readonly keys: (tx: Connection, after: Key, limit: number) => Promise<Key[]>
  readonly fullText: FullText | null
  readonly store: RowStore
}

export function view<T extends SQLiteTable>(declared: {
  table: T
  key: keyof T['$inferSelect'] & string
  many?: boolean
  stays?: boolean
  wokenBy: readonly Waking[]
  refresh: (tx: Connection, keys: readonly never[]) => Promise<T['$inferInsert'][]>
  keys: (tx: Connection, after: never, limit: number) => Promise<Key[]>
  fullText?: FullText
}): View {
  const { many = false, stays = false } = declared
  return {
    name: getTableName(declared.table),
    table: declared.table,
    key: declared.key,
    many,
    stays,
    wokenBy: declared.wokenBy,
    refresh: declared.refresh as View['refresh'],
    keys: declared.keys as View['keys'],
    fullText: declared.fullText ?? null,
    store: rowStore(
      declared.table,
      declared.key,
      (many && !stays) || declared.fullText !== undefined,
    ),
  }
}

/** Keys of a write table's column, for `keys`: distinct, in order. */
export function keysOf(table: SQLiteTable, column: SQLiteColumn) {
  const page = statement((db, $: Params<{ after: Key; limit: number }>) =>
    db
      .selectDistinct({ key: sql<Key>`${column}` })
      .from(table)
      .where(sql`${column} > ${$.after}`)
      .orderBy(column)
      .limit($.limit),
  )
  return async (tx: Connection, after: Key, limit: number): Promise<Key[]> =>
    (await page(tx, { after, limit })).map(({ key }) => key)
}

/** What is woken of a view. */
export type Woken = {
  keys: Key[]
  /** Whether no row of any of them can stand yet. */
  areNew: boolean
}

/** The keys of each view that these events wake, in the order of the views. */
export async function wokenKeys(
  tx: Connection,
  views: readonly View[],
  events: readonly RecordedEvent[],
): Promise<Map<View, Woken>> {
  const byEvent = wakingsOf(views)
  const found = new Map<View, { keys: Set<Key>; areNew: boolean }>()
  for (const event of events)
    for (const { view, waking } of byEvent.get(event.name) ?? []) {
      const known = found.get(view) ?? { keys: new Set<Key>(), areNew: true }
      found.set(view, known)
      for (const key of bounded(view, event.name, await waking.keys(tx, event))) known.keys.add(key)
      known.areNew &&= waking.begins
    }
  const woken = new Map<View, Woken>()
  for (const view of views) {
    const { keys, areNew = false } = found.get(view) ?? {}
    if (keys && keys.size > 0) woken.set(view, { keys: [...keys], areNew })
  }
  return woken
}

type Wakings = Map<string, { view: View; waking: Waking }[]>
const wakings = new WeakMap<readonly View[], Wakings>()

/** By the event that wakes. */
function wakingsOf(views: readonly View[]): Wakings {
  const known = wakings.get(views)
  if (known) return known
  const byEvent: Wakings = new Map()
  for (const view of views)
    for (const waking of view.wokenBy)
      byEvent.set(waking.event, [...(byEvent.get(waking.event) ?? []), { view, waking }])
  wakings.set(views, byEvent)
  return byEvent
}

function bounded({ name }: View, event: string, keys: readonly Key[]): readonly Key[] {
  if (keys.length > WOKEN_KEYS_MAX)
    throw new Error(`${event} woke ${name} for ${keys.length} keys, at most ${WOKEN_KEYS_MAX}.`)
  return keys
}

/** Rows whose words changed; the full-text index follows once a batch. */
export type TextChanges = Map<FullText, Map<number, TextChange>>

/** Recomputes these keys and writes what differs. Answers the rows as they now are. */
export async function refreshView(
  tx: Connection,
  view: View,
  { keys, areNew }: Woken,
  changes: TextChanges,
): Promise<Row[]> {
  const rows = await view.refresh(tx, keys)
  if ((view.stays || !view.many) && !view.fullText) {
    await view.store.put(tx, rows)
    if (!view.stays && rows.length < keys.length) {
      const present = new Set(rows.map((row) => row[view.key]))
      const gone = keys.filter((key) => !present.has(key))
      await view.store.removeKeys(tx, gone)
    }
    return rows
  }
  await replaceRows(tx, view, areNew ? [] : keys, rows, changes)
  return rows
}

/** Recomputes these keys whatever woke them, and takes away every row of them that must not be. */
export async function replaceKeys(
  tx: Connection,
  view: View,
  keys: readonly Key[],
  changes: TextChanges,
): Promise<void> {
  await replaceRows(tx, view, keys, await view.refresh(tx, keys), changes)
}

/**
 * For rows that share a key and may go, or whose words are indexed: what stands is read and compared.
 * @param keys Those of which rows may stand.
 */
async function replaceRows(
  tx: Connection,
  view: View,
  keys: readonly Key[],
  rows: readonly Row[],
  changes: TextChanges,
): Promise<void> {
  const stood = keys.length > 0 ? await view.store.byKeys(tx, keys) : []
  const standing = new Map(stood.map((row) => [view.store.identity(row), row]))
  const changed: Row[] = []
  for (const row of rows) {
    const identity = view.store.identity(row)
    const before = standing.get(identity)
    standing.delete(identity)
    if (before && view.store.same(before, row)) continue
    changed.push(row)
    noteText(changes, view, before, row)
  }
  await view.store.put(tx, changed)
  for (const row of standing.values()) {
    noteText(changes, view, row, undefined)
    await view.store.remove(tx, row)
  }
}

function noteText(changes: TextChanges, view: View, before: Row | undefined, after?: Row): void {
  const { fullText } = view
  if (!fullText) return
  const change = {
    before: before ? textOf(fullText, before) : null,
    after: after ? textOf(fullText, after) : null,
  }
  const number = Number((after ?? before)?.[fullText.row])
  addTextChanges(changes, new Map([[fullText, new Map([[number, change]])]]))
}

/** Joins later changes to earlier ones: the first `before` and the last `after` stand. */
export function addTextChanges(changes: TextChanges, later: TextChanges): void {
  for (const [fullText, rows] of later) {
    const known = changes.get(fullText) ?? new Map<number, TextChange>()
    changes.set(fullText, known)
    for (const [row, { before, after }] of rows)
      known.set(row, { before: (known.get(row) ?? { before }).before, after })
  }
}

type Keyed = { keys: string }

/** The statements that keep a view's rows. */
export type RowStore = {
  put: (tx: Connection, rows: readonly Row[]) => Promise<void>
  byKeys: (tx: Connection, keys: readonly Key[]) => Promise<Row[]>
  removeKeys: (tx: Connection, keys: readonly Key[]) => Promise<void>
  remove: (tx: Connection, row: Row) => Promise<void>
  identity: (row: Row) => string
  same: (one: Row, other: Row) => boolean
}

function rowStore(table: SQLiteTable, key: string, compares: boolean): RowStore {
  const columns = getTableColumns(table) as Record<string, Column>
  const names = Object.keys(columns)
  const keyColumn = columns[key] as Column
  const identityNames = primaryNames(table, columns)
  const identityColumns = identityNames.map((name) => columns[name] as Column)
  const restNames = names.filter((name) => !identityNames.includes(name))

  const upsert = statementOfRows((db, rows: Params<Row>[]) => {
    const insert = db.insert(table).values(rows.map((row) => named(names, row)) as never)
    if (restNames.length === 0) return insert.onConflictDoNothing()
    return insert.onConflictDoUpdate({
      target: identityColumns as never,
      set: Object.fromEntries(restNames.map((name) => [name, excluded(columns[name]!)])) as never,
      ...(compares ? {} : { setWhere: anyDiffers(restNames.map((name) => columns[name]!)) }),
    })
  })
  const select = statement((db, $: Params<Keyed>) =>
    db.select().from(table).where(inList(keyColumn, $.keys)),
  ) as Statement<Keyed, Row>
  const removeAll = statement((db, $: Params<Keyed>) =>
    db.delete(table).where(inList(keyColumn, $.keys)),
  )
  const removeOne = statement((db, $: Params<Row>) =>
    db.delete(table).where(
      sql.join(
        identityNames.map((name) => sql`${columns[name]} = ${$[name]}`),
        sql` and `,
      ),
    ),
  )

  return {
    put: async (tx, rows) => void (await upsert(tx, rows)),
    byKeys: (tx, keys) => select(tx, { keys: listOf(keys) }),
    removeKeys: async (tx, keys) => void (await removeAll(tx, { keys: listOf(keys) })),
    remove: async (tx, row) => void (await removeOne(tx, row)),
    identity: (row) => JSON.stringify(identityNames.map((name) => row[name])),
    same: (one, other) => names.every((name) => sameValue(one[name] ?? null, other[name] ?? null)),
  }
}

const sameValue = (one: unknown, other: unknown): boolean =>
  one === other ||
  (typeof one === 'object' && one !== null && JSON.stringify(one) === JSON.stringify(other))

/** The column's value in the row that was not inserted because one like it stands. */
const excluded = (column: Column): SQL => sql`excluded.${sql.identifier(snakeCase(column))}`

const anyDiffers = (columns: readonly Column[]): SQL =>
  sql.join(
    columns.map((column) => sql`${column} is distinct from ${excluded(column)}`),
    sql` or `,
  )

const snakeCase = ({ name }: Column): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function primaryNames(table: SQLiteTable, columns: Record<string, Column>): string[] {
  const composite = getTableConfig(table).primaryKeys[0]?.columns.map(({ name }) => name)
  const names = Object.keys(columns)
  const primary = composite
    ? names.filter((name) => composite.includes(columns[name]!.name))
    : names.filter((name) => columns[name]!.primary)
  if (primary.length === 0) throw new Error(`${getTableName(table)} has no primary key.`)
  return primary
}

/**
 * A tally adds what each event brings, where recomputing would cost more as history grows. It must
 * equal its own recomputation. A row of which nothing is left goes.
 */
export type Tally = {
  readonly name: string
  readonly table: SQLiteTable
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
  adds: readonly Adding[]
  recompute: (tx: Connection) => Promise<T['$inferInsert'][]>
}): Tally {
  const { table } = declared
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
): Promise<void> {
  for (const tally of tallies) {
    const brought: Row[] = []
    for (const { event, deltas } of tally.adds)
      for (const recorded of events)
        if (recorded.name === event) brought.push(...(await deltas(tx, recorded)))
    await tally.add(tx, brought)
  }
}
