// What reactions gave up, newest first: the kernel's own table as a list.
import { exact, ranged } from '#kernel/filter.ts'
import { choice, instant, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { type DeadLetterStatus, deadLetters } from '#kernel/tables.ts'

export type DeadLetterRow = typeof deadLetters.$inferSelect

export const loadDeadLetters = rowsByKey(deadLetters, deadLetters.id)

export const deadLetterListing = (statuses: Record<DeadLetterStatus, string>) =>
  listing({
    table: deadLetters,
    filters: {
      status: exact(
        deadLetters.status,
        choice('DeadLetterStatus', statuses),
        'By what became of them.',
      ),
      reaction: exact(deadLetters.reaction, text(), 'By the name of the reaction.'),
      at: ranged(deadLetters.at, instant(), 'When they were given up.'),
    },
    orders: { AT: ordering('When they were given up.', deadLetters.at, deadLetters.id) },
    defaultOrder: { field: 'AT', direction: 'DESC' },
  })
