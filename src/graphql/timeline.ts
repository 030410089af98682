// Who did what to an order or a draft order, and when: its facts, newest first, for staff.
import type { EventKind } from '#kernel/event.ts'
import { PAGE_SIZE_MAX } from '#kernel/page.ts'
import { loadTimelines, type TimelineEntry } from '#read/timeline/load.ts'
import * as discountEvents from '#write/discounts/events.ts'
import * as draftOrderEvents from '#write/draft-orders/events.ts'
import { EVENT_KINDS } from '#write/events.ts'
import * as fulfilmentEvents from '#write/fulfilment/events.ts'
import * as metadataEvents from '#write/metadata/events.ts'
import * as orderEvents from '#write/orders/events.ts'
import * as paymentEvents from '#write/payments/events.ts'
import * as returnEvents from '#write/returns/events.ts'
import { builder, needs } from './builder.ts'
import { DraftOrder } from './draft-orders.ts'
import { batchesBySize, sizeOf } from './latest.ts'
import type { AnyNoun } from './noun.ts'
import { Order } from './orders.ts'

/** Every fact that the life of an order or a draft is told in, in the words of its own declaration. */
export const SUMMARIES = new Map(
  [
    ...[orderEvents, discountEvents, draftOrderEvents, fulfilmentEvents],
    ...[paymentEvents, returnEvents, metadataEvents],
  ]
    .flatMap((room) => Object.values(room) as EventKind<unknown>[])
    .map(({ event, summary }) => [event, summary]),
)

/** Of a fact that a module from outside brought. */
const summaryOf = (name: string): string =>
  EVENT_KINDS.find(({ event }) => event === name)?.summary ?? name

const TimelineActor = builder.objectRef<TimelineEntry['actor']>('TimelineActor').implement({
  description: 'Who gave the command that something followed from.',
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description: '`STAFF`, `CUSTOMER`, `PUBLISHABLE` or `SYSTEM`, as it was then.',
    }),
    id: t.exposeID('id', {
      description: "An API key's id, a customer's, or the name of a part of the system.",
    }),
    name: t.exposeString('name', {
      nullable: true,
      description:
        'What the API key or the part of the system is called. Null for customers: whoever may see them looks them up by id.',
    }),
  }),
})

const TimelineEntryType = builder.objectRef<TimelineEntry>('TimelineEntry').implement({
  description: 'Something that happened to an order or a draft order.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    event: t.exposeString('event', { description: 'What happened: `OrderPlaced`.' }),
    summary: t.string({
      description: 'The same as one sentence, in English.',
      resolve: ({ event }) => SUMMARIES.get(event) ?? summaryOf(event),
    }),
    actor: t.expose('actor', {
      type: TimelineActor,
      description: 'By whom.',
    }),
    command: t.exposeString('command', { description: 'By which command: `PlaceOrder`.' }),
    sequence: t.expose('sequence', {
      type: 'SafeInt',
      description: "The command's place in the journal.",
    }),
  }),
})

const TIMELINE_DEFAULT = 20
const timelines = batchesBySize<TimelineEntry[]>(loadTimelines)

/** @param permission What it takes to see what was done to such a thing. */
function tell({ ref }: AnyNoun, permission: string, description: string): void {
  builder.objectField(ref, 'timeline', (t) =>
    t.field({
      ...needs(permission),
      type: [TimelineEntryType],
      nullable: true,
      description,
      args: {
        first: t.arg.int({
          description: `How many: 1 to ${PAGE_SIZE_MAX}. ${TIMELINE_DEFAULT} unless given.`,
        }),
      },
      resolve: ({ id }, { first }, context) =>
        context.batched(timelines(sizeOf(first, TIMELINE_DEFAULT)), id),
    }),
  )
}

tell(
  Order,
  'orders.read',
  'Who did what to it, and when, newest first. Null to who may not read all orders.',
)
tell(DraftOrder, 'orders.draft', 'Who did what to it, and when, newest first.')
