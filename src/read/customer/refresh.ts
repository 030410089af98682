// One row a customer, with the addresses; and a tally of what each has bought.
import { and, asc, eq, getTableColumns, isNotNull, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { adding, tally } from '#kernel/tally.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { nameTerms } from '#read/name-terms.ts'
import { scalar, versionColumn } from '#read/versions.ts'
import {
  addressAdded,
  addressRemoved,
  addressUpdated,
  customerErased,
  customerRegistered,
  customerUpdated,
} from '#write/customers/events.ts'
import { customerAddresses, customers } from '#write/customers/tables.ts'
import { customerMetadataChanged } from '#write/metadata/events.ts'
import { orderClaimed, orderEdited, orderPlaced } from '#write/orders/events.ts'
import { orderRevisions, orders } from '#write/orders/tables.ts'
import {
  disputeWon,
  paymentCaptured,
  paymentDisputed,
  paymentFailed,
  paymentRefunded,
} from '#write/payments/events.ts'
import { paymentEntries } from '#write/payments/tables.ts'
import {
  type CustomerTermKind,
  type CustomerViewAddress,
  customerTermView,
  customerTotalsView,
  customerView,
} from './table.ts'

const thatCustomer = ({ customerId }: { customerId: string }) => [customerId]

export const customerViews = view({
  table: customerView,
  key: 'id',
  wokenBy: [
    on(customerRegistered, thatCustomer),
    on(customerUpdated, thatCustomer),
    on(customerErased, thatCustomer),
    on(addressAdded, thatCustomer),
    on(addressUpdated, thatCustomer),
    on(addressRemoved, thatCustomer),
    on(customerMetadataChanged, thatCustomer),
  ],
  refresh: refreshCustomerViews,
  keys: keysOf(customers, customers.id),
})

async function refreshCustomerViews(tx: Connection, customerIds: readonly string[]) {
  const ids = listOf(customerIds)
  const addresses = new Map<string, CustomerViewAddress[]>()
  for (const { customerId, createdAt: _, ...address } of await addressesBy(tx, { ids })) {
    const known = addresses.get(customerId)
    if (known) known.push(address)
    else addresses.set(customerId, [address])
  }
  const heads = await customersBy(tx, { ids })
  return heads.map((head) => ({ ...head, addresses: addresses.get(head.id) ?? [] }))
}

export const customerTermViews = view({
  table: customerTermView,
  key: 'customerId',
  many: true,
  wokenBy: [
    on(customerRegistered, thatCustomer),
    on(customerUpdated, thatCustomer),
    on(customerErased, thatCustomer),
  ],
  refresh: refreshCustomerTermViews,
  keys: keysOf(customers, customers.id),
})

async function refreshCustomerTermViews(tx: Connection, customerIds: readonly string[]) {
  const heads = await customersBy(tx, { ids: listOf(customerIds) })
  return heads.flatMap(({ id, emailKey, externalId, phone, name }) => {
    const terms: { kind: CustomerTermKind; term: string }[] = [
      ...(emailKey === null ? [] : [{ kind: 'EMAIL' as const, term: emailKey }]),
      ...(externalId === null
        ? []
        : [{ kind: 'EXTERNAL_ID' as const, term: externalId.toLowerCase() }]),
      ...(phone === null ? [] : [{ kind: 'PHONE' as const, term: phone }]),
      ...nameTerms(name),
    ]
    return terms.map((term) => ({ customerId: id, ...term }))
  })
}

type Ids = { ids: string }

const { updatedAt: _updatedAt, ...headColumns } = getTableColumns(customers)

const customersBy = statement((db, $: Params<Ids>) =>
  db
    .select({ ...headColumns, version: versionColumn(customers.id) })
    .from(customers)
    .where(inList(customers.id, $.ids)),
)

const addressesBy = statement((db, $: Params<Ids>) =>
  db
    .select()
    .from(customerAddresses)
    .where(inList(customerAddresses.customerId, $.ids))
    .orderBy(asc(customerAddresses.customerId), asc(customerAddresses.id)),
)

export const customerTotals = tally({
  table: customerTotalsView,
  adds: [
    // What is paid in the same command comes by its own event.
    adding(orderPlaced, async ({ orderId, customerId }, tx) =>
      customerId === null ? [] : (await boughtBy(tx, { orderId })).map(unpaid),
    ),
    adding(orderEdited, ({ orderId, number }, tx) => editedBy(tx, { orderId, number })),
    adding(orderClaimed, ({ orderId }, tx) => boughtBy(tx, { orderId })),
    adding(paymentCaptured, paidThen),
    adding(paymentRefunded, paidThen),
    adding(paymentDisputed, paidThen),
    adding(disputeWon, paidThen),
    adding(paymentFailed, paidThen),
  ],
  recompute: (tx) => boughtByAll(tx, {}),
})

/** What an entry of the ledger adds to what its customer has paid, or takes from it. */
async function paidThen(
  { entryId, customerId }: { entryId: string | null; customerId: string | null },
  tx: Connection,
) {
  return entryId === null || customerId === null ? [] : paidBy(tx, { entryId, customerId })
}

const unpaid = <Bought extends { paid: number }>(bought: Bought): Bought => ({ ...bought, paid: 0 })

const gross = sql<number>`${orders.total}`

const signed = sql<number>`case
  when ${paymentEntries.type} in ('CAPTURED', 'REFUND_FAILED', 'DISPUTE_WON') then ${paymentEntries.amount}
  when ${paymentEntries.type} in ('REFUNDED', 'CAPTURE_FAILED', 'DISPUTED') then -${paymentEntries.amount}
  else 0 end`

const paidForOrder = scalar<number>(
  sql`(select coalesce(sum(${signed}), 0) from ${paymentEntries} where ${paymentEntries.orderId} = ${orders.id})`,
)

const boughtBy = statement((db, $: Params<{ orderId: string }>) =>
  db
    .select({
      customerId: sql<string>`${orders.customerId}`,
      currency: orders.currency,
      orders: sql<number>`1`,
      gross,
      paid: paidForOrder,
    })
    .from(orders)
    .where(and(eq(orders.id, $.orderId), isNotNull(orders.customerId))),
)

/** What an edit adds to what its customer bought, or takes from it. */
const editedBy = statement((db, $: Params<{ orderId: string; number: number }>) =>
  db
    .select({
      customerId: sql<string>`${orders.customerId}`,
      currency: orders.currency,
      orders: sql<number>`0`,
      gross: sql<number>`${gross} - ${orderRevisions.total}`,
      paid: sql<number>`0`,
    })
    .from(orders)
    .innerJoin(
      orderRevisions,
      and(eq(orderRevisions.orderId, orders.id), eq(orderRevisions.number, $.number)),
    )
    .where(and(eq(orders.id, $.orderId), isNotNull(orders.customerId))),
)

const paidBy = statement((db, $: Params<{ entryId: string; customerId: string }>) =>
  db
    .select({
      customerId: sql<string>`${$.customerId}`,
      currency: paymentEntries.currency,
      orders: sql<number>`0`,
      gross: sql<number>`0`,
      paid: signed,
    })
    .from(paymentEntries)
    .where(eq(paymentEntries.id, $.entryId)),
)

const boughtByAll = statement((db) =>
  db
    .select({
      customerId: sql<string>`${orders.customerId}`,
      currency: orders.currency,
      orders: sql<number>`count(*)`,
      gross: sql<number>`sum(${gross})`,
      paid: sql<number>`sum(${paidForOrder})`,
    })
    .from(orders)
    .where(isNotNull(orders.customerId))
    .groupBy(orders.customerId, orders.currency),
)
