// What orders count for in reports: as they are agreed, dated by placement. What is cancelled later
// lowers none of it; an edit takes away what the order counted for and adds what it counts for now.
import { and, eq } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { type Adding, adding } from '#kernel/tally.ts'
import type { OrderPage } from '#read/order/page.ts'
import { orderPages } from '#read/order/refresh.ts'
import { orderEdited, orderPlaced } from '#write/orders/events.ts'
import { orderRevisions } from '#write/orders/tables.ts'

type Revision = typeof orderRevisions.$inferSelect
type AgreedOnce = Pick<OrderPage, 'currency' | 'placedDay'>
type AgreedAnew = Pick<
  OrderPage & Revision,
  | 'countryCode'
  | 'discountTotal'
  | 'discounts'
  | 'shippingGross'
  | 'shippingNet'
  | 'shippingTax'
  | 'shippingTaxRate'
  | 'taxTotal'
  | 'total'
> & { lines: readonly Revision['lines'][number][] }

/** An order as it is agreed, or was before an edit. Lines that an edit took off have no units. */
export type Agreed = AgreedOnce & AgreedAnew

/** Counts of one order, under what they are counted for. */
type Counts = Record<string, unknown>

/**
 * What placing an order adds, and what an edit changes.
 * @param numbersOfKey Numbers that tell rows apart, and are not counted.
 */
export const addingAgreed = (
  countsOf: (agreed: Agreed) => readonly Counts[],
  numbersOfKey: readonly string[] = [],
): Adding[] => [
  adding(orderPlaced, async ({ orderId }, tx) => countsOf(await agreedNow(tx, orderId))),
  adding(orderEdited, async ({ orderId, number }, tx) => {
    const now = await agreedNow(tx, orderId)
    const [revision] = await revisionBy(tx, { orderId, number })
    if (!revision) throw new Error(`Order ${orderId} was edited without a revision ${number}.`)
    const { currency, placedDay } = now
    const before = countsOf({ currency, placedDay, ...revision })
    return [...countsOf(now), ...before.map((counts) => taken(counts, numbersOfKey))]
  }),
]

async function agreedNow(tx: Connection, orderId: string): Promise<Agreed> {
  const [page] = await orderPages(tx, [orderId])
  if (!page) throw new Error(`There is no order ${orderId}.`)
  return page
}

/** The same counts, to be taken away. */
const taken = (counts: Counts, numbersOfKey: readonly string[]): Counts =>
  Object.fromEntries(
    Object.entries(counts).map(([name, value]) => [
      name,
      typeof value === 'number' && !numbersOfKey.includes(name) ? -value : value,
    ]),
  )

const revisionBy = statement((db, $: Params<{ orderId: string; number: number }>) =>
  db
    .select()
    .from(orderRevisions)
    .where(and(eq(orderRevisions.orderId, $.orderId), eq(orderRevisions.number, $.number))),
)
