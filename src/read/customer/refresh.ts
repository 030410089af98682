// One row a customer, with the addresses; and a tally of what each has bought.
import { and, asc, eq, getTableColumns, isNotNull, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { adding, keysOf, on, tally, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  addressAdded,
  addressRemoved,
  addressUpdated,
  customerRegistered,
  customerUpdated,
} from '#write/customers/events.ts'
import { customerAddresses, customers } from '#write/customers/tables.ts'
import { customerMetadataChanged } from '#write/metadata/events.ts'
import { orderPlaced } from '#write/orders/events.ts'
import { orders } from '#write/orders/tables.ts'
import { type CustomerViewAddress, customerTotalsView, customerView } from './table.ts'

const thatCustomer = ({ customerId }: { customerId: string }) => [customerId]

export const customerViews = view({
  table: customerView,
  key: 'id',
  wokenBy: [
    on(customerRegistered, thatCustomer),
    on(customerUpdated, thatCustomer),
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
    adding(orderPlaced, ({ orderId, customerId }, tx) =>
      customerId === null ? [] : boughtBy(tx, { orderId }),
    ),
  ],
  recompute: (tx) => boughtByAll(tx, {}),
})

const gross = sql<number>`${orders.subtotal} + ${orders.shippingTotal}`

const boughtBy = statement((db, $: Params<{ orderId: string }>) =>
  db
    .select({
      customerId: sql<string>`${orders.customerId}`,
      currency: orders.currency,
      orders: sql<number>`1`,
      gross,
    })
    .from(orders)
    .where(and(eq(orders.id, $.orderId), isNotNull(orders.customerId))),
)

const boughtByAll = statement((db) =>
  db
    .select({
      customerId: sql<string>`${orders.customerId}`,
      currency: orders.currency,
      orders: sql<number>`count(*)`,
      gross: sql<number>`sum(${gross})`,
    })
    .from(orders)
    .where(isNotNull(orders.customerId))
    .groupBy(orders.customerId, orders.currency),
)
