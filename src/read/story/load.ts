// How something came about: every command that was to change it or of which a fact is about it, refused ones too,
// each with its facts, in order.
import { asc, inArray, or } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { events, journal } from '#kernel/tables.ts'
import type { CommandRow } from '#read/command-log/load.ts'
import { type EventRow, loadEventsOfCommands } from '#read/event-feed/load.ts'

export type Chapter = CommandRow & { events: readonly EventRow[] }

/** The first `limit` commands of the story of these things together. */
export async function loadStory(
  tx: Connection,
  ids: readonly string[],
  limit: number,
): Promise<Chapter[]> {
  const commands = await commandsOf(tx, { ids: listOf(ids), limit })
  const facts = await loadEventsOfCommands(
    tx,
    commands.map(({ sequence }) => sequence),
  )
  return commands.map((command, at) => ({ ...command, events: facts[at] ?? [] }))
}

const commandsOf = statement((db, $: Params<{ ids: string; limit: number }>) =>
  db
    .select()
    .from(journal)
    .where(
      or(
        inList(journal.targetId, $.ids),
        inArray(
          journal.sequence,
          db
            .select({ sequence: events.sequence })
            .from(events)
            .where(inList(events.aggregateId, $.ids)),
        ),
      ),
    )
    .orderBy(asc(journal.sequence))
    .limit($.limit),
)
