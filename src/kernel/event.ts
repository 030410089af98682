// A fact in the past tense, recorded by a handler in the command's own transaction. Events name their
// aggregate and hold ids, never personal values.

export type Event<Data = Record<string, unknown>> = {
  name: string
  aggregate: string
  aggregateId: string
  data: Data
}

/** An event with its place in the one order of all facts. */
export type RecordedEvent<Data = Record<string, unknown>> = Event<Data> & {
  sequence: number
  index: number
  at: number
}

/** A kind of event: calling it makes one. */
export type EventKind<Data> = ((data: Data) => Event<Data>) & {
  readonly event: string
  readonly aggregate: string
  readonly summary: string
}

/**
 * @param name In the past tense: `OrderPlaced`.
 * @param aggregate What it happened to; recording it raises that aggregate's version.
 * @param id Where in the data the aggregate's id stands.
 */
export const event =
  <Data extends Record<string, unknown>>() =>
  (declared: {
    name: string
    summary: string
    aggregate: string
    id: keyof Data & string
  }): EventKind<Data> =>
    Object.assign(
      (data: Data): Event<Data> => ({
        name: declared.name,
        aggregate: declared.aggregate,
        aggregateId: String(data[declared.id]),
        data,
      }),
      { event: declared.name, aggregate: declared.aggregate, summary: declared.summary },
    )
