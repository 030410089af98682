// What one operation knows: who asks, at which moment, one snapshot of the views, and a loader a view.
import DataLoader from 'dataloader'
import { GraphQLError } from 'graphql'
import type { Shop } from '#domain/shop.ts'
import { type Actor, holds } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { Readers, Snapshot } from '#kernel/database/readers.ts'
import type { Answer, Dispatch } from '#kernel/dispatch.ts'
import type { Feed } from '#kernel/feed.ts'
import type { Key, Row } from '#kernel/row-store.ts'
import type { Declared } from '#kernel/run-reactions.ts'
import type { Soon } from '#kernel/soon.ts'
import type { SpentLog } from '#kernel/spent.ts'

/** What the edge needs of the app. */
export type Backend = {
  dispatch: Dispatch
  readers: Readers
  feed: Feed
  spent: SpentLog
  shop: Shop
  clock: () => number
  reactions: { declared: Declared }
  /** What a webhook is signed with, by its id and the secret's number; null where there are no webhooks. */
  webhookSecret: ((webhookId: string, number: number) => string) | null
}

/** Somebody who looks at rows. */
export class Viewer {
  readonly actor: Actor
  readonly #granted: ReadonlySet<string>

  constructor(actor: Actor, granted: ReadonlySet<string> = new Set()) {
    this.actor = actor
    this.#granted = granted
  }

  holds(permission: string): boolean {
    return holds(this.actor, permission)
  }

  /** True for the customer whose id this is. */
  isCustomer(customerId: string | null): boolean {
    return this.actor.kind === 'CUSTOMER' && this.actor.id === customerId
  }

  /** True where this request came by the thing through something that is the right to it. */
  wasGranted(id: string): boolean {
    return this.#granted.has(id)
  }
}

/** Rows of one view by key, and who may see them. Every path to a row passes here. */
export type Source<R> = {
  /** The view's table: rows that a command refreshed are taken from its answer. */
  view: string
  keyOf: (row: R) => Key
  /** Whole rows, or of each row these columns alone. */
  load: Load<Key, R | null, [columns?: readonly string[]]>
  /** For rows so wide that a list reads no more than is asked of them: the columns that `visible` looks at. */
  seenBy?: readonly (keyof R & string)[]
  /** In words, for the schema's own documentation and its test. */
  permission: string
  visible: (row: R, viewer: Viewer) => boolean
}

/** Several rows a key, or values derived from several views: loaded and seen as a whole. */
export type Batch<K extends Key, V> = { load: Load<K, V> }

type Load<K extends Key, V, More extends unknown[] = []> = {
  (connection: Connection, keys: readonly K[], ...more: More): Promise<readonly V[]>
  /** What is known already; undefined where it must be read. */
  kept?: (connection: Connection, key: K) => (V & object) | undefined
}

export const ANYBODY: Actor = { kind: 'PUBLISHABLE', id: 'anonymous', permissions: [] }

/** Who asks, and how it came. */
export type Asking = {
  actor?: Actor | undefined
  correlationId?: string
  /** From the Idempotency-Key header; counts for a single mutation. */
  idempotencyKey?: string | null
  /** The last command that whatever is read must have seen. */
  minSequence?: number
}

/** Names of a view's columns; the same array for the same place in a document. */
export type Columns = readonly string[]

export class Context {
  readonly backend: Backend
  readonly actor: Actor
  readonly viewer: Viewer
  /** Epoch milliseconds, the same for the whole operation. */
  readonly now: number
  readonly correlationId: string
  readonly idempotencyKey: string | null
  /** The commands that this operation gave and that were carried out. */
  readonly given: { id: string; command: string }[] = []

  readonly #snapshot: Snapshot
  /** The last command that whatever is read must have seen. */
  #sees: number
  readonly #granted = new Set<string>()
  /** By source, by the columns of one, or by batch. */
  readonly #loaders = new Map<object, DataLoader<Key, unknown>>()
  /** Rows that were read by other ways, until somebody asks for any of their source. */
  readonly #primed = new Map<Source<never>, unknown[]>()
  /** By the last command of this operation. */
  #refreshed: Readonly<Record<string, readonly Row[]>> | null = null
  #limitMs = Number.POSITIVE_INFINITY
  #deadline = Number.POSITIVE_INFINITY

