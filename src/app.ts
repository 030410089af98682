// The only wiring: settings, a database and a clock in, the running app out.
import { ID_PREFIXES } from '#domain/ids.ts'
import type { Shop } from '#domain/shop.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { DatabaseAddress, Engine, EngineOptions, Listening } from '#kernel/database/engine.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import { ensureFullText } from '#kernel/database/full-text.ts'
import type { Readers } from '#kernel/database/readers.ts'
import { type Dispatch, dispatcher } from '#kernel/dispatch.ts'
import { executor } from '#kernel/execute.ts'
import { commitsOf, type Feed, feed } from '#kernel/feed.ts'
import { inRounds } from '#kernel/in-rounds.ts'
import { joinPieces } from '#kernel/join-pieces.ts'
import { dropExpiredKeys, journalEnd } from '#kernel/journal.ts'
import { KeptRows } from '#kernel/kept-rows.ts'
import { type LastUsed, noteLastUsed } from '#kernel/last-used.ts'
import { findWrong, mend, type Wrong } from '#kernel/mend-views.ts'
import { requireHere } from '#kernel/moved.ts'
import { newsDesk } from '#kernel/news.ts'
import type { Envelope, Outcome } from '#kernel/outcome.ts'
import type { Reaction } from '#kernel/reaction.ts'
import { dropTries } from '#kernel/reaction-tables.ts'
import { dropUpTo } from '#kernel/retention.ts'
import { type Declared, type Reactions, runReactions } from '#kernel/run-reactions.ts'
import type { Soon } from '#kernel/soon.ts'
import { type Done, type SpentLog, spentLog } from '#kernel/spent.ts'
import { noteShapes, reshaped } from '#kernel/view-shapes.ts'
import { QUEUE_LIMITS, type QueueLimits, type WriteQueue, writeQueue } from '#kernel/write-queue.ts'
import { askProviders } from '#payments/ask-providers.ts'
import type { PaymentProvider } from '#payments/provider.ts'
import { tallies, views } from '#read/views.ts'
import type { WebhookSecret } from '#webhooks/secret.ts'
import { commands } from '#write/commands.ts'
import { customerErased } from '#write/customers/events.ts'
import { parkWith } from '#write/dead-letters/park-dead-letter.ts'
import { orderPersonErased } from '#write/orders/events.ts'
import { reactionsOf } from '#write/reactions.ts'
import { allMigrations, reactionsOfModules } from './modules.ts'

export type AppOptions = EngineOptions & {
  database: DatabaseAddress
  shop: Shop
  release: string
  /** Epoch milliseconds. */
  clock?: () => number
  /** Those that the shop's settings name. */
  paymentProviders?: readonly PaymentProvider[]
  queue?: QueueLimits
  deadlineMs?: number
  idempotencyKeyLifetimeMs?: number
  /** False refuses to start on a database that must be migrated first. */
  migrates?: boolean
  /** False leaves reactions to whoever calls `reactions.settle()`. */
  reacts?: boolean
  onFault?: (fault: unknown, where: object) => void
  /** What follows facts beside what this program knows by itself, such as webhooks. */
  follows?: (app: App) => Declared
  /** What webhooks are signed with. */
  webhookSecret?: WebhookSecret
  /** Hears of every command that was committed, and where its time went. */
  onDone?: (done: readonly Done[]) => void
}

export type App = {
  dispatch: Dispatch
  /** Runs a command as it stands in the journal: what replay does. */
  submit: (envelope: Envelope) => Promise<Outcome>
  queue: WriteQueue
  /** Makes views right that `findWrong` found to be wrong, while commands go on. */
  mend: (wrong: Wrong) => Promise<void>
  /** Takes commands that stand in an archive out of the journal up to a sequence, while others go on. */
  dropUpTo: (sequence: number) => Promise<void>
  writer: Connection
  readers: Readers
  /** What commits bring, for whoever follows. */
  feed: Feed
  /** Where the time of the latest commands went. */
  spent: SpentLog
  reactions: Reactions
  /** Whether every commit that there is was told of in `feed`. */
  isCurrent: () => Soon<boolean>
  lastUsed: LastUsed
  /** Null where there are no webhooks. */
  webhookSecret: WebhookSecret | null
  shop: Shop
  clock: () => number
  close: () => Promise<void>
}

