// Decides that nothing is to follow an event that was given up, and keeps why.
import { text } from '#kernel/input.ts'
import { settleDeadLetter } from '#kernel/reaction-tables.ts'
import { command, id } from '#write/command.ts'
import { DeadLetterNotFound, DeadLetterSettled } from './rejections.ts'
import { requireWaiting } from './waiting.ts'

export const dropDeadLetter = command({
  name: 'DropDeadLetter',
  summary: 'Decides that nothing is to follow an event that a reaction gave up. The letter stays.',
  permission: 'reactions.write',
  input: {
    deadLetterId: id('deadLetter').describe('The dead letter.'),
    reason: text({ max: 500 }).describe('Why, for whoever looks later.'),
  },
  target: ({ deadLetterId }) => ({ aggregate: 'deadLetter', id: deadLetterId }),
  rejections: [DeadLetterNotFound, DeadLetterSettled],

  async handle({ tx, now }, { deadLetterId, reason }) {
    await requireWaiting(tx, deadLetterId)
    await settleDeadLetter(tx, { id: deadLetterId, status: 'DROPPED', reason, settledAt: now })
    return { deadLetter: deadLetterId }
  },
})
