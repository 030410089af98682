// A dead letter that still waits for somebody, or a refusal: what retrying and dropping ask alike.
import type { Connection } from '#kernel/database/connection.ts'
import { type DeadLetter, deadLetterById } from '#kernel/reaction-tables.ts'
import { DeadLetterNotFound, DeadLetterSettled } from './rejections.ts'

export async function requireWaiting(tx: Connection, deadLetterId: string): Promise<DeadLetter> {
  const path = ['input', 'deadLetterId']
  const [letter] = await deadLetterById(tx, { id: deadLetterId })
  if (!letter) throw new DeadLetterNotFound({ deadLetterId }, path)
  const { status, settledAt } = letter
  if (status !== 'WAITING')
    throw new DeadLetterSettled({ deadLetterId, status, settledAt: settledAt ?? letter.at }, path)
  return letter
}