const KEY_LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000
const HOUSEKEEPING_MS = 60_000
const TRIES_KEPT_MS = 30 * 24 * 60 * 60 * 1_000
const ROWS_PER_CHORE = 1_000

export async function openApp(options: AppOptions): Promise<App> {
  const engine = await engineAt(options.database, options)
  const letGo = engine.claim()
  try {
    const writer = await engine.openWriter()
    try {
      const { migrates = true, clock = Date.now } = options
      await engine.migrate(writer, {
        ...{ all: allMigrations(writer.dialect), migrates, now: clock() },
        prepare: async () => {
          await requireHere(writer)
          for (const { fullText } of views) if (fullText) await ensureFullText(writer, fullText)
        },
      })
      return await openOn({ engine, writer, letGo }, options)
    } catch (fault) {
      await writer.close()
      throw fault
    }
  } catch (fault) {
    letGo()
    throw fault
  }
}

async function openOn(
  { engine, writer, letGo }: { engine: Engine; writer: Connection; letGo: () => void },
  options: AppOptions,
): Promise<App> {
  const { shop, clock = Date.now, paymentProviders = [], onFault = () => {} } = options

  // Reactions need the dispatcher, which needs the queue, which tells reactions of new events.
  let wake = () => {}
  let truncateSoon = () => {}
  let listening: Listening = { stop: () => {} }
  const spent = spentLog()
  const commits = commitsOf(views)
  const committed = feed({ last: (await journalEnd(writer)).sequence })
  const { isShared } = writer.transaction
  const reader = await engine.openReader()
  const desk = newsDesk(committed, reader, (fault) => onFault(fault, { chore: 'news' }))
  const publish = isShared ? desk.publish : committed.publish
  const queue = writeQueue(
    writer,
    await executor(writer, {
      commands,
      views,
      tallies,
      clock,
      idPrefixes: { ...ID_PREFIXES, cmd: 'cmd' },
      secretKinds: ['cart'],
      personalAggregates: ['customer', 'cart', 'draftOrder', 'order'],
      settings: shop,
      release: options.release,
      idempotencyKeyLifetimeMs: options.idempotencyKeyLifetimeMs ?? KEY_LIFETIME_MS,
      newsOf: (outcomes) => desk.newsOf(commits(outcomes.filter(isJournaled))),
      afterCommit: (done) => {
        const outcomes = done.map(({ outcome }) => outcome)
        wake()
        publish(commits(outcomes.filter(isJournaled)))
        spent.keep(
          done.map(({ outcome: { id }, spent }) => ({ id, spent })),
          clock(),
        )
        options.onDone?.(done)
        if (outcomes.some(erasesSomebody)) truncateSoon()
      },
      onFault: (fault, { command, correlationId }) => onFault(fault, { command, correlationId }),
    }),
    isShared ? drawnOut(options.queue) : options.queue,
  )
  const mendOne = async (wrong: Wrong) => {
    await mend({ queue, writer }, READ_SIDE, wrong)
    committed.restart(committed.last()) // No commit told of these rows.
    if (isShared) await queue.maintain(async () => {}, desk.anything)
  }
  await makeReshapedRight(writer, queue, mendOne)
  const dispatch = dispatcher(commands, queue.submit, { deadlineMs: options.deadlineMs ?? 10_000 })
  const own = allReactions(shop, paymentProviders)
  let others: Declared = async () => []
  const running = runReactions(writer, async () => [...own, ...(await others())], {
    reader,
    dispatch,
    queue,
    clock,
    park: (parking) => parkWith(dispatch, parking),
    tryPrefix: ID_PREFIXES.webhookDelivery,
    onFault,
  })
  const kept = new KeptRows(views, committed)
  const pool = engine.readers((sequence) => kept.momentOf(sequence), writer)
  const upkeep = engine.upkeep(writer, {
    readers: pool,
    onFault: (fault) => onFault(fault, { chore: 'checkpoint' }),
  })
  truncateSoon = upkeep.truncateSoon
  const lastUsed = noteLastUsed(writer, { queue, clock })
  const pieces = joinPieces(writer, { queue, views })
  const housekeeping = setInterval(() => {
    const now = clock()
    pieces.join().catch(onChoreFault)
    lastUsed.keep().catch(onChoreFault)
    queue
      .maintain(() => dropExpiredKeys(writer, { now, limit: ROWS_PER_CHORE }))
      .catch(onChoreFault)
    queue
      .maintain(() => dropTries(writer, { before: now - TRIES_KEPT_MS, limit: ROWS_PER_CHORE }))
      .catch(onChoreFault)
  }, HOUSEKEEPING_MS)
  housekeeping.unref()
  const onChoreFault = (fault: unknown) => onFault(fault, { chore: 'housekeeping' })

  const app: App = {
    dispatch,
    submit: queue.submit,
    queue,
    mend: mendOne,
    dropUpTo: (sequence) => dropUpTo({ queue, writer }, sequence),
    writer,
    readers: pool,
    feed: committed,
    spent,
    reactions: running,
    lastUsed,
    webhookSecret: options.webhookSecret ?? null,
    shop,
    clock,
    isCurrent: isShared
      ? inRounds(async () => (await reader.lastSequence()) <= committed.last())
      : () => true,
    close: async () => {
      await listening.stop()
      committed.close()
      await running.stop()
      clearInterval(housekeeping)
      await pieces.stop()
      await lastUsed.keep().catch(onChoreFault)
      await queue.close()
      await reader.close()
      await pool.close()
      await upkeep.stop()
      await writer.close()
      letGo()
    },
  }
  if (options.follows) others = options.follows(app)
  listening = await engine.listen({
    onNews: desk.hear,
    onLead: (isLeader) => {
      if (!(options.reacts ?? true)) return
      wake = isLeader ? running.wake : () => {}
      if (isLeader) running.start()
      else running.pause()
    },
  })
  return app
}

