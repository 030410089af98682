// Throws a draft order away. Its number stays taken, so that nobody means another by it.
import { command, id } from '#write/command.ts'
import { requireOpenDraftOrder, writeDraftOrder, writeLines } from './draft-order.ts'
import { draftOrderDeleted } from './events.ts'
import { DraftOrderNotFound, DraftOrderNotOpen } from './rejections.ts'

export const deleteDraftOrder = command({
  name: 'DeleteDraftOrder',
  summary: 'Throws a draft order away. One that became an order stays.',
  permission: 'orders.draft',
  input: { draftOrderId: id('draftOrder').describe('The draft order.') },
  target: ({ draftOrderId }) => ({ aggregate: 'draftOrder', id: draftOrderId }),
  rejections: [DraftOrderNotFound, DraftOrderNotOpen],

  async handle(context, { draftOrderId }) {
    const { tx, now, record } = context
    const draft = await requireOpenDraftOrder(tx, draftOrderId)
    await writeDraftOrder(tx, { ...draft, ...FORGOTTEN, status: 'DELETED', updatedAt: now })
    await writeLines(context, draftOrderId, [])
    record(draftOrderDeleted({ draftOrderId }))
    return {}
  },
})

const FORGOTTEN = {
  ...{ customerId: null, email: null, shippingAddress: null, discountCodes: [] },
  ...{ shippingMethodId: null, note: null },
}
