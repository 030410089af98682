// What happened to a thing, by whom and by which command, newest first: the kernel's events beside the
// journal's lines that recorded them. One statement and one for names, however many things.
import { desc, eq, sql } from 'drizzle-orm'
import type { Actor } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { events, journal } from '#kernel/tables.ts'
import { apiKeyView } from '#read/api-key/table.ts'
import { staffMemberView } from '#read/staff-member/table.ts'

export type TimelineEntry = {
  sequence: number
  index: number
  event: string
  command: string
  at: number
  /** Staff members are called by their names, other keys by what they are for; customers by nothing, for a name is personal. */
  actor: Pick<Actor, 'kind' | 'id'> & { name: string | null }
}

/** The newest entries of each thing. */
export async function loadTimelines(
  tx: Connection,
  aggregateIds: readonly string[],
  first: number,
): Promise<TimelineEntry[][]> {
  const timelines = new Map<string, TimelineEntry[]>(aggregateIds.map((id) => [id, []]))
  const rows = await entriesOf(tx, { ids: listOf(aggregateIds), first })
  const keyIds = new Set(rows.map(({ actor }) => actor.id))
  const names = new Map(
    (await keyNames(tx, { ids: listOf([...keyIds]) })).map(({ id, name }) => [id, name]),
  )
  for (const { aggregateId, actor, ...entry } of rows) {
    const { kind, id } = actor
    const name = kind === 'SYSTEM' ? id.replace(/^system:/, '') : (names.get(id) ?? null)
    timelines.get(aggregateId)?.push({ ...entry, actor: { kind, id, name } })
  }
  return aggregateIds.map((id) => timelines.get(id) as TimelineEntry[])
}

const entriesOf = statement((db, $: Params<{ ids: string; first: number }>) => {
  const ranked = db
    .select({
      aggregateId: events.aggregateId,
      sequence: events.sequence,
      index: events.index,
      event: events.name,
      at: events.at,
      place:
        sql<number>`row_number() over (partition by ${events.aggregateId} order by ${events.sequence} desc, ${events.index} desc)`.as(
          'place',
        ),
    })
    .from(events)
    .where(inList(events.aggregateId, $.ids))
    .as('ranked')
  return db
    .select({
      aggregateId: ranked.aggregateId,
      sequence: ranked.sequence,
      index: ranked.index,
      event: ranked.event,
      at: ranked.at,
      command: journal.command,
      actor: journal.actor,
    })
    .from(ranked)
    .innerJoin(journal, eq(journal.sequence, ranked.sequence))
    .where(sql`${ranked.place} <= ${$.first}`)
    .orderBy(ranked.aggregateId, desc(ranked.sequence), desc(ranked.index))
})

const keyNames = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      id: apiKeyView.id,
      name: sql<string>`coalesce(${staffMemberView.name}, ${apiKeyView.name})`,
    })
    .from(apiKeyView)
    .leftJoin(staffMemberView, eq(staffMemberView.id, apiKeyView.staffMemberId))
    .where(inList(apiKeyView.id, $.ids)),
)
