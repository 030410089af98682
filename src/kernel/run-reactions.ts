// Runs reactions after the commit: at least once from a stored cursor, the effect once by a key that
// follows from the event. An event that fails waits in the database for its next try while later ones
// go on, or wait behind it where the reaction keeps them in order; after the last try it is parked as a
// dead letter for an operator.
import { setTimeout as sleep } from 'node:timers/promises'
import { systemActor } from './actor.ts'
import type { Connection } from './database/connection.ts'
import { listOf } from './database/statement.ts'
import type { Dispatch } from './dispatch.ts'
import type { RecordedEvent } from './event.ts'
import { idSource, newSeed } from './ids.ts'
import { eventsAfter } from './journal.ts'
import {
  type Answer,
  REACTION_LIMITS,
  type Reaction,
  type ReactionLimits,
  type Wish,
} from './reaction.ts'
import {
  addDue,
  addTries,
  aggregatesThatWait,
  countRetriesOf,
  cursorOf,
  dueById,
  dueRetries,
  dueRetriesInOrder,
  moveCursor,
  nextDue,
  postponeDue,
  putRetry,
  type Retry,
  settleDue,
  settleRetry,
  type Try,
} from './reaction-tables.ts'
import { Rejection } from './rejection.ts'
import { PASSING_CODES } from './rejections.ts'
import type { dueCommands } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/** Milliseconds between two looks at what is due. */
const DUE_EVERY_MS = 1_000
/** Events that may wait for their next try before a reaction that keeps order reads no more. */
const WAITING_MAX = 1_000
const EVENTS_PER_PAGE = 200
const DUE_PER_PAGE = 50
const ERROR_LENGTH_MAX = 2_000

/** An event that was given up, and the due command that it became, where it was that which failed. */
export type Parking = {
  reaction: string
  sequence: number
  index: number
  error: string
  attempts: number
  dueId: string | null
}

/** Those that there are now: asked before each round, so that they may come and go. */
export type Declared = () => Promise<readonly Reaction[]>

export type Reactions = {
  readonly declared: Declared
  /** From now on it looks by itself for what is due. */
  start: () => void
  /** New events may have come. */
  wake: () => void
  /** Resolves when no event is left that a reaction has not tried, and nothing due waits. */
  settle: () => Promise<void>
  /** Begins nothing by itself until it is started again: another process does. */
  pause: () => void
  stop: () => Promise<void>
}

