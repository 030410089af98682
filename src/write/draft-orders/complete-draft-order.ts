// Turns a draft order into an order, for what the draft says that it costs. Or leaves it as it is.
import { ShippingAddressMissing } from '#write/carts/rejections.ts'
import { command, id } from '#write/command.ts'
import { addNote } from '#write/orders/notes.ts'
import { PLACING_REJECTIONS, placeBasket } from '#write/orders/place-basket.ts'
import { draftOrderLinesOf, requireDraftOrder, writeDraftOrder } from './draft-order.ts'
import { draftOrderCompleted } from './events.ts'
import { DraftOrderNotFound } from './rejections.ts'

export const completeDraftOrder = command({
  name: 'CompleteDraftOrder',
  summary:
    'Places the order that a draft holds, as `placeOrder` does with a cart: the stock is allocated and discounts are used now, and it waits for its payment where the shop does so. What is refused leaves the draft open. A draft is one order: completed again, it answers the order that it became.',
  permission: 'orders.draft',
  input: { draftOrderId: id('draftOrder').describe('The draft order to complete.') },
  target: ({ draftOrderId }) => ({ aggregate: 'draftOrder', id: draftOrderId }),
  rejections: [DraftOrderNotFound, ShippingAddressMissing, ...PLACING_REJECTIONS],

  async handle(context, { draftOrderId }) {
    const { tx, now, record } = context
    const draft = await requireDraftOrder(tx, draftOrderId)
    if (draft.orderId) return { order: draft.orderId, draftOrder: draftOrderId }
    const path = ['input', 'draftOrderId']
    const { shippingAddress, note } = draft
    if (!shippingAddress) throw new ShippingAddressMissing({ cartId: null, draftOrderId }, path)
    const lines = await draftOrderLinesOf(tx, draftOrderId)
    const basket = { ...draft, isByStaff: true, shippingAddress, lines }
    const orderId = await placeBasket(context, basket, path)
    if (note !== null) await addNote(context, orderId, note)
    await writeDraftOrder(tx, { ...draft, status: 'COMPLETED', orderId, updatedAt: now })
    record(draftOrderCompleted({ draftOrderId, orderId }))
    return { order: orderId, draftOrder: draftOrderId }
  },
})
