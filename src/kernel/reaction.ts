// A reaction turns a fact into a later command, after the commit: at least once from a stored cursor,
// its effect once by a key that follows from the event. One that throws waits, then parks its event
// and goes on; it never stops the others.
import { setTimeout as sleep } from 'node:timers/promises'
import { systemActor } from './actor.ts'
import type { Connection } from './database/connection.ts'
import type { Dispatch } from './dispatch.ts'
import type { EventKind, RecordedEvent } from './event.ts'
import { eventsAfter } from './journal.ts'
import {
  addDue,
  cursorOf,
  moveCursor,
  nextDue,
  park,
  postponeDue,
  settleDue,
} from './reaction-tables.ts'
import { Rejection } from './rejection.ts'
import type { WriteQueue } from './write-queue.ts'

/** A command to give now, or `at` a later moment. */
export type Wish = {
  command: string
  input: unknown
  /** Epoch milliseconds; left out for now. */
  at?: number
  /** Two wishes of one reaction with the same key are one: the later replaces the earlier. */
  key?: string
}

type Answering = (event: RecordedEvent) => Wish | null | Promise<Wish | null>

export type Reaction = {
  name: string
  reactsTo: readonly { event: string; wish: Answering }[]
}

export const reaction = (declared: Reaction): Reaction => declared

export const reactingTo = <Data>(
  kind: EventKind<Data>,
  wish: (data: Data, event: RecordedEvent) => Wish | null | Promise<Wish | null>,
) => ({
  event: kind.event,
  wish: (event: RecordedEvent) => wish(event.data as Data, event),
})

export type ReactionLimits = {
  attemptsMax: number
  /** Milliseconds before the second try; doubled each time. */
  backOffMs: number
  /** Milliseconds between two looks at what is due. */
  dueEveryMs: number
}

export const REACTION_LIMITS: ReactionLimits = { attemptsMax: 6, backOffMs: 50, dueEveryMs: 1_000 }

const EVENTS_PER_PAGE = 200
const DUE_PER_PAGE = 50

export type Reactions = {
  /** From now on it looks by itself for what is due. */
  start: () => void
  /** New events may have come. */
  wake: () => void
  /** Resolves when no event is left that a reaction has not dealt with, and nothing due waits. */
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
    onFault,
    limits = REACTION_LIMITS,
  }: {
    reader: Connection
    dispatch: Dispatch
    queue: WriteQueue
    clock: () => number
    onFault: (fault: unknown, where: { reaction: string; sequence: number }) => void
    limits?: ReactionLimits
  },
): Reactions {
  const stopping = new AbortController()
  const loops = new Map<string, Promise<void>>()
  const again = new Set<string>()

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

  /** Goes through the events after the cursor, a page at a time, to the end. */
  async function follow(reaction: Reaction): Promise<void> {
    while (!stopping.signal.aborted) {
      const [cursor] = await cursorOf(reader, { reaction: reaction.name })
      const { sequence = 0, index = 0 } = cursor ?? {}
      const page = await eventsAfter(reader, { sequence, index, limit: EVENTS_PER_PAGE })
      if (page.length === 0) return
      const later = new Map<string, Wish & { at: number; causationId: string }>()
      for (const event of page) {
        if (stopping.signal.aborted) return
        await dealWith(reaction, event, later)
      }
      const last = page.at(-1) as RecordedEvent
      await queue.maintain(async () => {
        for (const [id, { at, command, input, causationId }] of later) {
          await settleDue(tx, { id })
          await addDue(tx, [
            { id, reaction: reaction.name, at, command, input, causationId, attempts: 0 },
          ])
        }
        await moveCursor(tx, {
          reaction: reaction.name,
          sequence: last.sequence,
          index: last.index,
        })
      })
    }
  }

  async function dealWith(
    reaction: Reaction,
    event: RecordedEvent,
    later: Map<string, Wish & { at: number; causationId: string }>,
  ): Promise<void> {
    const { sequence, index } = event
    const causationId = `${sequence}.${index}`
    for (const { event: name, wish: answer } of reaction.reactsTo) {
      if (name !== event.name) continue
      await withBackOff(reaction.name, event, async () => {
        const wish = await answer(event)
        if (!wish) return
        if (wish.at !== undefined) {
          const id = `${reaction.name}:${wish.key ?? causationId}`
          later.set(id, { ...wish, at: wish.at, causationId })
          return
        }
        await give(reaction.name, wish, {
          idempotencyKey: `${reaction.name}:${causationId}`,
          causationId,
          cursor: { reaction: reaction.name, sequence, index },
        })
      })
    }
  }

  /** A refusal is a final answer; a full queue and a fault are tried again, then parked. */
  async function withBackOff(
    name: string,
    { sequence, index }: RecordedEvent,
    attempt: () => Promise<void>,
  ): Promise<void> {
    for (let attempts = 1; !stopping.signal.aborted; attempts++) {
      try {
        await attempt()
        return
      } catch (fault) {
        onFault(fault, { reaction: name, sequence })
        if (attempts >= limits.attemptsMax) {
          const id = `${name}:${sequence}.${index}`
          const letter = { id, reaction: name, sequence, index, error: String(fault), attempts }
          await queue.maintain(() => park(tx, [{ ...letter, at: clock() }]))
          return
        }
        await sleep(limits.backOffMs * 2 ** (attempts - 1), null, {
          signal: stopping.signal,
        }).catch(() => {})
      }
    }
  }

  async function give(
    name: string,
    { command, input }: Wish,
    trace: {
      idempotencyKey: string
      causationId: string
      cursor?: { reaction: string; sequence: number; index: number }
      dueId?: string
    },
  ): Promise<void> {
    const { idempotencyKey, ...rest } = trace
    const actor = systemActor(name)
    const { outcome } = await dispatch({
      command,
      input,
      options: { idempotencyKey },
      actor,
      ...rest,
    })
    if (outcome.outcome === 'FAILED') throw new Error(outcome.error)
  }

  async function giveDue(): Promise<void> {
    while (!stopping.signal.aborted) {
      const page = await nextDue(reader, { now: clock(), limit: DUE_PER_PAGE })
      if (page.length === 0) return
      for (const due of page) {
        const { id, command, input, reaction, causationId, at, attempts } = due
        try {
          const idempotencyKey = `${id}@${at}`
          await give(reaction, { command, input }, { idempotencyKey, causationId, dueId: id })
        } catch (fault) {
          onFault(fault, { reaction, sequence: 0 })
          await queue.maintain(async () => {
            const [sequence = 0, index = 0] = causationId.split('.').map(Number)
            if (fault instanceof Rejection || attempts + 1 < limits.attemptsMax) {
              await postponeDue(tx, { id, at: clock() + limits.backOffMs * 2 ** attempts })
              return
            }
            await settleDue(tx, { id })
            await park(tx, [
              {
                id: `${id}@${at}`,
                reaction,
                sequence,
                index,
                error: String(fault),
                attempts,
                at: clock(),
              },
            ])
          })
        }
      }
    }
  }

  let timer: NodeJS.Timeout | undefined
  return {
    start: () => {
      wake()
      timer = setInterval(() => {
        wake() // Whatever stopped a reaction before, it goes on.
        kick('due', giveDue)
      }, limits.dueEveryMs)
      timer.unref()
    },
    wake,
    settle: async () => {
      wake()
      while (loops.size > 0) await Promise.all(loops.values())
      kick('due', giveDue)
      while (loops.size > 0) await Promise.all(loops.values())
    },
    stop: async () => {
      clearInterval(timer)
      stopping.abort()
      await Promise.all(loops.values())
    },
  }
}
