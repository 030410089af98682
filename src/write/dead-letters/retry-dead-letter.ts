// Gives an event that was given up another round of tries, beginning now.
import { eventAt } from '#kernel/journal.ts'
import { putRetry, settleDeadLetter } from '#kernel/reaction-tables.ts'
import { command, id } from '#write/command.ts'
import { DeadLetterNotFound, DeadLetterSettled } from './rejections.ts'
import { requireWaiting } from './waiting.ts'

export const retryDeadLetter = command({
  name: 'RetryDeadLetter',
  summary:
    'Lets a reaction try an event again that it gave up: at once, and as often as any new event. What had its effect before has none again.',
  permission: 'reactions.write',
  input: { deadLetterId: id('deadLetter').describe('The dead letter.') },
  target: ({ deadLetterId }) => ({ aggregate: 'deadLetter', id: deadLetterId }),
  rejections: [DeadLetterNotFound, DeadLetterSettled],

  async handle({ tx, now }, { deadLetterId }) {
    const { reaction, sequence, index, error } = await requireWaiting(tx, deadLetterId)
    const settled = { status: 'RETRIED', reason: null, settledAt: now } as const
    await settleDeadLetter(tx, { id: deadLetterId, ...settled })
    const [event] = await eventAt(tx, { sequence, index })
    await putRetry(tx, {
      ...{ reaction, sequence, index, error },
      ...{ aggregateId: event?.aggregateId ?? '', attempts: 0, nextAt: now },
    })
    return { deadLetter: deadLetterId }
  },
})