const READ_SIDE = { views, tallies }

/** Views that a release made anew, or whose tables it changed, are right before anybody is served. */
async function makeReshapedRight(writer: Connection, queue: WriteQueue, mendOne: App['mend']) {
  const changed = await reshaped(writer, READ_SIDE)
  if (changed.views.length + changed.tallies.length === 0) return
  for (const wrong of await findWrong(writer, changed)) await mendOne(wrong)
  await queue.maintain(() => noteShapes(writer, READ_SIDE))
}

/** Where each statement is a round trip, a batch takes longer to be worth its COMMIT; nobody else is starved by it. */
const drawnOut = (limits: QueueLimits = QUEUE_LIMITS): QueueLimits => ({
  ...limits,
  batchMsMax: limits.batchMsMax * 10,
})

/** What was answered from what stands already brings nothing new. */
const isJournaled = ({ replayed }: Outcome): boolean => !replayed

/** What is erased from the tables still stands in the log until that is truncated. */
const erasesSomebody = (outcome: Outcome): boolean =>
  outcome.outcome === 'ACCEPTED' && outcome.events.some(({ name }) => ERASURES.has(name))

const ERASURES = new Set([customerErased.event, orderPersonErased.event])

export const allReactions = (
  shop: Shop,
  paymentProviders: readonly PaymentProvider[],
): readonly Reaction[] => [
  ...reactionsOf(shop),
  askProviders(paymentProviders),
  ...reactionsOfModules(),
]
