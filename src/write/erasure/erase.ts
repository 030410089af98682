// Takes one person out of everything: their account, their orders, carts and draft orders, and the
// journal. What was sold, for how much, to which country and by which id stays, so that the books do.
import type { OrderStatus } from '#domain/order-status.ts'
import { listOf } from '#kernel/database/statement.ts'
import { cartsOfPerson, eraseFromCarts } from '#write/carts/erase.ts'
import type { Context } from '#write/command.ts'
import { eraseCustomerRow } from '#write/customers/erase.ts'
import { forgetUsageEmails } from '#write/discounts/usage.ts'
import { draftOrdersOfPerson, eraseFromDraftOrders } from '#write/draft-orders/erase.ts'
import { eraseMetadata } from '#write/metadata/erase.ts'
import { eraseFromOrders, ordersOfPerson } from '#write/orders/erase.ts'
import { forgetReturnNotes } from '#write/returns/erase.ts'
import { OrdersNotDone } from './rejections.ts'

/** An account with all its e-mails ever, or the guest behind an order and its e-mail. */
type Person = { customerId: string | null; orderId: string | null; names: readonly string[] }

const OPEN: readonly OrderStatus[] = ['PENDING', 'CONFIRMED']
const ORDERS_NAMED_MAX = 20

/** @returns The orders that it was taken out of. */
export async function erasePerson(
  context: Context,
  { customerId, orderId, names }: Person,
  path: readonly string[],
): Promise<string[]> {
  const { tx } = context
  const emailKeys = listOf(names)
  const orders = await ordersOfPerson(tx, { customerId, orderId, emailKeys })
  const open = orders.filter(({ status }) => OPEN.includes(status)).map(({ id }) => id)
  if (open.length > 0)
    throw new OrdersNotDone({ found: open.length, orderIds: open.slice(0, ORDERS_NAMED_MAX) }, path)

  const orderIds = orders.map(({ id }) => id)
  const ofOrders = { orderIds: listOf(orderIds) }
  const cartIds = listOf(orders.flatMap(({ cartId }) => cartId ?? []))
  const carts = await cartsOfPerson(tx, { customerId, ids: cartIds })
  const drafts = await draftOrdersOfPerson(tx, { customerId, emailKeys, ...ofOrders })
  const [ownCarts, ownDrafts] = [carts, drafts].map((found) => found.map(({ id }) => id)) as [
    string[],
    string[],
  ]
  await eraseFromOrders(context, orderIds)
  await eraseFromCarts(context, ownCarts)
  await eraseFromDraftOrders(context, ownDrafts)
  await forgetUsageEmails(tx, ofOrders)
  await forgetReturnNotes(tx, ofOrders)
  await eraseMetadata(context, { customerId, orderIds })
  if (customerId) await eraseCustomerRow(context, customerId)
  await context.eraseFromJournal({
    ids: [...(customerId ? [customerId] : []), ...orderIds, ...ownCarts, ...ownDrafts],
    names,
  })
  return orderIds
}