  constructor(
    backend: Backend,
    {
      actor = ANYBODY,
      correlationId = crypto.randomUUID(),
      idempotencyKey = null,
      minSequence = 0,
    }: Asking = {},
  ) {
    this.backend = backend
    this.actor = actor
    this.viewer = new Viewer(actor, this.#granted)
    this.now = backend.clock()
    this.correlationId = correlationId
    this.idempotencyKey = idempotencyKey
    this.#sees = minSequence
    this.#snapshot = backend.readers.snapshot(() => this.#sees)
  }

  /**
   * One row of a view by key, or null where there is none or it is not for this viewer.
   * @param columns All that will be asked of it: the others are not read.
   */
  row<R>(source: Source<R>, key: Key, columns?: Columns): Soon<R | null> {
    const kept = this.#kept(source, key)
    if (kept) return this.shown(source, kept)
    const loader = columns ? this.#partLoaderOf(source, columns) : this.#loaderOf(source)
    return loader.load(key).then((row) => row && this.shown(source, row))
  }

  /** A row that was read already, or null where it is not for this viewer. */
  shown<R>(source: Source<R>, row: R): R | null {
    return source.visible(row, this.viewer) ? row : null
  }

  /** Whatever a batch gives for a key. */
  batched<K extends Key, V>(batch: Batch<K, V>, key: K): Soon<V> {
    const kept = this.#kept(batch, key)
    if (kept) return kept
    let loader = this.#loaders.get(batch)
    if (!loader) {
      loader = new DataLoader<Key, unknown>(async (keys) =>
        batch.load(await this.#connection(), keys as never),
      )
      this.#loaders.set(batch, loader)
    }
    return loader.load(key) as Promise<V>
  }

  /** Reads what has no key, such as a page of a list, in this operation's snapshot. */
  async read<V>(question: (connection: Connection) => Promise<V>): Promise<V> {
    return question(await this.#connection())
  }

  /** Rows that a list has read already: nested fields need not read them again. */
  prime<R>(source: Source<R>, rows: readonly R[]): void {
    const loader = this.#loaders.get(source)
    if (loader) for (const row of rows) loader.prime(source.keyOf(row), row)
    else {
      const primed = this.#primed.get(source as never)
      if (primed) primed.push(...rows)
      else this.#primed.set(source as never, [...rows])
    }
  }

  /** Lets this request see the thing with this id. */
  grant(id: string): void {
    this.#granted.add(id)
  }

  /** Begins anew after a command: later reads see what it did. */
  renew(answer: Answer | null): void {
    this.#snapshot.release()
    this.#sees = Math.max(this.#sees, answer?.outcome.sequence ?? this.backend.feed.last())
    this.#loaders.clear()
    this.#primed.clear()
    this.#refreshed = answer?.outcome.outcome === 'ACCEPTED' ? answer.outcome.refreshed : {}
  }

  /** From so many milliseconds on this operation reads nothing more. */
  limitTo(ms: number): void {
    this.#limitMs = ms
    this.#deadline = performance.now() + ms
  }

  /** Gives the snapshot back. */
  end(): void {
    this.#snapshot.release()
  }

  /** Nothing after a command: what it refreshed comes first. */
  #kept<K extends Key, V>({ load }: { load: Load<K, V> }, key: K): V | undefined {
    if (!load.kept || this.#refreshed) return undefined
    const connection = this.#snapshot.connectionNow()
    return connection ? load.kept(connection, key) : undefined
  }

  #loaderOf<R>(source: Source<R>): DataLoader<Key, R | null> {
    const known = this.#loaders.get(source)
    if (known) return known as DataLoader<Key, R | null>
    const loader = new DataLoader<Key, R | null>(async (keys) =>
      source.load(await this.#connection(), keys),
    )
    const refreshed = (this.#refreshed?.[source.view] ?? []) as R[]
    const primed = (this.#primed.get(source as never) ?? []) as R[]
    for (const row of [...refreshed, ...primed]) loader.prime(source.keyOf(row), row)
    this.#loaders.set(source, loader as DataLoader<Key, unknown>)
    return loader
  }

  #partLoaderOf<R>(source: Source<R>, columns: Columns): DataLoader<Key, R | null> {
    let loader = this.#loaders.get(columns)
    if (!loader) {
      loader = new DataLoader<Key, unknown>(async (keys) =>
        source.load(await this.#connection(), keys, columns),
      )
      this.#loaders.set(columns, loader)
    }
    return loader as DataLoader<Key, R | null>
  }

  /** Waiting for it counts: many readers are many who wait. */
  async #connection(): Promise<Connection> {
    const found = await this.#snapshot.connection()
    if (performance.now() >= this.#deadline) throw queryTimedOut(this.#limitMs)
    return found
  }
}

const queryTimedOut = (limitMs: number): GraphQLError =>
  new GraphQLError(`The query took longer than ${limitMs} ms: ask for less at once.`, {
    extensions: { code: 'QUERY_TIMED_OUT', limitMs },
  })

/** The error of somebody who may not: who they are is unknown, or what they may is too little. */
export const forbidden = ({ actor }: Context, permission: string): GraphQLError =>
  actor === ANYBODY
    ? new GraphQLError('This needs an API key.', { extensions: { code: 'UNAUTHENTICATED' } })
    : new GraphQLError(`This needs the permission ${permission}.`, {
        extensions: { code: 'FORBIDDEN', permission },
      })
