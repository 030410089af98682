// Runs reactions after the commit: at least once from a stored cursor, the effect once by a key that
// follows from the event. An event that fails waits in the database for its next try while later ones
// go on; after the last try it is parked as a dead letter for an operator.
import { setTimeout as sleep } from 'node:timers/promises'
import { systemActor } from './actor.ts'
import type { Connection } from './database/connection.ts'
import type { Dispatch } from './dispatch.ts'
import type { RecordedEvent } from './event.ts'
import { eventsAfter } from './journal.ts'
import type { Reaction, Wish } from './reaction.ts'
import {
  addDue,
  cursorOf,
  dueById,
  dueRetries,
  moveCursor,
  nextDue,
  postponeDue,
  putRetry,
  type Retry,
  settleDue,
  settleRetry,
} from './reaction-tables.ts'
import { Rejection } from './rejection.ts'
import { PASSING_CODES } from './rejections.ts'
import type { dueCommands } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

export type ReactionLimits = {
  /** Tries of one event before it is parked. */
  attemptsMax: number
  /** Milliseconds before the second try; doubled each time, and up to half of it less by chance. */
  backOffMs: number
  backOffMsMax: number
  /** Milliseconds between two looks at what is due. */
  dueEveryMs: number
  /** Events of one reaction that are dealt with at once. */
  inFlightMax: number
  /** Milliseconds that one event may take; what takes longer has failed. */
  wishMsMax: number
}

export const REACTION_LIMITS: ReactionLimits = {
  attemptsMax: 10,
  backOffMs: 1_000,
  backOffMsMax: 3_600_000,
  dueEveryMs: 1_000,
  inFlightMax: 8,
  wishMsMax: 60_000,
}

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

export type Reactions = {
  readonly declared: readonly Reaction[]
  /** From now on it looks by itself for what is due. */
  start: () => void
  /** New events may have come. */
  wake: () => void
  /** Resolves when no event is left that a reaction has not tried, and nothing due waits. */
  settle: () => Promise<void>
  stop: () => Promise<void>
}

