// What was asked, by whom, and what came of it, newest first: the kernel's journal as a list.
import { exact, ranged } from '#kernel/filter.ts'
import { choice, integer, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { journal } from '#kernel/tables.ts'

export type CommandRow = typeof journal.$inferSelect

export const COMMAND_OUTCOMES = {
  ACCEPTED: 'It was carried out; or would have been, where it was a dry run.',
  REFUSED: 'A rule said no; the refusal says which.',
  FAILED: 'A fault stopped it; nothing of it stays.',
} as const

const SEQUENCE_MAX = 2_147_483_647

export const loadCommands = rowsByKey(journal, journal.id)
export const loadCommandsBySequence = rowsByKey(journal, journal.sequence)

export const commandListing = listing({
  table: journal,
  filters: {
    sequence: ranged(journal.sequence, integer({ max: SEQUENCE_MAX }), 'By place in the journal.'),
    command: exact(journal.command, text(), 'By the name of the command: `PlaceOrder`.'),
    outcome: exact(
      journal.outcome,
      choice('CommandOutcome', COMMAND_OUTCOMES),
      'By what came of them.',
    ),
    targetId: exact(journal.targetId, text(), 'By the id of what they were to change.'),
    actorId: exact(journal.actorId, text(), 'By the id of who gave them.'),
  },
  orders: { SEQUENCE: ordering('By place in the journal.', journal.sequence) },
  defaultOrder: { field: 'SEQUENCE', direction: 'DESC' },
})
