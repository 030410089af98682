// Notes that what was shipped has arrived. From here on it can only come back as a return.
import { command, id } from '#write/command.ts'
import { DateInFuture, momentOf, occurredAtInput, PastDateDenied } from '#write/past.ts'
import { fulfilmentDelivered } from './events.ts'
import { requireFulfilmentAt, writeFulfilment } from './fulfilment.ts'
import { FulfilmentNotFound, FulfilmentNotOpen } from './rejections.ts'

export const deliverFulfilment = command({
  name: 'DeliverFulfilment',
  summary:
    'Notes that a shipped fulfilment has arrived. It can not be cancelled any more: what comes back is a return.',
  permission: 'fulfilment.write',
  input: {
    fulfilmentId: id('fulfilment').describe('The fulfilment that arrived.'),
    occurredAt: occurredAtInput(),
  },
  rejections: [FulfilmentNotFound, FulfilmentNotOpen, PastDateDenied, DateInFuture],

  async handle(context, { fulfilmentId, occurredAt }) {
    const { tx, record } = context
    const at = momentOf(context, occurredAt)
    const fulfilment = await requireFulfilmentAt(tx, fulfilmentId, ['SHIPPED'])
    const { orderId } = fulfilment
    await writeFulfilment(tx, { ...fulfilment, status: 'DELIVERED', deliveredAt: at })
    record(fulfilmentDelivered({ orderId, fulfilmentId }))
    return { order: orderId, fulfilment: fulfilmentId }
  },
})
