// What one request knows: who asks, at which moment, one snapshot of the views, and a loader a view.
import DataLoader from 'dataloader'
import { GraphQLError } from 'graphql'
import type { Shop } from '#domain/shop.ts'
import { type Actor, holds } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { Readers } from '#kernel/database/readers.ts'
import type { Answer, Dispatch } from '#kernel/dispatch.ts'
import type { Feed } from '#kernel/feed.ts'
import type { Key, Row } from '#kernel/row-store.ts'
import type { Declared } from '#kernel/run-reactions.ts'
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
export type Viewer = {
  actor: Actor
  holds: (permission: string) => boolean
  /** True for the customer whose id this is. */
  isCustomer: (customerId: string | null) => boolean
  /** True where this request came by the thing through something that is the right to it. */
  wasGranted: (id: string) => boolean
}

/** Rows of one view by key, and who may see them. Every path to a row passes here. */
export type Source<R> = {
  /** The view's table: rows that a command refreshed are taken from its answer. */
  view: string
  keyOf: (row: R) => Key
  load: (connection: Connection, keys: readonly Key[]) => Promise<readonly (R | null)[]>
  /** In words, for the schema's own documentation and its test. */
  permission: string
  visible: (row: R, viewer: Viewer) => boolean
}

/** Several rows a key, or values derived from several views: loaded and seen as a whole. */
export type Batch<K extends Key, V> = {
  load: (connection: Connection, keys: readonly K[]) => Promise<readonly V[]>
}

export type Context = {
  backend: Backend
  actor: Actor
  viewer: Viewer
  /** Epoch milliseconds, the same for the whole operation. */
  now: number
  correlationId: string
  /** From the Idempotency-Key header; counts for a single mutation. */
  idempotencyKey: string | null
  /** One row of a view by key, or null where there is none or it is not for this viewer. */
  row: <R>(source: Source<R>, key: Key) => Promise<R | null>
  /** Whatever a batch gives for a key. */
  batched: <K extends Key, V>(batch: Batch<K, V>, key: K) => Promise<V>
  /** Reads what has no key, such as a page of a list, in this operation's snapshot. */
  read: <V>(question: (connection: Connection) => Promise<V>) => Promise<V>
  /** Rows that a list has read already: nested fields need not read them again. */
  prime: <R>(source: Source<R>, rows: readonly R[]) => void
  /** Lets this request see the thing with this id. */
  grant: (id: string) => void
  /** The commands that this operation gave and that were carried out. */
  given: { id: string; command: string }[]
  /** Begins anew after a command: later reads see what it did. */
  renew: (answer: Answer | null) => void
  /** From so many milliseconds on this operation reads nothing more. */
  limitTo: (ms: number) => void
  /** Gives the snapshot back. */
  end: () => void
}

export const ANYBODY: Actor = { kind: 'PUBLISHABLE', id: 'anonymous', permissions: [] }

export function createContext(
  backend: Backend,
  {
    actor = ANYBODY,
    correlationId = crypto.randomUUID(),
    idempotencyKey = null,
  }: { actor?: Actor; correlationId?: string; idempotencyKey?: string | null } = {},
): Context {
  const snapshot = backend.readers.snapshot()
  let limitMs = Number.POSITIVE_INFINITY
  let deadline = Number.POSITIVE_INFINITY
  const granted = new Set<string>()
  const rowLoaders = new Map<unknown, DataLoader<Key, unknown>>()
  const batchLoaders = new Map<unknown, DataLoader<Key, unknown>>()
  let refreshed: Readonly<Record<string, readonly Row[]>> = {}

  /** Waiting for it counts: many readers are many who wait. */
  async function connection(): Promise<Connection> {
    const found = await snapshot.connection()
    if (performance.now() >= deadline) throw queryTimedOut(limitMs)
    return found
  }

  const viewer: Viewer = {
    actor,
    holds: (permission) => holds(actor, permission),
    isCustomer: (customerId) => actor.kind === 'CUSTOMER' && actor.id === customerId,
    wasGranted: (id) => granted.has(id),
  }

  function loaderOf<R>(source: Source<R>): DataLoader<Key, R | null> {
    const known = rowLoaders.get(source) as DataLoader<Key, R | null> | undefined
    if (known) return known
    const loader = new DataLoader<Key, R | null>(async (keys) =>
      source.load(await connection(), keys),
    )
    for (const row of (refreshed[source.view] ?? []) as R[]) loader.prime(source.keyOf(row), row)
    rowLoaders.set(source, loader)
    return loader
  }

  return {
    backend,
    actor,
    viewer,
    now: backend.clock(),
    correlationId,
    idempotencyKey,
    row: async (source, key) => {
      const row = await loaderOf(source).load(key)
      return row !== null && source.visible(row, viewer) ? row : null
    },
    batched: (batch, key) => {
      let loader = batchLoaders.get(batch)
      if (!loader) {
        loader = new DataLoader<Key, unknown>(async (keys) =>
          batch.load(await connection(), keys as never),
        )
        batchLoaders.set(batch, loader)
      }
      return loader.load(key) as never
    },
    read: async (question) => question(await connection()),
    prime: (source, rows) => {
      const loader = loaderOf(source)
      for (const row of rows) loader.prime(source.keyOf(row), row)
    },
    grant: (id) => granted.add(id),
    given: [],
    renew: (answer) => {
      snapshot.release()
      rowLoaders.clear()
      batchLoaders.clear()
      refreshed = answer?.outcome.outcome === 'ACCEPTED' ? answer.outcome.refreshed : {}
    },
    limitTo: (ms) => {
      limitMs = ms
      deadline = performance.now() + ms
    },
    end: snapshot.release,
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
