// Collections by id and by slug, the list of them, and what stands in which, either way round.
import { asc, eq } from 'drizzle-orm'
import { COLLECTION_STATUSES } from '#domain/product-status.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { exact, ListRefused } from '#kernel/filter.ts'
import { choice } from '#kernel/input.ts'
import { groupsByKey, rowsByKey } from '#kernel/load.ts'
import { extentOf, listing, ordering, type Page, type PageArgs } from '#kernel/page.ts'
import { productView } from '#read/product/table.ts'
import { collectionProductView, collectionView } from './table.ts'

export type CollectionRow = typeof collectionView.$inferSelect

export const loadCollectionViews = rowsByKey(collectionView, collectionView.id)
export const loadCollectionViewsBySlug = rowsByKey(collectionView, collectionView.slug)

/** The collections that each product stands in, as rows that name them. */
export const loadMembershipsByProduct = groupsByKey(
  collectionProductView,
  collectionProductView.productId,
  [collectionProductView.collectionId],
)

const membersBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      collectionId: collectionProductView.collectionId,
      productId: collectionProductView.productId,
      position: collectionProductView.position,
      status: productView.status,
    })
    .from(collectionProductView)
    .innerJoin(productView, eq(productView.id, collectionProductView.productId))
    .where(inList(collectionProductView.collectionId, $.ids))
    .orderBy(asc(collectionProductView.collectionId), asc(collectionProductView.position)),
)
export type Member = Awaited<ReturnType<typeof membersBy>>[number]

/** What stands in each collection, in its order. A collection is bounded, so all of it is read. */
export async function loadMembers(
  tx: Connection,
  collectionIds: readonly string[],
): Promise<Member[][]> {
  const members = new Map<string, Member[]>(collectionIds.map((id) => [id, []]))
  for (const member of await membersBy(tx, { ids: listOf(collectionIds) }))
    members.get(member.collectionId)?.push(member)
  return collectionIds.map((id) => members.get(id) as Member[])
}

/** A page of what stands in a collection, in the collection's own order. */
export function memberPage(
  members: readonly Member[],
  args: Omit<PageArgs, 'where' | 'orderBy'>,
): Page<Member> {
  const { size, isForward } = extentOf(args)
  const after = placeOf(args.after, 'after') ?? -1
  const before = placeOf(args.before, 'before') ?? Number.MAX_SAFE_INTEGER
  const within = members.filter(({ position }) => after < position && position < before)
  const shown = isForward ? within.slice(0, size) : within.slice(-size)
  const [first, last] = [shown[0]?.position ?? before, shown.at(-1)?.position ?? after]
  return {
    edges: shown.map((row) => ({ cursor: cursorOf(row), row })),
    hasNextPage: async () => members.some(({ position }) => position > last),
    hasPreviousPage: async () => members.some(({ position }) => position < first),
  }
}

const cursorOf = ({ position }: Member): string =>
  Buffer.from(JSON.stringify(['POSITION', position])).toString('base64url')

function placeOf(cursor: string | null | undefined, argument: string): number | null {
  if (cursor == null) return null
  const [, digits] =
    /^\["POSITION",(\d{1,9})\]$/.exec(Buffer.from(cursor.slice(0, 100), 'base64url').toString()) ??
    []
  if (digits === undefined)
    throw new ListRefused(`\`${argument}\` must be a cursor of this list.`, [argument])
  return Number(digits)
}

export const collectionListing = listing({
  table: collectionView,
  filters: {
    status: exact(
      collectionView.status,
      choice('CollectionStatus', COLLECTION_STATUSES),
      'Draft or published. Shoppers are shown published ones alone.',
    ),
  },
  orders: {
    NAME: ordering('By name, case and marks aside.', collectionView.nameKey, collectionView.id),
    CREATED_AT: ordering('By when it was made.', collectionView.createdAt, collectionView.id),
  },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
})
