// Commands queue in order; a batch of them shares one transaction and one fsync, and all are answered
// after the one COMMIT. Few commands must be undone once they have written: the first that must ends its
// batch, which then runs again with a savepoint each. What goes in and comes out is plain JSON, so that
// the writer can live in another process.
import { setImmediate as macrotask, setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from './database/connection.ts'
import { isBusy, isStorageFault } from './database/storage-fault.ts'
import type { Envelope, Outcome } from './outcome.ts'
import { OutcomeUnknown, Overloaded, StorageFailed, TimedOut } from './rejections.ts'
import type { Done, Measured } from './spent.ts'

export type QueueLimits = {
  /** Commands that may wait. */
  queueLengthMax: number
  /** Commands in one transaction. */
  batchCommandsMax: number
  /**
   * Milliseconds after which a batch takes no more commands: four times as many as the last COMMIT took, where that is
   * more, and no more than ten times this. A slow disk then costs a full queue a fifth of its time. Whatever else the
   * process does has a turn each time that so many have passed.
   */
  batchMsMax: number
}

export const QUEUE_LIMITS: QueueLimits = {
  queueLengthMax: 10_000,
  batchCommandsMax: 128,
  batchMsMax: 5,
}

export type Executed = { outcome: Outcome; measured: Measured }

/** What the queue drives: one command in the open transaction, and what belongs to the batch. */
export type Executor = {
  /**
   * @param isGuarded False runs it without a savepoint: where it would have to be undone alone it
   * throws UndoNeeded.
   */
  execute: (envelope: Envelope, isGuarded: boolean) => Promise<Executed>
  /** Answers what other processes of the shop are to hear of the batch. */
  beforeCommit: (outcomes: readonly Outcome[]) => Promise<string | undefined>
  afterCommit: (done: readonly Done[]) => void
  /** In the first transaction after one that was rolled back or was another's: what was remembered may be wrong. */
  catchUp: () => Promise<void>
  /** Hears of what broke a whole batch; `envelope` is of its first command. */
  onFault: (fault: unknown, envelope: Envelope) => void
}

/** Times the last COMMIT. */
const COMMITS_A_BATCH = 4
/** Whoever was first in a batch is answered with its last. */
const BATCH_STRETCH_MAX = 10

/** A command without a savepoint must be undone: nothing of its batch can stay. */
export class UndoNeeded extends Error {}

export type WriteQueue = {
  submit: (envelope: Envelope) => Promise<Outcome>
  /**
   * The kernel's own bookkeeping, in a transaction of its own between two batches.
   * @param news What other processes of the shop are told of it.
   */
  maintain: <T>(chore: () => Promise<T>, news?: string) => Promise<T>
  /** Resolves when everything that was accepted has been answered; nothing more is taken. */
  close: () => Promise<void>
  readonly length: number
}

type Waiting = {
  envelope: Envelope
  since: number
  answer: (outcome: Outcome) => void
  fail: (fault: unknown) => void
}

/** A command of the batch that is under way; without an outcome until it has run. */
type Running = { entry: Waiting; begunAt: number; executed: Executed | null }

const LOCKED_RETRY_MS = 20
const RETRY_AFTER_MS = 1_000

export function writeQueue(
  { transaction }: Connection,
  { execute, beforeCommit, afterCommit, catchUp, onFault }: Executor,
  limits: QueueLimits = QUEUE_LIMITS,
): WriteQueue {
  let waiting: Waiting[] = []
  const chores: (() => Promise<void>)[] = []
  let draining: Promise<void> | null = null
  let closed = false
  let isStale = false
  /** How long the last COMMIT took. */
  let commitMs = 0

  function submit(envelope: Envelope): Promise<Outcome> {
    if (closed || waiting.length >= limits.queueLengthMax)
      return Promise.reject(new Overloaded({ retryAfterMs: RETRY_AFTER_MS }))
    return new Promise((answer, fail) => {
      waiting.push({ envelope, since: performance.now(), answer, fail })
      draining ??= drain()
    })
  }

  function maintain<T>(chore: () => Promise<T>, news?: string): Promise<T> {
    return new Promise((answer, fail) => {
      chores.push(() => inTransaction(chore, news).then(answer, fail))
      draining ??= drain()
    })
  }

  async function drain(): Promise<void> {
    await undefined // Whatever the same turn submits shares the first batch.
    while (waiting.length > 0 || chores.length > 0) {
      await chores.shift()?.()
      if (waiting.length > 0 && (await opened())) await runBatch()
      await macrotask() // Awaited statements alone would starve timers and sockets.
    }
    draining = null
  }

  /** Opens the transaction, or lets those whose deadline passes while a stranger holds the lock go. */
  async function opened(): Promise<boolean> {
    waiting = waiting.filter((entry) => !isLate(entry))
    if (waiting.length === 0) return false
    try {
      await begun()
      return true
    } catch (fault) {
      await undone()
      if (isBusy(fault)) await sleep(LOCKED_RETRY_MS)
      else {
        onFault(fault, (waiting[0] as Waiting).envelope)
        for (const { fail } of waiting.splice(0)) fail(toldOf(fault))
      }
      return false
    }
  }

  async function begun(): Promise<void> {
    await transaction.begin()
    if (isStale || transaction.isShared) await catchUp()
    isStale = false
  }

  async function undone(): Promise<void> {
    if (transaction.isOpen) await transaction.rollback()
  }

  async function runBatch(): Promise<void> {
    const batch: Running[] = []
    let news: string | undefined
    try {
      const isDone = (await runWaiting(batch, false)) || (await runAgain(batch))
      if (!isDone) return
      news = await beforeCommit(batch.map(({ executed }) => (executed as Executed).outcome))
    } catch (fault) {
      await abandon(batch, fault, toldOf(fault))
      return
    }
    const committing = performance.now()
    try {
      await transaction.commit(news)
    } catch (fault) {
      await abandon(batch, fault, new OutcomeUnknown({}))
      return
    }
    commitMs = performance.now() - committing
    const done = batch.map((running) =>
      doneOf(running, { committing, commitMs, batchCommands: batch.length }),
    )
    for (const [at, { entry }] of batch.entries()) entry.answer((done[at] as Done).outcome)
    afterCommit(done)
  }

  /** Runs what waits until the batch is full. False where one of it must be undone. */
  async function runWaiting(batch: Running[], isGuarded: boolean): Promise<boolean> {
    const { batchMsMax, batchCommandsMax } = limits
    const until =
      performance.now() +
      Math.min(Math.max(batchMsMax, commitMs * COMMITS_A_BATCH), batchMsMax * BATCH_STRETCH_MAX)
    let turnEnds = performance.now() + batchMsMax
    while (waiting.length > 0 && batch.length < batchCommandsMax && performance.now() < until) {
      if (performance.now() >= turnEnds) {
        await macrotask()
        turnEnds = performance.now() + batchMsMax
      }
      const entry = waiting.shift() as Waiting
      if (isLate(entry)) continue
      const running: Running = { entry, begunAt: performance.now(), executed: null }
      batch.push(running)
      try {
        running.executed = await execute(entry.envelope, isGuarded)
      } catch (fault) {
        if (fault instanceof UndoNeeded) return false
        throw fault
      }
    }
    return true
  }

  /** The same batch from its beginning, now with savepoints: nobody was told anything yet. */
  async function runAgain(batch: Running[]): Promise<boolean> {
    await transaction.rollback()
    isStale = true
    try {
      await begun()
    } catch (fault) {
      if (!isBusy(fault)) throw fault
      waiting.unshift(...batch.map(({ entry }) => entry)) // A stranger took the lock in between.
      return false
    }
    for (const running of batch) running.executed = await execute(running.entry.envelope, true)
    return runWaiting(batch, true)
  }

  async function inTransaction<T>(chore: () => Promise<T>, news?: string): Promise<T> {
    await transaction.begin()
    try {
      const result = await chore()
      await transaction.commit(news)
      return result
    } catch (fault) {
      await undone()
      throw fault
    }
  }

  async function abandon(batch: readonly Running[], fault: unknown, told: unknown): Promise<void> {
    isStale = true
    await undone()
    for (const { entry } of batch) entry.fail(told)
    if (batch[0]) onFault(fault, batch[0].entry.envelope)
  }

  function isLate({ envelope, since, fail }: Waiting): boolean {
    if (performance.now() <= envelope.deadline) return false
    fail(new TimedOut({ waitedMs: Math.round(performance.now() - since) }))
    return true
  }

  return {
    submit,
    maintain,
    close: async () => {
      closed = true
      await draining
    },
    get length() {
      return waiting.length
    },
  }
}

const doneOf = (
  { entry, begunAt, executed }: Running,
  {
    committing,
    ...shared
  }: Pick<Done['spent'], 'commitMs' | 'batchCommands'> & {
    committing: number
  },
): Done => {
  const { outcome, measured } = executed as Executed
  const batchMs = Math.max(0, committing - begunAt - measured.rulesMs - measured.refreshMs)
  const queueMs = begunAt - entry.since
  return { envelope: entry.envelope, outcome, spent: { queueMs, ...measured, batchMs, ...shared } }
}

/** What those who wait are told: a fault of the storage passes, any other is a bug. */
const toldOf = (fault: unknown): unknown =>
  isStorageFault(fault) ? new StorageFailed({ retryAfterMs: RETRY_AFTER_MS }) : fault
