// Orders as a list: by what they are at, who bought, when, for how much, and by any word that is on
// them. Answers ids; the orders themselves come from their own view.
import { type SQL, sql } from 'drizzle-orm'
import { emailKey } from '#domain/address.ts'
import { FULFILMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from '#domain/order-status.ts'
import { BALANCE_SIDES } from '#domain/owed.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { exact, prefixed, ranged } from '#kernel/filter.ts'
import { amount, choice, flag, instant, integer, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { soundOf } from '#read/name-terms.ts'
import { type OrderTermKind, orderListView, orderTermView } from './table.ts'

/** What a row of the list has of the order's own page, under the same names. */
export const ORDER_COLUMNS = [
  'id',
  'number',
  'placedAt',
  'email',
  'customerId',
  'status',
  'paymentStatus',
  'fulfilmentStatus',
  'currency',
  'total',
  'countryCode',
  'onHold',
] as const

export type OrderListRow = typeof orderListView.$inferSelect

/** The newest orders of each customer, as ids. */
export async function loadLatestOrderIds(
  tx: Connection,
  customerIds: readonly string[],
  first: number,
): Promise<string[][]> {
  const ids = new Map<string, string[]>(customerIds.map((id) => [id, []]))
  for (const { customerId, id } of await latestBy(tx, { ids: listOf(customerIds), first }))
    ids.get(customerId as string)?.push(id)
  return customerIds.map((id) => ids.get(id) as string[])
}

const latestBy = statement((db, $: Params<{ ids: string; first: number }>) => {
  const { customerId, placedAt, number } = orderListView
  const ranked = db
    .select({
      id: orderListView.id,
      customerId,
      place:
        sql<number>`row_number() over (partition by ${customerId} order by ${placedAt} desc, ${number} desc)`.as(
          'place',
        ),
    })
    .from(orderListView)
    .where(inList(customerId, $.ids))
    .as('ranked')
  return db
    .select({ id: ranked.id, customerId: ranked.customerId })
    .from(ranked)
    .where(sql`${ranked.place} <= ${$.first}`)
    .orderBy(ranked.customerId, sql`${ranked.place}`)
})

const NUMBER_MAX = 2_147_483_647

/** Orders that have a term for which the condition holds. */
const found = (condition: SQL) =>
  sql`${orderListView.id} in (select ${orderTermView.orderId} from ${orderTermView} where ${condition})`

const foundBy = (kind: OrderTermKind) => (condition: SQL) =>
  found(sql`${condition} and ${orderTermView.kind} = ${sql.raw(`'${kind}'`)}`)

const lower = (words: string) => words.toLowerCase()

export const loadOrderListViews = rowsByKey(orderListView, orderListView.id)

/** By their numbers, which every index has. */
const ROWS = { key: 'number', load: rowsByKey(orderListView, orderListView.number) } as const

export const orderListing = listing({
  table: orderListView,
  filters: {
    search: prefixed(
      orderTermView.term,
      text({ max: 254 }),
      'By number, e-mail, SKU of a line, external id or a word of the name it ships to, whole or by its beginning; upper and lower case are the same. A name is also found by its sound: `lovlace` finds Lovelace.',
      { as: lower, alike: soundOf, within: found },
    ),
    number: ranged(orderListView.number, integer({ max: NUMBER_MAX }), 'By number.'),
    email: prefixed(
      orderListView.emailKey,
      text({ max: 254 }),
      'By e-mail, whole or by its beginning; upper and lower case are the same.',
      { as: emailKey },
    ),
    sku: exact(orderTermView.term, text(), 'By the SKU of a line, in any case.', {
      as: lower,
      within: foundBy('SKU'),
    }),
    externalId: exact(orderTermView.term, text(), 'By the id in another system, in any case.', {
      as: lower,
      within: foundBy('EXTERNAL_ID'),
    }),
    customerId: exact(orderListView.customerId, text(), 'Of which customer, by its id.'),
    status: exact(
      orderListView.status,
      choice('OrderStatus', ORDER_STATUSES),
      'Where they are in their lives.',
    ),
    paymentStatus: exact(
      orderListView.paymentStatus,
      choice('PaymentStatus', PAYMENT_STATUSES),
      'How far they are paid.',
    ),
    fulfilmentStatus: exact(
      orderListView.fulfilmentStatus,
      choice('FulfilmentStatus', FULFILMENT_STATUSES),
      'How far they have shipped.',
    ),
    onHold: exact(orderListView.onHold, flag(), 'Whether they are on hold.'),
    expiresAt: ranged(
      orderListView.expiresAt,
      instant(),
      'When they expire, for those that wait for their payment.',
    ),
    placedAt: ranged(orderListView.placedAt, instant(), 'When they were placed.'),
    total: ranged(orderListView.total, amount(), 'Their total as placed, in minor units.'),
    countryCode: exact(
      orderListView.countryCode,
      text({ max: 2 }),
      'Where they were sold to, as ISO 3166-1 alpha-2.',
    ),
  },
  orders: {
    PLACED_AT: ordering('When they were placed.', orderListView.placedAt, orderListView.number),
    NUMBER: ordering('By number.', orderListView.number),
    TOTAL: ordering(
      'By their total as placed, in minor units of whichever currency.',
      orderListView.total,
      orderListView.number,
    ),
  },
  defaultOrder: { field: 'PLACED_AT', direction: 'DESC' },
  rows: ROWS,
})

/** The same rows by what is owed. */
export const balanceListing = listing({
  table: orderListView,
  filters: {
    side: exact(orderListView.balanceSide, choice('BalanceSide', BALANCE_SIDES), 'Who owes whom.'),
    currency: exact(orderListView.currency, text({ max: 3 }), 'In which currency.'),
    amount: ranged(
      orderListView.balanceAmount,
      amount(),
      'How much, in minor units of whichever currency.',
    ),
    since: ranged(orderListView.balanceSince, instant(), 'Since when.'),
    customerId: exact(orderListView.customerId, text(), 'Of which customer, by its id.'),
  },
  orders: {
    SINCE: ordering('Since when it is owed.', orderListView.balanceSince, orderListView.number),
    AMOUNT: ordering(
      'By how much, in minor units of whichever currency.',
      orderListView.balanceAmount,
      orderListView.number,
    ),
  },
  defaultOrder: { field: 'SINCE', direction: 'ASC' },
  rows: ROWS,
})
