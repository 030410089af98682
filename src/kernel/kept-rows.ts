// Rows of views that were read and decoded already, kept for those who read them next. A row is kept for as long as
// no commit wakes it, and answers only a snapshot that sees the same of it: whoever reads can't tell it from its table.
import type { Keeping, Moment } from './database/moment.ts'
import type { Feed } from './feed.ts'
import type { Key, Row } from './row-store.ts'
import type { View } from './view.ts'

/** Of each view; those that were read first go first, so that a row that is read again costs no more than a look. */
const ROWS_MAX = 4_096

/** A row as it has been from the commit of a sequence on. */
type Kept = { row: Row; since: number }

type KeptView = {
  key: string
  rows: Map<Key, Kept>
  /** By another column whose values are unique: the key of the row that had each last. */
  keys: Map<string, Map<Key, Key>>
}

export class KeptRows implements Keeping {
  /** Views of one row a key. */
  readonly #views: ReadonlyMap<string, KeptView>
  /** What every commit up to here woke is forgotten. */
  #heardUpTo: number
  /** Raised when any row may have changed without a commit: what was read before is not kept. */
  #age = 0

  constructor(views: readonly View[], feed: Pick<Feed, 'last' | 'hear'>) {
    this.#views = new Map(
      views
        .filter(({ many }) => !many)
        .map(({ name, key }) => [name, { key, rows: new Map(), keys: new Map() }]),
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

  /** Of a snapshot that was begun now and sees the commits up to a sequence. */
  momentOf(sequence: number): Moment {
    return { sequence, age: this.#age, isKnown: sequence <= this.#heardUpTo, kept: this }
  }

  row(table: string, column: string, key: Key, moment: Moment): Row | undefined {
    const view = this.#views.get(table)
    if (!view || !moment.isKnown || moment.age !== this.#age) return undefined
    const own = view.key === column ? key : view.keys.get(column)?.get(key)
    const kept = own === undefined ? undefined : view.rows.get(own)
    if (!kept || kept.since > moment.sequence) return undefined
    return kept.row[column] === key ? kept.row : undefined
  }

  /** Not where a later commit may have woken them already. */
  keep(table: string, column: string, rows: readonly Row[], { age, sequence }: Moment): void {
    const view = this.#views.get(table)
    if (!view || age !== this.#age || sequence < this.#heardUpTo) return
    for (const row of rows) {
      const key = row[view.key] as Key
      put(view.rows, key, { row, since: sequence })
      if (view.key !== column) put(keysBy(view, column), row[column] as Key, key)
    }
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

function keysBy({ keys }: KeptView, column: string): Map<Key, Key> {
  let known = keys.get(column)
  if (!known) {
    known = new Map()
    keys.set(column, known)
  }
  return known
}

function put<Value>(kept: Map<Key, Value>, key: Key, value: Value): void {
  kept.set(key, value)
  if (kept.size > ROWS_MAX) kept.delete(kept.keys().next().value as Key)
}
