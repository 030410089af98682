// A reaction turns a fact into a later command: it says which command, and since when. How that comes
// to be given at least once, with its effect once, is told in run-reactions.ts.
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

/**
 * May take its time and ask the network: it runs after the commit, and outside of any transaction. It
 * may be asked again for the same event, so what it asks elsewhere must bear a key of the event.
 */
type Answering = (event: RecordedEvent) => Wish | null | Promise<Wish | null>

export type Reaction = {
  name: string
  /** One sentence for whoever looks after the shop. */
  summary: string
  /** Each event once. */
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