/** @param tx The writer, touched between two batches alone; what has committed is read elsewhere. */
export function runReactions(
  tx: Connection,
  declared: Declared,
  {
    reader,
    dispatch,
    queue,
    clock,
    random = Math.random,
    park,
    onFault,
    limits = {},
    dueEveryMs = DUE_EVERY_MS,
    tryPrefix = 'try',
  }: {
    reader: Connection
    dispatch: Dispatch
    queue: WriteQueue
    clock: () => number
    /** From 0 to 1: what spreads tries that failed together. */
    random?: () => number
    /** Makes a dead letter of an event and takes its retry, or its due command, away. */
    park: (parking: Parking) => Promise<void>
    onFault: (fault: unknown, where: { reaction: string; sequence: number }) => void
    /** For all that don't say otherwise. */
    limits?: Partial<ReactionLimits>
    dueEveryMs?: number
    /** What the ids of lines of tries begin with. */
    tryPrefix?: string
  },
): Reactions {
  const stopping = new AbortController()
  const loops = new Map<string, Promise<void>>()
  const again = new Map<string, () => Promise<void>>()
  /** Of those that there are: one that was changed is another, and begins from what the database knows. */
  const places = new WeakMap<Reaction, Place>()
  let current: readonly Reaction[] = []
  let given = 0

  const limitsOf = (reaction: Reaction): ReactionLimits => ({
    ...REACTION_LIMITS,
    ...limits,
    ...reaction.limits,
  })
  const goesOn = (reaction: Reaction) => !stopping.signal.aborted && current.includes(reaction)

  /** Runs a loop by name, once at a time; a wake during a run makes it run once more. */
  function kick(name: string, turn: () => Promise<void>): void {
    if (stopping.signal.aborted) return
    if (loops.has(name)) {
      again.set(name, turn)
      return
    }
    const loop = turn()
      .catch((fault) => onFault(fault, { reaction: name, sequence: 0 }))
      .finally(() => {
        loops.delete(name)
        const next = again.get(name)
        again.delete(name)
        if (next) kick(name, next)
      })
    loops.set(name, loop)
  }

  const wake = () =>
    kick('new events', async () => {
      current = await declared()
      for (const reaction of current) kick(`events of ${reaction.name}`, () => follow(reaction))
    })

  const wakeDue = () => {
    for (const reaction of current) kick(`retries of ${reaction.name}`, () => tryAgain(reaction))
    kick('due commands', giveDue)
  }

  /** Goes through the events after the cursor, a page at a time, to the end. */
  async function follow(reaction: Reaction): Promise<void> {
    while (goesOn(reaction)) {
      if (reaction.isOrdered && (await waitingOf(reaction)) >= WAITING_MAX) return
      const { stored, seen } = places.get(reaction) ?? (await placeOf(reaction))
      const page = await eventsAfter(reader, { ...seen, limit: EVENTS_PER_PAGE })
      const last = page.at(-1)
      if (!last) return
      const concerned = page.filter(({ name }) => answering(reaction, name))
      const tried = await tryEach(
        reaction,
        concerned,
        await aggregatesInTheWay(reaction, concerned),
      )
      if (stopping.signal.aborted) return // What is done is done: its keys are known next time.
      const end = { sequence: last.sequence, index: last.index }
      // Reading events again that nobody reacts to is cheaper than a commit each time that some come.
      const isFar = end.sequence - stored.sequence >= EVENTS_PER_PAGE
      const moves = concerned.length > 0 || isFar
      const isThere =
        !moves ||
        (await queue.maintain(async () => {
          await addTries(tx, linesOf(reaction, tried, 1))
          if (!isSame(await cursorIn(tx, reaction), stored)) return false // A command has moved it.
          for (const { event, failure, later } of tried) {
            if (failure)
              await putRetry(tx, retryOf(reaction, event, failure.isOwn ? 1 : 0, failure))
            if (later) await keepForLater(later)
          }
          await moveCursor(tx, { reaction: reaction.name, ...end })
          return true
        }))
      if (isThere) places.set(reaction, { seen: end, stored: moves ? end : stored })
      else places.delete(reaction)
    }
  }

  async function placeOf(reaction: Reaction): Promise<Place> {
    const stored = await cursorIn(reader, reaction)
    return { seen: stored, stored }
  }

  async function waitingOf({ name }: Reaction): Promise<number> {
    const [waiting] = await countRetriesOf(reader, { reaction: name })
    return waiting?.count ?? 0
  }

  /** Where order counts: what has an earlier event that waits for its next try. */
  async function aggregatesInTheWay(
    { name, isOrdered }: Reaction,
    events: readonly RecordedEvent[],
  ): Promise<ReadonlySet<string>> {
    if (!isOrdered || events.length === 0) return new Set()
    const aggregateIds = listOf([...new Set(events.map(({ aggregateId }) => aggregateId))])
    const waiting = await aggregatesThatWait(reader, { reaction: name, aggregateIds })
    return new Set(waiting.map(({ aggregateId }) => aggregateId))
  }

  /** Gives the events whose time has come another try. */
  async function tryAgain(reaction: Reaction): Promise<void> {
    const { attemptsMax, backOffMsMax } = limitsOf(reaction)
    const dueOf = reaction.isOrdered ? dueRetriesInOrder : dueRetries
    while (goesOn(reaction)) {
      const now = clock()
      const page = await dueOf(reader, {
        reaction: reaction.name,
        now,
        horizon: now + backOffMsMax,
        limit: DUE_PER_PAGE,
      })
      if (page.length === 0) return
      const attempts = new Map(page.map(({ event, attempts }) => [keyOf(event), attempts + 1]))
      const tried = await tryEach(
        reaction,
        page.map(({ event }) => event),
      )
      if (stopping.signal.aborted) return
      const givenUp: Tried[] = []
      await queue.maintain(async () => {
        for (const one of tried) {
          const { event, failure, later } = one
          const { sequence, index } = event
          const attempt = attempts.get(keyOf(event)) as number
          await addTries(tx, linesOf(reaction, [one], attempt))
          if (!failure) await settleRetry(tx, { reaction: reaction.name, sequence, index })
          else await putRetry(tx, retryOf(reaction, event, attempt, failure))
          if (later) await keepForLater(later)
          if (failure?.counts && attempt >= attemptsMax) givenUp.push(one)
        }
      })
      for (const { event, failure } of givenUp)
        await park({
          reaction: reaction.name,
          sequence: event.sequence,
          index: event.index,
          error: (failure as Failure).error,
          attempts: attempts.get(keyOf(event)) as number,
          dueId: null,
        })
    }
  }

  /**
   * Several at once, those of one aggregate in their order; answers all in the order given.
   * @param inTheWay Aggregates whose events wait, for an earlier one does.
   */
  async function tryEach(
    reaction: Reaction,
    events: readonly RecordedEvent[],
    inTheWay: ReadonlySet<string> = new Set(),
  ): Promise<Tried[]> {
    const lanes = new Map<string, RecordedEvent[]>()
    for (const event of events) {
      const lane = lanes.get(event.aggregateId)
      if (lane) lane.push(event)
      else lanes.set(event.aggregateId, [event])
    }
    const waiting = [...lanes]
    const tried = new Map<RecordedEvent, Tried>()
    const worker = async () => {
      for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
        let isHeld = inTheWay.has(lane[0])
        for (const event of lane[1]) {
          if (stopping.signal.aborted) return
          const one = isHeld ? heldBack(event) : await tryOne(reaction, event)
          isHeld ||= reaction.isOrdered === true && one.failure !== null
          tried.set(event, one)
        }
      }
    }
    await Promise.all(Array.from({ length: limitsOf(reaction).inFlightMax }, worker))
    return events.flatMap((event) => tried.get(event) ?? [])
  }

  /** A refusal is a final answer; a full queue and a fault are tried again. */
  async function tryOne(reaction: Reaction, event: RecordedEvent): Promise<Tried> {
    const started = performance.now()
    const tried = (outcome: Partial<Tried>): Tried => {
      const tookMs = Math.round(performance.now() - started)
      return { event, failure: null, later: null, told: null, tookMs, ...outcome }
    }
    try {
      return tried(await dealWith(reaction, event))
    } catch (fault) {
      if (!stopping.signal.aborted && !reaction.isLogged)
        onFault(fault, { reaction: reaction.name, sequence: event.sequence })
      return tried({ failure: failureOf(fault) })
    }
  }

  async function dealWith(
    reaction: Reaction,
    event: RecordedEvent,
  ): Promise<Pick<Tried, 'later'> | Pick<Tried, 'told'>> {
    const answer = await answerOf(reaction, event)
    if (!answer) return { later: null }
    if ('told' in answer) return answer
    const causationId = keyOf(event)
    if (answer.at === undefined) {
      const idempotencyKey = `${reaction.name}:${causationId}`
      await give(reaction.name, answer, { idempotencyKey, causationId })
      return { later: null }
    }
    const { command, input, at } = answer
    const id = `${reaction.name}:${answer.key ?? causationId}`
    return {
      later: { id, reaction: reaction.name, at, command, input, causationId, attempts: 0 },
    }
  }

  /** Whatever hangs has failed; what it would have answered is asked for again. */
  async function answerOf(reaction: Reaction, event: RecordedEvent): Promise<Answer> {
    const over = new AbortController()
    const signal = AbortSignal.any([over.signal, stopping.signal])
    try {
      const answer = answering(reaction, event.name)?.wish(event, signal) ?? null
      if (!(answer instanceof Promise)) return answer
      const { wishMsMax } = limitsOf(reaction)
      const late = sleep(wishMsMax, null, { signal, ref: false }).then(() => {
        throw new Error(`It took longer than ${wishMsMax} ms.`)
      })
      return await Promise.race([answer, late])
    } finally {
      over.abort()
    }
  }

  async function give(
    name: string,
    { command, input }: Pick<Wish, 'command' | 'input'>,
    { idempotencyKey, ...trace }: { idempotencyKey: string; causationId: string; dueId?: string },
  ): Promise<void> {
    const options = { idempotencyKey }
    const actor = systemActor(name)
    given++
    const { outcome } = await dispatch({ command, input, options, actor, ...trace })
    if (outcome.outcome === 'FAILED') throw new Error(outcome.error)
  }

  /** Of two wishes with one key the later event's stands, also where the earlier came by a retry. */
  async function keepForLater(later: Later): Promise<void> {
    const [known] = await dueById(tx, { id: later.id })
    if (known && isBefore(later.causationId, known.causationId)) return
    await settleDue(tx, { id: later.id })
    await addDue(tx, [later])
  }

  async function giveDue(): Promise<void> {
    while (!stopping.signal.aborted) {
      const page = await nextDue(reader, { now: clock(), limit: DUE_PER_PAGE })
      if (page.length === 0) return
      for (const due of page) {
        if (stopping.signal.aborted) return
        await giveOneDue(due)
      }
    }
  }

  async function giveOneDue(due: Later): Promise<void> {
    const { id, reaction, causationId, attempts } = due
    try {
      // The moment stays out of the key: a try that was put off is the same command.
      const idempotencyKey = `${id}@${causationId}`
      await give(reaction, due, { idempotencyKey, causationId, dueId: id })
    } catch (fault) {
      const { sequence, index } = placeIn(causationId)
      onFault(fault, { reaction, sequence })
      const failure = failureOf(fault)
      const tries = attempts + 1
      const dueLimits = { ...REACTION_LIMITS, ...limits }
      await queue.maintain(() =>
        postponeDue(tx, { id, at: clock() + backOff(tries, dueLimits), attempts: tries }),
      )
      if (failure.counts && tries >= dueLimits.attemptsMax)
        await park({ reaction, sequence, index, error: failure.error, attempts: tries, dueId: id })
    }
  }

  const retryOf = (
    reaction: Reaction,
    { sequence, index, aggregateId }: RecordedEvent,
    attempts: number,
    { error }: Failure,
  ): Retry => {
    const nextAt = clock() + (attempts === 0 ? 0 : backOff(attempts, limitsOf(reaction)))
    return { reaction: reaction.name, sequence, index, aggregateId, attempts, error, nextAt }
  }

  const backOff = (attempts: number, { backOffMs, backOffMsMax }: ReactionLimits): number => {
    const whole = Math.min(backOffMsMax, backOffMs * 2 ** (attempts - 1))
    return Math.ceil(whole * (1 - random() / 2))
  }

  /** The lines of those that were tried and had something to do. */
  const linesOf = (reaction: Reaction, tried: readonly Tried[], attempt: number): Try[] => {
    if (!reaction.isLogged) return []
    const at = clock()
    const newId = idSource(at, newSeed())
    return tried
      .filter(({ told, failure }) => told !== null || failure?.isOwn)
      .map(({ event: { sequence, index }, told, failure, tookMs }) => ({
        id: newId(tryPrefix),
        reaction: reaction.name,
        ...{ sequence, index, attempt, at, tookMs },
        succeeded: failure === null,
        said: failure?.error ?? String(told),
      }))
  }

  let timer: NodeJS.Timeout | undefined
  const idle = async () => {
    while (loops.size > 0) await Promise.all(loops.values())
  }
  return {
    declared,
    start: () => {
      clearInterval(timer)
      wake()
      timer = setInterval(() => {
        wake() // Whatever stopped a reaction before, it goes on.
        wakeDue()
      }, dueEveryMs)
      timer.unref()
    },
    wake,
    settle: async () => {
      let before: number
      do {
        before = given
        // What is due tells of more, and what is tried again may ask for what is due already.
        for (const turn of [wake, wakeDue, wakeDue, wake]) {
          turn()
          await idle()
        }
      } while (given > before) // What was given may be a fact that another reaction waits for.
    },
    pause: () => clearInterval(timer),
    stop: async () => {
      clearInterval(timer)
      stopping.abort()
      await Promise.all(loops.values())
    },
  }
}

