// A view answers one question from one row a key. It is recomputed from the write tables whenever an
// event wakes it, in the command's own transaction, so it is never stale. Never arithmetic: the same
// keys in, the same rows out.
import { getTableName, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import { type FullText, type TextChange, textOf } from './database/full-text.ts'
import { type Params, statement } from './database/statement.ts'
import type { EventKind, RecordedEvent } from './event.ts'
import { type Key, type Row, type RowStore, rowStore } from './row-store.ts'

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
  /** Raised by a release that computes rows otherwise: its first start makes them anew. */
  readonly revision: number
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
  revision?: number
  wokenBy: readonly Waking[]
  refresh: (tx: Connection, keys: readonly never[]) => Promise<T['$inferInsert'][]>
  keys: (tx: Connection, after: never, limit: number) => Promise<Key[]>
  fullText?: FullText
}): View {
  const { many = false, stays = false, revision = 1 } = declared
  return {
    name: getTableName(declared.table),
    table: declared.table,
    key: declared.key,
    many,
    stays,
    revision,
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
    if (!view.stays && rows.length < keys.length)
      await view.store.removeKeys(tx, goneOf(view, { keys }, rows))
    return rows
  }
  await replaceRows(tx, view, areNew ? [] : keys, rows, changes)
  return rows
}

/** Keys of which no row came. */
export function goneOf(
  { key: name }: Pick<View, 'key'>,
  { keys }: Pick<Woken, 'keys'>,
  rows: readonly Row[],
): Key[] {
  const present = new Set(rows.map((row) => row[name]))
  return keys.filter((key) => !present.has(key))
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
