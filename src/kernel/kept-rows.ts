// Rows of views that were read and decoded already, kept for those who read them next. A row is kept for as long as
// no commit wakes it, and answers only a snapshot that sees the same of it: whoever reads can't tell it from its table.
import type { Connection } from './database/connection.ts'
import type { Feed } from './feed.ts'
import type { Key, Row } from './row-store.ts'
import type { View } from './view.ts'

/** Of each view; those that were read first go first, so that a row that is read again costs no more than a look. */
const ROWS_MAX = 4_096

/** A row as it has been from the commit of a sequence on. */
type Kept = { row: Row; since: number }

/** The rows of one view that are kept. */
export class KeptView {
  readonly key: string
  readonly rows = new Map<Key, Kept>()
  /** By another column whose values are unique, the key of the row that had one last. */
  readonly #keys = new Map<string, Map<Key, Key>>()

  constructor(key: string) {
    this.key = key
  }

  keysBy(column: string): Map<Key, Key> {
    let keys = this.#keys.get(column)
    if (!keys) {
      keys = new Map()
      this.#keys.set(column, keys)
    }
    return keys
  }
}

export class KeptRows {
  /** Views of one row a key. */
  readonly #views: ReadonlyMap<string, KeptView>
  /** What every commit up to here woke is forgotten. */
  #heardUpTo: number
  /** Raised when any row may have changed without a commit: what was read before is not kept. */
  #age = 0

  constructor(views: readonly View[], feed: Pick<Feed, 'last' | 'hear'>) {
    this.#views = new Map(
      views.filter(({ many }) => !many).map(({ name, key }) => [name, new KeptView(key)]),
    )
    this.#heardUpTo = feed.last()
    feed.hear((commits) => {
      if (commits)
        for (const { changed, gone } of commits) {
          this.#forget(changed)
          this.#forget(gone)
        }
      else this.#forgetAll()
      this.#heardUpTo = feed.last()
    })
  }

  /** Where a snapshot stands that was begun now and sees the commits up to a sequence. */
  momentOf(sequence: number): Moment {
    return { sequence, age: this.#age, isKnown: sequence <= this.#heardUpTo, kept: this }
  }

  view(name: string): KeptView | undefined {
    return this.#views.get(name)
  }

  /** A row by its key, as the snapshot sees it; undefined where that must be read. */
  row(view: KeptView, key: Key, { sequence, age, isKnown }: Moment): Row | undefined {
    if (!isKnown || age !== this.#age) return undefined
    const found = view.rows.get(key)
    return found && found.since <= sequence ? found.row : undefined
  }

  /** Keeps a row that was read in a snapshot; not where a later commit may have woken it already. */
  keep(view: KeptView, row: Row, { sequence, age }: Moment): void {
    if (age !== this.#age || sequence < this.#heardUpTo) return
    put(view.rows, row[view.key] as Key, { row, since: sequence })
  }

  #forget(keys: Readonly<Record<string, readonly Key[]>> = {}): void {
    for (const name in keys) {
      const view = this.#views.get(name)
      if (view) for (const key of keys[name] as readonly Key[]) view.rows.delete(key)
    }
  }

  #forgetAll(): void {
    this.#age++
    for (const { rows } of this.#views.values()) rows.clear()
  }
}

function put<Value>(kept: Map<Key, Value>, key: Key, value: Value): void {
  kept.set(key, value)
  if (kept.size > ROWS_MAX) kept.delete(kept.keys().next().value as Key)
}

/** What a snapshot sees. */
export type Moment = {
  /** The last commit that it sees. */
  readonly sequence: number
  readonly age: number
  /** False where commits that it sees are not heard of yet: what they woke may still be kept. */
  readonly isKnown: boolean
  readonly kept: KeptRows
}

/** Reads rows of a view's table by a unique column. */
export type KeptReader = {
  /** Undefined where it must be read. */
  row: (tx: Connection, key: Key) => Row | undefined
  keep: (tx: Connection, rows: readonly Row[]) => void
}

export function keptReader(table: string, column: string): KeptReader {
  return {
    row: ({ moment }, key) => {
      const view = moment?.kept.view(table)
      if (!moment || !view) return undefined
      if (view.key === column) return moment.kept.row(view, key, moment)
      const named = view.keysBy(column).get(key)
      if (named === undefined) return undefined
      const row = moment.kept.row(view, named, moment)
      return row && row[column] === key ? row : undefined
    },
    keep: ({ moment }, rows) => {
      const view = moment?.kept.view(table)
      if (!moment || !view) return
      for (const row of rows) {
        moment.kept.keep(view, row, moment)
        if (view.key !== column) put(view.keysBy(column), row[column] as Key, row[view.key] as Key)
      }
    },
  }
}
