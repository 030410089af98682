// The entries of a thing, side by side: setting and removing are alike for the public and the private one.
import { and, asc, eq, sql } from 'drizzle-orm'
import {
  as,
  inList,
  listOf,
  type Params,
  statement,
  statementOfRows,
} from '#kernel/database/statement.ts'
import { list, object, personal, text, textWhere } from '#kernel/input.ts'
import type { Context } from '#write/command.ts'
import { requireOwner } from './owner.ts'
import { ENTRIES_MAX, TooManyMetadata } from './rejections.ts'
import { metadataEntries } from './tables.ts'

const KEY_LENGTH_MAX = 100
const VALUE_LENGTH_MAX = 2_000

const key = () =>
  textWhere(
    (value) => /^[A-Za-z0-9_.:-]+$/.test(value),
    'must be letters, digits and any of _ . : -, such as erp.batch',
    { max: KEY_LENGTH_MAX },
  )

export const entryList = () =>
  list(
    object('MetadataEntryInput', 'A text by its key.', {
      key: key().describe('Letters, digits and any of `_ . : -`, at most 100 characters.'),
      // With a customer or an order it may well be about a person.
      value: personal(text({ max: VALUE_LENGTH_MAX })).describe('At most 2,000 characters.'),
    }),
    { max: ENTRIES_MAX },
  ).describe(
    `What to remember: 1 to ${ENTRIES_MAX} entries, each in place of one that has its key. Of one key given twice the later counts.`,
  )

export const keyList = () =>
  list(key(), { max: ENTRIES_MAX }).describe(
    'The keys to forget. One that is not there is no matter.',
  )

type Side = { ownerId: string; isPrivate: boolean }
type Entry = typeof metadataEntries.$inferSelect

export async function setEntries(
  context: Context,
  { ownerId, isPrivate }: Side,
  given: readonly { key: string; value: string }[],
): Promise<void> {
  const { tx, record } = context
  const fact = await requireOwner(context, ownerId)
  const standing = new Map(
    (await entriesOf(tx, { ownerId, isPrivate })).map(({ key, value }) => [key, value]),
  )
  const wanted = new Map(given.map(({ key, value }) => [key, value]))
  const changed = [...wanted].filter(([key, value]) => standing.get(key) !== value)
  const found = new Set([...standing.keys(), ...wanted.keys()]).size
  if (found > ENTRIES_MAX)
    throw new TooManyMetadata({ isPrivate, found, entriesMax: ENTRIES_MAX }, ['input', 'entries'])
  await putEntries(
    tx,
    changed.map(([key, value]) => ({ ownerId, isPrivate, key, value })),
  )
  if (changed.length > 0) record(fact)
}

export async function removeEntries(
  context: Context,
  { ownerId, isPrivate }: Side,
  keys: readonly string[],
): Promise<void> {
  const { tx, record } = context
  const fact = await requireOwner(context, ownerId)
  const dropped = await dropEntries(tx, { ownerId, isPrivate, keys: listOf(keys) })
  if (dropped.length > 0) record(fact)
}

/** Of all of these, whatever it is. Answers whose there was any. */
export async function dropEntriesOf(
  { tx }: Context,
  ownerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const dropped = await dropAll(tx, { ids: listOf(ownerIds) })
  return new Set(dropped.map(({ ownerId }) => ownerId))
}

const dropAll = statement((db, $: Params<{ ids: string }>) =>
  db
    .delete(metadataEntries)
    .where(inList(metadataEntries.ownerId, $.ids))
    .returning({ ownerId: metadataEntries.ownerId }),
)

const sideOf = ($: Params<Side>) =>
  and(
    eq(metadataEntries.ownerId, $.ownerId),
    eq(metadataEntries.isPrivate, as(metadataEntries.isPrivate, $.isPrivate)),
  )

const entriesOf = statement((db, $: Params<Side>) =>
  db.select().from(metadataEntries).where(sideOf($)).orderBy(asc(metadataEntries.key)),
)

const putEntries = statementOfRows((db, rows: Params<Entry>[]) =>
  db
    .insert(metadataEntries)
    .values(rows.map(({ ownerId, isPrivate, key, value }) => ({ ownerId, isPrivate, key, value })))
    .onConflictDoUpdate({
      target: [metadataEntries.ownerId, metadataEntries.isPrivate, metadataEntries.key],
      set: { value: sql`excluded.value` },
    }),
)

const dropEntries = statement((db, $: Params<Side & { keys: string }>) =>
  db
    .delete(metadataEntries)
    .where(and(sideOf($), inList(metadataEntries.key, $.keys)))
    .returning({ key: metadataEntries.key }),
)
