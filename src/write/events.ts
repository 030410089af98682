// Every kind of fact that there is: what webhooks can be told.
import type { EventKind } from '#kernel/event.ts'
import * as accessEvents from './access/events.ts'
import * as cartsEvents from './carts/events.ts'
import * as catalogEvents from './catalog/events.ts'
import * as customersEvents from './customers/events.ts'
import * as discountsEvents from './discounts/events.ts'
import * as draftOrdersEvents from './draft-orders/events.ts'
import * as fulfilmentEvents from './fulfilment/events.ts'
import * as metadataEvents from './metadata/events.ts'
import * as ordersEvents from './orders/events.ts'
import * as paymentsEvents from './payments/events.ts'
import * as returnsEvents from './returns/events.ts'
import * as searchEvents from './search/events.ts'
import * as shippingEvents from './shipping/events.ts'
import * as stockEvents from './stock/events.ts'
import * as taxEvents from './tax/events.ts'
import * as webhookEvents from './webhooks/events.ts'

const modules: readonly object[] = [
  accessEvents,
  cartsEvents,
  catalogEvents,
  customersEvents,
  discountsEvents,
  draftOrdersEvents,
  fulfilmentEvents,
  metadataEvents,
  ordersEvents,
  paymentsEvents,
  returnsEvents,
  searchEvents,
  shippingEvents,
  stockEvents,
  taxEvents,
  webhookEvents,
]

const all: EventKind<unknown>[] = modules
  .flatMap((kinds) => Object.values(kinds))
  .filter((kind): kind is EventKind<unknown> => 'event' in kind)
  .sort(byName)
const names = new Set(all.map(({ event }) => event))

/** By name. */
export const EVENT_KINDS: readonly EventKind<unknown>[] = all
export const EVENT_NAMES: ReadonlySet<string> = names

/** Those that a module from outside brings. */
export function addEventKinds(more: readonly EventKind<unknown>[]): void {
  all.push(...more)
  all.sort(byName)
  for (const { event } of more) names.add(event)
}

function byName(one: EventKind<unknown>, other: EventKind<unknown>): number {
  return one.event < other.event ? -1 : 1
}
