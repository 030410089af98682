// Rows of views that were read and decoded already, kept for those who read them next. A row is kept for as long as
// no commit wakes it, and answers only a snapshot that sees the same of it: whoever reads can't tell it from its table.
import type { Keeping, Moment } from './database/moment.ts'
import type { Feed } from './feed.ts'
import type { Key, Row } from './row-store.ts'
import type { View } from './view.ts'

/** Keys of each view; those that were read first go first, so that a row that is read again costs no more than a look. */
const KEYS_MAX = 4_096

/** Rows of one key as they have been from the commit of a sequence on. */
type Kept = {
  rows: readonly Row[]
  since: number
  /** Whether they are all that the key has, in the order that its group is read in. */
  isGroup: boolean
}

type KeptView = {
  key: string
  many: boolean
  byKey: Map<Key, Kept>
  /** By another column whose values are unique: the key of the row that had each last. */
  keys: Map<string, Map<Key, Key>>
}

export class KeptRows implements Keeping {
  readonly #views: ReadonlyMap<string, KeptView>
  /** What every commit up to here woke is forgotten. */
  #heardUpTo: number
  /** Raised when any row may have changed without a commit: what was read before is not kept. */
  #age = 0

  constructor(views: readonly View[], feed: Pick<Feed, 'last' | 'hear'>) {
    this.#views = new Map(
      views.map(({ name, key, many }) => [name, { key, many, byKey: new Map(), keys: new Map() }]),
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

  row(table: string, column: string, value: Key, moment: Moment): Row | undefined {
    const view = this.#views.get(table)
    if (!view) return undefined
    const key = view.key === column ? value : view.keys.get(column)?.get(value)
    const kept = key === undefined ? undefined : this.#seen(view, key, moment)
    if (!kept) return undefined
    if (!view.many) return kept.rows[0]?.[column] === value ? kept.rows[0] : undefined
    return kept.rows.find((row) => row[column] === value)
  }

  group(table: string, column: string, key: Key, moment: Moment): readonly Row[] | undefined {
    const view = this.#views.get(table)
    const kept = view?.key === column ? this.#seen(view, key, moment) : undefined
    return kept?.isGroup ? kept.rows : undefined
  }

  #seen({ byKey }: KeptView, key: Key, { isKnown, age, sequence }: Moment): Kept | undefined {
    if (!isKnown || age !== this.#age) return undefined
    const kept = byKey.get(key)
    return kept && kept.since <= sequence ? kept : undefined
  }

  keep(table: string, column: string, rows: readonly Row[], moment: Moment): void {
    const view = this.#views.get(table)
    if (!view || !this.#mayKeep(moment)) return
    const { sequence } = moment
    for (const row of rows) {
      const key = row[view.key] as Key
      if (view.key !== column) put(keysBy(view, column), row[column] as Key, key)
      const known = view.many ? view.byKey.get(key) : undefined
      if (!known) put(view.byKey, key, { rows: [row], since: sequence, isGroup: false })
      else if (!known.isGroup)
        put(view.byKey, key, {
          rows: [...known.rows.filter((other) => other[column] !== row[column]), row],
          since: Math.max(known.since, sequence),
          isGroup: false,
        })
    }
  }

  keepGroup(table: string, column: string, key: Key, rows: readonly Row[], moment: Moment): void {
    const view = this.#views.get(table)
    if (view?.key === column && this.#mayKeep(moment))
      put(view.byKey, key, { rows, since: moment.sequence, isGroup: true })
  }

  /** Not where a later commit may have woken them already. */
  #mayKeep({ age, sequence }: Moment): boolean {
    return age === this.#age && sequence >= this.#heardUpTo
  }

  #forget(keys: Readonly<Record<string, readonly Key[]>> = {}): void {
    for (const name in keys) {
      const view = this.#views.get(name)
      if (view) for (const key of keys[name] as readonly Key[]) view.byKey.delete(key)
    }
  }

  #forgetAll(): void {
    this.#age++
    for (const { byKey } of this.#views.values()) byKey.clear()
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
  if (kept.size > KEYS_MAX) kept.delete(kept.keys().next().value as Key)
}
