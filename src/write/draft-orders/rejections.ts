// What draft orders refuse.
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'

const draftOrderId = () => id('draftOrder').describe('The draft order that was meant.')

export const DraftOrderNotFound = rejection({
  name: 'DraftOrderNotFound',
  summary: 'There is no such draft order, or it was deleted.',
  facts: { draftOrderId: draftOrderId() },
  message: ({ draftOrderId }) => `There is no draft order ${draftOrderId}.`,
})

export const DraftOrderNotOpen = rejection({
  name: 'DraftOrderNotOpen',
  summary: 'The draft order became an order, and can no longer be changed or deleted.',
  facts: {
    draftOrderId: draftOrderId(),
    orderId: id('order').describe('The order that it became.'),
  },
  message: ({ draftOrderId, orderId }) =>
    `The draft order ${draftOrderId} became the order ${orderId}.`,
})
