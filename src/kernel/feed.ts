// What every commit brought, for however many follow it: which rows of which views changed, and the facts.
// Nobody is waited for and nothing is kept for anybody: a follower asks for what came after the place where it
// stands, when it has room for it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordedEvent } from './event.ts'
import type { Outcome } from './outcome.ts'
import type { Key } from './row-store.ts'
import type { View } from './view.ts'

export type Commit = {
  sequence: number
  events: readonly RecordedEvent[]
  /** The keys whose rows were refreshed, by view. */
  changed: Readonly<Record<string, readonly Key[]>>
  /** Those that have no row any more, where there are any. */
  gone?: Readonly<Record<string, readonly Key[]>>
}

export type Feed = {
  publish: (commits: readonly Commit[]) => void
  /** Tells of commits as they are published, before anybody else; null where any row may have changed. */
  hear: (listener: (commits: readonly Commit[] | null) => void) => void
  /** What came up to this sequence was told to nobody here: whoever follows is too far behind. */
  restart: (last: number) => void
  /** The sequence of the last command that was committed. */
  last: () => number
  /** The last commit that refreshed any row of a view, by its sequence; where none has since the start, the start. */
  lastChangeOf: (view: string) => number
  /** False where the sequence was not reached within so many milliseconds. */
  reached: (sequence: number, withinMs: number) => Promise<boolean>
  /** What came after a sequence, in order; null where not all of it is kept here any more. */
  since: (sequence: number) => readonly Commit[] | null
  /**
   * One value after the other, as they are asked for. `more` gives those that are ready, at first and after each
   * commit; it is asked again only when all of them are taken.
   */
  follow: <Value>(more: () => Promise<readonly Value[]>) => AsyncIterableIterator<Value>
  readonly followers: number
  /** Ends all that follow. */
  close: () => void
}

/** Commits that are kept while somebody follows. */
const KEPT_MAX = 2_048

/** What each command of a batch brought. Refused, tried dry or answered again it has brought nothing. */
export function commitsOf(views: readonly View[]): (outcomes: readonly Outcome[]) => Commit[] {
  const keyNames = new Map(views.map(({ name, key }) => [name, key]))
  return (outcomes) => outcomes.map((outcome) => commitOf(outcome, keyNames))
}

function commitOf(outcome: Outcome, keyNames: ReadonlyMap<string, string>): Commit {
  const { sequence } = outcome
  if (outcome.outcome !== 'ACCEPTED' || outcome.dryRun || outcome.replayed)
    return { sequence, events: [], changed: {} }
  const changed: Record<string, Key[]> = {}
  for (const [view, rows] of Object.entries(outcome.refreshed)) {
    const key = keyNames.get(view) as string
    changed[view] = [...new Set(rows.map((row) => row[key] as Key))]
  }
  const { events, gone } = outcome
  return { sequence, events: events as readonly RecordedEvent[], changed, gone }
}

export function feed({
  last = 0,
  keptMax = KEPT_MAX,
}: {
  last?: number
  keptMax?: number
} = {}): Feed {
  const lastChange = new Map<string, number>()
  const following = new Set<Follower<unknown>>()
  const listeners: ((commits: readonly Commit[] | null) => void)[] = []
  let kept: Commit[] = []
  /** All that came after this sequence is kept. */
  let keptAfter = last
  let start = last
  let isWaking = false

  function publish(commits: readonly Commit[]): void {
    const sequence = commits.reduce((most, each) => Math.max(most, each.sequence), last)
    if (sequence === last) return
    last = sequence
    for (const listener of listeners) listener(commits)
    const news = commits.filter(isNews)
    for (const { sequence: at, changed } of news)
      for (const view of Object.keys(changed)) lastChange.set(view, at)
    if (following.size === 0) {
      kept = []
      keptAfter = last
      return
    }
    kept.push(...news)
    while (kept.length > keptMax) keptAfter = (kept.shift() as Commit).sequence
    wakeAll()
  }

  function wakeAll(): void {
    if (isWaking) return
    isWaking = true
    // However many commits a turn of the loop brings, all are woken once.
    setImmediate(() => {
      isWaking = false
      for (const follower of following) follower.wake()
    })
  }

  return {
    publish,
    hear: (listener) => void listeners.push(listener),
    restart: (sequence) => {
      last = Math.max(last, sequence)
      for (const listener of listeners) listener(null)
      start = last
      lastChange.clear()
      kept = []
      keptAfter = last
      wakeAll()
    },
    last: () => last,
    lastChangeOf: (view) => lastChange.get(view) ?? start,
    reached: async (sequence, withinMs) => {
      for (const until = performance.now() + withinMs; last < sequence; await sleep(POLL_MS))
        if (performance.now() >= until) return false
      return true
    },
    since: (sequence) => {
      if (sequence < keptAfter) return null
      let at = kept.length
      while (at > 0 && (kept[at - 1] as Commit).sequence > sequence) at--
      return kept.slice(at)
    },
    follow: (more) => {
      const follower = new Follower(more, (gone) => following.delete(gone as Follower<unknown>))
      following.add(follower as Follower<unknown>)
      return follower
    },
    get followers() {
      return following.size
    },
    close: () => {
      for (const follower of following) void follower.return()
    },
  }
}

const isNews = ({ events, changed }: Commit): boolean =>
  events.length > 0 || Object.keys(changed).length > 0

const POLL_MS = 5

/** Written out, for the `return` of a generator waits until what it awaits has come. */
class Follower<Value> implements AsyncIterableIterator<Value> {
  readonly #more: () => Promise<readonly Value[]>
  readonly #onGone: (follower: Follower<Value>) => void
  #ready: Value[] = []
  #isOver = false
  #hasMore = true
  #onWake = () => {}

  constructor(more: () => Promise<readonly Value[]>, onGone: (follower: Follower<Value>) => void) {
    this.#more = more
    this.#onGone = onGone
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  wake(): void {
    this.#hasMore = true
    this.#onWake()
  }

  async next(): Promise<IteratorResult<Value>> {
    try {
      while (this.#ready.length === 0 && !this.#isOver) {
        if (this.#hasMore) {
          this.#hasMore = false
          this.#ready = [...(await this.#more())]
          if (this.#ready.length > 0) this.#hasMore = true // A page may not have been all.
        } else
          await new Promise<void>((resolve) => {
            this.#onWake = resolve
          })
      }
    } catch (fault) {
      await this.return()
      throw fault
    }
    if (this.#isOver) return { done: true, value: undefined }
    return { done: false, value: this.#ready.shift() as Value }
  }

  async return(): Promise<IteratorResult<Value>> {
    this.#isOver = true
    this.#ready = []
    this.#onGone(this)
    this.#onWake()
    return { done: true, value: undefined }
  }
}