/** @param tx The writer, touched between two batches alone; what has committed is read elsewhere. */
export function runReactions(
  tx: Connection,
  declared: readonly Reaction[],
  {
    reader,
    dispatch,
    queue,
    clock,
    random = Math.random,
    park,
    onFault,
    limits = REACTION_LIMITS,
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
    limits?: ReactionLimits
  },
): Reactions {
  for (const { name, reactsTo } of declared)
    if (new Set(reactsTo.map(({ event }) => event)).size < reactsTo.length)
      throw new Error(`The reaction ${name} answers one event twice.`)

  const stopping = new AbortController()
  const loops = new Map<string, Promise<void>>()
  const again = new Set<string>()
  const places = new Map<string, Place>()
  let given = 0

  /** Runs a loop by name, once at a time; a wake during a run makes it run once more. */
  function kick(name: string, turn: () => Promise<void>): void {
    if (stopping.signal.aborted) return
    if (loops.has(name)) {
      again.add(name)
      return
    }
    const loop = turn()
      .catch((fault) => onFault(fault, { reaction: name, sequence: 0 }))
      .finally(() => {
        loops.delete(name)
        if (again.delete(name)) kick(name, turn)
      })
    loops.set(name, loop)
  }

  const wake = () => {
    for (const reaction of declared) kick(reaction.name, () => follow(reaction))
  }

  const wakeDue = () => {
    for (const reaction of declared) kick(`retries of ${reaction.name}`, () => tryAgain(reaction))
    kick('due commands', giveDue)
  }

  /** Goes through the events after the cursor, a page at a time, to the end. */
  async function follow(reaction: Reaction): Promise<void> {
    while (!stopping.signal.aborted) {
      const { stored, seen } = places.get(reaction.name) ?? (await placeOf(reaction))
      const page = await eventsAfter(reader, { ...seen, limit: EVENTS_PER_PAGE })
      const last = page.at(-1)
      if (!last) return
      const concerned = page.filter(({ name }) => answering(reaction, name))
      const tried = await tryEach(reaction, concerned)
      if (stopping.signal.aborted) return // What is done is done: its keys are known next time.
      const end = { sequence: last.sequence, index: last.index }
      // Reading events again that nobody reacts to is cheaper than a commit each time that some come.
      const isFar = end.sequence - stored.sequence >= EVENTS_PER_PAGE
      const moves = concerned.length > 0 || isFar
      if (moves)
        await queue.maintain(async () => {
          for (const { event, failure, later } of tried) {
            if (failure) await putRetry(tx, retryOf(reaction, event, 1, failure))
            if (later) await keepForLater(later)
          }
          await moveCursor(tx, { reaction: reaction.name, ...end })
        })
      places.set(reaction.name, { seen: end, stored: moves ? end : stored })
    }
  }

  async function placeOf({ name }: Reaction): Promise<Place> {
    const [cursor] = await cursorOf(reader, { reaction: name })
    const { sequence = 0, index = 0 } = cursor ?? {}
    return { seen: { sequence, index }, stored: { sequence, index } }
  }

  /** Gives the events whose time has come another try. */
  async function tryAgain(reaction: Reaction): Promise<void> {
    while (!stopping.signal.aborted) {
      const now = clock()
      const page = await dueRetries(reader, {
        reaction: reaction.name,
        now,
        horizon: now + limits.backOffMsMax,
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
          if (!failure) await settleRetry(tx, { reaction: reaction.name, sequence, index })
          else await putRetry(tx, retryOf(reaction, event, attempt, failure))
          if (later) await keepForLater(later)
          if (failure?.counts && attempt >= limits.attemptsMax) givenUp.push(one)
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

  /** Several at once, those of one aggregate in their order; answers all in the order given. */
  async function tryEach(reaction: Reaction, events: readonly RecordedEvent[]): Promise<Tried[]> {
    const lanes = new Map<string, RecordedEvent[]>()
    for (const event of events) {
      const lane = lanes.get(event.aggregateId)
      if (lane) lane.push(event)
      else lanes.set(event.aggregateId, [event])
    }
    const waiting = [...lanes.values()]
    const tried = new Map<RecordedEvent, Tried>()
    const worker = async () => {
      for (let lane = waiting.shift(); lane; lane = waiting.shift())
        for (const event of lane) {
          if (stopping.signal.aborted) return
          tried.set(event, await tryOne(reaction, event))
        }
    }
    await Promise.all(Array.from({ length: limits.inFlightMax }, worker))
    return events.flatMap((event) => tried.get(event) ?? [])
  }

  /** A refusal is a final answer; a full queue and a fault are tried again. */
  async function tryOne(reaction: Reaction, event: RecordedEvent): Promise<Tried> {
    try {
      return { event, failure: null, later: await dealWith(reaction, event) }
    } catch (fault) {
      if (!stopping.signal.aborted)
        onFault(fault, { reaction: reaction.name, sequence: event.sequence })
      return { event, failure: failureOf(fault), later: null }
    }
  }

  async function dealWith(reaction: Reaction, event: RecordedEvent): Promise<Later | null> {
    const answer = answering(reaction, event.name)?.wish(event) ?? null
    const wish = answer instanceof Promise ? await inTime(answer) : answer
    if (!wish) return null
    const causationId = keyOf(event)
    if (wish.at === undefined) {
      const idempotencyKey = `${reaction.name}:${causationId}`
      await give(reaction.name, wish, { idempotencyKey, causationId })
      return null
    }
    const { command, input, at } = wish
    const id = `${reaction.name}:${wish.key ?? causationId}`
    return { id, reaction: reaction.name, at, command, input, causationId, attempts: 0 }
  }

  /** Whatever hangs has failed; what it would have answered is asked for again. */
  async function inTime<T>(work: Promise<T>): Promise<T> {
    const done = new AbortController()
    const signal = AbortSignal.any([done.signal, stopping.signal])
    const late = sleep(limits.wishMsMax, null, { signal, ref: false }).then(() => {
      throw new Error(`It took longer than ${limits.wishMsMax} ms.`)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      done.abort()
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
      await queue.maintain(() =>
        postponeDue(tx, { id, at: clock() + backOff(tries), attempts: tries }),
      )
      if (failure.counts && tries >= limits.attemptsMax)
        await park({ reaction, sequence, index, error: failure.error, attempts: tries, dueId: id })
    }
  }

  const retryOf = (
    { name }: Reaction,
    { sequence, index }: RecordedEvent,
    attempts: number,
    { error }: Failure,
  ): Retry => {
    const nextAt = clock() + backOff(attempts)
    return { reaction: name, sequence, index, attempts, error, nextAt }
  }

  const backOff = (attempts: number): number => {
    const whole = Math.min(limits.backOffMsMax, limits.backOffMs * 2 ** (attempts - 1))
    return Math.ceil(whole * (1 - random() / 2))
  }

  let timer: NodeJS.Timeout | undefined
  const idle = async () => {
    while (loops.size > 0) await Promise.all(loops.values())
  }
  return {
    declared,
    start: () => {
      wake()
      timer = setInterval(() => {
        wake() // Whatever stopped a reaction before, it goes on.
        wakeDue()
      }, limits.dueEveryMs)
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
/** @param counts False for what a busy queue did: that parks nothing, however often. */
type Failure = { error: string; counts: boolean }
type Tried = { event: RecordedEvent; failure: Failure | null; later: Later | null }

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
})

/** Whatever was thrown, as text that a command takes: a letter that can't be parked would never rest. */
function saidOf(fault: unknown): string {
  const said = String(fault).replaceAll('\0', '').slice(0, ERROR_LENGTH_MAX).trim()
  return said.replace(/\p{Surrogate}/gu, '?') || 'Nothing was said.'
}
