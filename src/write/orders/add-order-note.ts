// Writes a note on an order, for staff to read. Notes are never changed.
import { insertInto } from '#kernel/database/statement.ts'
import { personal, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { orderNoteAdded } from './events.ts'
import { requireOrder } from './order.ts'
import { OrderNotFound } from './rejections.ts'
import { orderNotes } from './tables.ts'

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

  async handle({ tx, now, newId, record, actor }, { orderId, text }) {
    await requireOrder(tx, orderId)
    const id = newId('orderNote')
    await insertNotes(tx, [{ id, orderId, text, authorId: actor.id, at: now }])
    record(orderNoteAdded({ orderId, orderNoteId: id }))
    return { order: orderId }
  },
})

const insertNotes = insertInto(orderNotes)
