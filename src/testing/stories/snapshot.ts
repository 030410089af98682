// Everything that a story asserts after each of its steps, as the API tells it: what an order says of
// itself, the shelves, what somebody has to see to, and the report of sales.
import { ORDER_ACTIONS } from '#domain/order-status.ts'
import type { StoryShop } from './shop.ts'

/** By name, in words: `{ status: 'CONFIRMED', due: '10.00', 'MUG at MAIN': '10/2/0' }`. */
export type Snapshot = Record<string, string>

/** What stands under a name before anything does. */
const NOTHING = '–'

const MONEY = ['currentTotal', 'authorized', 'captured', 'refunded', 'disputed', 'due'] as const
const STATUSES = ['status', 'paymentStatus', 'fulfilmentStatus'] as const

const ORDER = `order(id: $orderId) {
  ${STATUSES.join(' ')} ${MONEY.map((amount) => `${amount} { decimal }`).join(' ')}
  availableActions timeline(first: 100) { event }
}`

const LISTS = `
  stockLevels(first: 100) { nodes { variant { sku } location { code } onHand allocated reserved } }
  fulfilmentQueue(first: 100) {
    nodes { location { code } status unitsOpen unitsReady onHold }
  }
  paymentBalances(first: 100) { nodes { side amount { decimal } } }
  strandedPayments(first: 100) { nodes { stranded { decimal } } }
  unmatchedPaymentReports(first: 100) { nodes { type reference } }
  returns(first: 100) { nodes { status } }
  deadLetters(first: 100, where: { status: { eq: WAITING } }) { nodes { reaction } }
  salesByDay(from: "2026-03-01", to: "2026-03-31") {
    day orders units gross { decimal } refunds { decimal } net { decimal }
  }`

// biome-ignore lint/suspicious/noExplicitAny: the answer to the operations above.
type Row = any

/** @param orderId The order that the story is about, once it is placed. */
export async function snapshotOf({ ask }: StoryShop, orderId: string | null): Promise<Snapshot> {
  const lists = await ask(`{ ${LISTS} }`)
  const listed = (name: string, said: (row: Row) => string) => ({
    [name]: lists[name].nodes.map(said).sort().join(', ') || NOTHING,
  })
  return {
    ...(orderId && (await orderOf(ask, orderId))),
    ...Object.fromEntries(
      lists.stockLevels.nodes.map(({ variant, location, ...level }: Row) => [
        `${variant.sku} at ${location.code}`,
        `${level.onHand}/${level.allocated}/${level.reserved}`,
      ]),
    ),
    ...listed(
      'fulfilmentQueue',
      ({ location, status, unitsOpen, unitsReady, onHold }) =>
        `${location.code} ${status} ${unitsOpen}+${unitsReady}${onHold ? ' on hold' : ''}`,
    ),
    ...listed('paymentBalances', ({ side, amount }) => `${side} ${amount.decimal}`),
    ...listed('strandedPayments', ({ stranded }) => stranded.decimal),
    ...listed('unmatchedPaymentReports', ({ type, reference }) => `${type} ${reference}`),
    ...listed('returns', ({ status }) => status),
    ...listed('deadLetters', ({ reaction }) => reaction),
    ...Object.fromEntries(
      lists.salesByDay.map(({ day, orders, units, gross, refunds, net }: Row) => [
        `sales of ${day}`,
        orders === 0 && refunds.decimal === '0.00'
          ? NOTHING
          : `${orders} with ${units}: ${gross.decimal} − ${refunds.decimal} = ${net.decimal}`,
      ]),
    ),
  }
}

async function orderOf(ask: StoryShop['ask'], orderId: string): Promise<Snapshot> {
  const { order } = await ask(`query ($orderId: ID!) { ${ORDER} }`, { orderId })
  return {
    ...Object.fromEntries(STATUSES.map((name) => [name, order[name]])),
    ...Object.fromEntries(MONEY.map((name) => [name, order[name].decimal])),
    availableActions: order.availableActions.join(' '),
    timeline: order.timeline
      .map(({ event }: Row) => event)
      .reverse()
      .join(' '),
  }
}

/**
 * What differs, and nothing else: `due: '10.00 → 0.00'`. Of actions those that came and went, of the
 * timeline what was added.
 */
export function changesBetween(before: Snapshot, after: Snapshot): Record<string, string> {
  const changes: Record<string, string> = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [from, to] = [before[name] ?? emptyOf(name), after[name] ?? emptyOf(name)]
    if (from !== to) changes[name] = said(name, from, to)
  }
  return changes
}

const emptyOf = (name: string): string =>
  (MONEY as readonly string[]).includes(name) ? '0.00' : NOTHING

function said(name: string, from: string, to: string): string {
  const [earlier, later] = [from, to].map((words) => words.split(' '))
  if (name === 'timeline') return later!.slice(from === NOTHING ? 0 : earlier!.length).join(' ')
  if (name !== 'availableActions') return `${from} → ${to}`
  const moved = Object.keys(ORDER_ACTIONS).flatMap((action) => {
    if (earlier!.includes(action) === later!.includes(action)) return []
    return later!.includes(action) ? `+${action}` : `-${action}`
  })
  return moved.join(' ')
}
