// What dead letters refuse.
import { choice, instant } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import type { DeadLetterStatus } from '#kernel/tables.ts'
import { id } from '#write/command.ts'

export const DEAD_LETTER_STATUSES: Record<DeadLetterStatus, string> = {
  WAITING: 'It waits for somebody to retry or drop it.',
  RETRIED: 'It was given another try. Should that fail too, it waits again.',
  DROPPED: 'Somebody decided that nothing is to follow.',
}

export const DeadLetterNotFound = rejection({
  name: 'DeadLetterNotFound',
  summary: 'There is no such dead letter.',
  facts: { deadLetterId: id('deadLetter').describe('The dead letter that was asked for.') },
  message: ({ deadLetterId }) => `There is no dead letter ${deadLetterId}.`,
})

export const DeadLetterSettled = rejection({
  name: 'DeadLetterSettled',
  summary: 'The dead letter was retried or dropped before.',
  facts: {
    deadLetterId: id('deadLetter').describe('The dead letter that was meant.'),
    status: choice('DeadLetterStatus', DEAD_LETTER_STATUSES).describe('What became of it.'),
    settledAt: instant().describe('When.'),
  },
  message: ({ deadLetterId, status }) => `The dead letter ${deadLetterId} is ${status}.`,
})
