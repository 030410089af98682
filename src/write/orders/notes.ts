// Notes on an order: whoever gives the command is the author.
import { insertInto } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { orderNoteAdded } from './events.ts'
import { orderNotes } from './tables.ts'

export async function addNote(
  { tx, now, newId, record, actor }: Context,
  orderId: string,
  text: string,
): Promise<void> {
  const id = newId('orderNote')
  await insertNotes(tx, [{ id, orderId, text, authorId: actor.id, at: now }])
  record(orderNoteAdded({ orderId, orderNoteId: id }))
}

const insertNotes = insertInto(orderNotes)
