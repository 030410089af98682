// A reaction turns a fact into a later command, or tells somebody elsewhere: it says which command, and since
// when. How that comes to happen at least once, a command's effect once, is told in run-reactions.ts.
import type { EventKind, RecordedEvent } from './event.ts'

/** A command to give now, or `at` a later moment. */
export type Wish = {
  command: string
  input: unknown
  /** Epoch milliseconds; left out for now. */
  at?: number
  /** Two wishes of one reaction with the same key are one: that of the later event stands. */
  key?: string
}

/** What came of telling somebody elsewhere: there is nothing more to do. */
export type Told = { told: string }

/** A wish, word of what was told elsewhere, or null where there is nothing to do. */
export type Answer = Wish | Told | null

/**
 * May take its time and ask the network: it runs after the commit, and outside of any transaction. It
 * may be asked again for the same event, so what it asks elsewhere must bear a key of the event.
 * @param signal Aborts where nobody waits for the answer any more.
 */
type Answering = (event: RecordedEvent, signal: AbortSignal) => Answer | Promise<Answer>

export type ReactionLimits = {
  /** Tries of one event before it is parked. */
  attemptsMax: number
  /** Milliseconds before the second try; doubled each time, and up to half of it less by chance. */
  backOffMs: number
  backOffMsMax: number
  /** Events of one reaction that are dealt with at once. */
  inFlightMax: number
  /** Milliseconds that one event may take; what takes longer has failed. */
  wishMsMax: number
}

export const REACTION_LIMITS: ReactionLimits = {
  attemptsMax: 10,
  backOffMs: 1_000,
  backOffMsMax: 3_600_000,
  inFlightMax: 8,
  wishMsMax: 60_000,
}

export type Reaction = {
  name: string
  /** One sentence for whoever looks after the shop. */
  summary: string
  /** Each event once. */
  reactsTo: readonly { event: string; wish: Answering }[]
  /** Where it differs from the others. */
  limits?: Partial<ReactionLimits>
  /**
   * True keeps the events of one aggregate in their order: while one waits for its next try, later ones wait
   * behind it. False lets later ones go on.
   */
  isOrdered?: boolean
  /** True keeps a line of every try, and tells no fault of those that fail: whoever reads the lines knows. */
  isLogged?: boolean
}

export function reaction(declared: Reaction): Reaction {
  const { name, reactsTo } = declared
  if (new Set(reactsTo.map(({ event }) => event)).size < reactsTo.length)
    throw new Error(`The reaction ${name} answers one event twice.`)
  return declared
}

export const reactingTo = <Data>(
  kind: EventKind<Data>,
  wish: (data: Data, event: RecordedEvent) => Answer | Promise<Answer>,
) => ({
  event: kind.event,
  wish: (event: RecordedEvent) => wish(event.data as Data, event),
})
