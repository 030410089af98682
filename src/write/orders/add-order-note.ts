// Writes a note on an order, for staff to read. Notes are never changed.
import { personal, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { addNote } from './notes.ts'
import { requireOrder } from './order.ts'
import { OrderNotFound } from './rejections.ts'

export const addOrderNote = command({
  name: 'AddOrderNote',
  summary: 'Writes a note on an order, whatever it is at. Only staff read notes.',
  permission: 'orders.write',
  input: {
    orderId: id('order').describe('The order.'),
    text: personal(text({ max: 2_000 })).describe('What the note says, up to 2,000 characters.'),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound],

  async handle(context, { orderId, text }) {
    await requireOrder(context.tx, orderId)
    await addNote(context, orderId, text)
    return { order: orderId }
  },
})
