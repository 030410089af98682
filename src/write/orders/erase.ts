// Takes whoever ordered out of orders: what was sold, for how much and to which country stays.
import { and, asc, eq, isNotNull, isNull, or } from 'drizzle-orm'
import { ERASED, erasedAddress } from '#domain/address.ts'
import { as, inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { orderPersonErased } from './events.ts'
import { orderNotes, orderRevisions, orders } from './tables.ts'

type Person = { customerId: string | null; orderId: string | null; emailKeys: string }

/** A customer's own, this very order, and those that nobody's account has under one of these e-mails. */
export const ordersOfPerson = statement((db, $: Params<Person>) =>
  db
    .select({ id: orders.id, status: orders.status, cartId: orders.cartId })
    .from(orders)
    .where(
      or(
        eq(orders.customerId, $.customerId),
        eq(orders.id, $.orderId),
        and(isNull(orders.customerId), inList(orders.emailKey, $.emailKeys)),
      ),
    )
    .orderBy(asc(orders.number)),
)

export async function eraseFromOrders(
  { tx, record }: Context,
  orderIds: readonly string[],
): Promise<void> {
  const ids = listOf(orderIds)
  await forgetEmails(tx, { ids })
  await forgetNotes(tx, { ids })
  for (const { id, address } of await addressesOf(tx, { ids }))
    if (address) await setAddress(tx, { id, address: erasedAddress(address) })
  for (const { id, address } of await formerAddressesOf(tx, { ids }))
    if (address) await setFormerAddress(tx, { id, address: erasedAddress(address) })
  for (const orderId of orderIds) record(orderPersonErased({ orderId }))
}

type Ids = { ids: string }
type Addressed = { id: string; address: ReturnType<typeof erasedAddress> }

const forgetEmails = statement((db, $: Params<Ids>) =>
  db.update(orders).set({ email: null, emailKey: null }).where(inList(orders.id, $.ids)),
)

const forgetNotes = statement((db, $: Params<Ids>) =>
  db.update(orderNotes).set({ text: ERASED }).where(inList(orderNotes.orderId, $.ids)),
)

const addressesOf = statement((db, $: Params<Ids>) =>
  db
    .select({ id: orders.id, address: orders.shippingAddress })
    .from(orders)
    .where(and(inList(orders.id, $.ids), isNotNull(orders.shippingAddress)))
    .orderBy(asc(orders.id)),
)

const setAddress = statement((db, $: Params<Addressed>) =>
  db
    .update(orders)
    .set({ shippingAddress: as(orders.shippingAddress, $.address) })
    .where(eq(orders.id, $.id)),
)

const formerAddressesOf = statement((db, $: Params<Ids>) =>
  db
    .select({ id: orderRevisions.id, address: orderRevisions.shippingAddress })
    .from(orderRevisions)
    .where(and(inList(orderRevisions.orderId, $.ids), isNotNull(orderRevisions.shippingAddress)))
    .orderBy(asc(orderRevisions.id)),
)

const setFormerAddress = statement((db, $: Params<Addressed>) =>
  db
    .update(orderRevisions)
    .set({ shippingAddress: as(orderRevisions.shippingAddress, $.address) })
    .where(eq(orderRevisions.id, $.id)),
)