type At = { sequence: number; index: number }
/** How far a reaction has looked, and what of it the database knows. */
type Place = { seen: At; stored: At }
type Later = typeof dueCommands.$inferSelect
/**
 * @param counts False for what a busy queue did: that parks nothing, however often.
 * @param isOwn False where it was not tried, for an earlier one waits.
 */
type Failure = { error: string; counts: boolean; isOwn: boolean }
type Tried = {
  event: RecordedEvent
  failure: Failure | null
  later: Later | null
  told: string | null
  tookMs: number
}

const HELD_BACK: Failure = {
  error: 'It waits for an earlier event of the same thing.',
  counts: false,
  isOwn: false,
}
const heldBack = (event: RecordedEvent): Tried => ({
  event,
  failure: HELD_BACK,
  ...{ later: null, told: null, tookMs: 0 },
})

async function cursorIn(tx: Connection, { name }: Reaction): Promise<At> {
  const [cursor] = await cursorOf(tx, { reaction: name })
  const { sequence = 0, index = 0 } = cursor ?? {}
  return { sequence, index }
}

const isSame = (one: At, other: At): boolean =>
  one.sequence === other.sequence && one.index === other.index

const answering = ({ reactsTo }: Reaction, name: string) =>
  reactsTo.find(({ event }) => event === name)

const keyOf = ({ sequence, index }: At): string => `${sequence}.${index}`

const placeIn = (causationId: string): At => {
  const [sequence = 0, index = 0] = causationId.split('.').map(Number)
  return { sequence, index }
}

function isBefore(one: string, other: string): boolean {
  const [first, second] = [placeIn(one), placeIn(other)]
  return (
    first.sequence < second.sequence ||
    (first.sequence === second.sequence && first.index < second.index)
  )
}

const failureOf = (fault: unknown): Failure => ({
  error: saidOf(fault),
  counts: !(fault instanceof Rejection && PASSING_CODES.includes(fault.code)),
  isOwn: true,
})

/** Whatever was thrown, as text that a command takes: a letter that can't be parked would never rest. */
function saidOf(fault: unknown): string {
  const said = String(fault).replaceAll('\0', '').slice(0, ERROR_LENGTH_MAX).trim()
  return said.replace(/\p{Surrogate}/gu, '?') || 'Nothing was said.'
}
