// Slugs that are made from names: free of what is taken, and of each other.
import { slugOf } from '#domain/slug.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { collections, products } from './tables.ts'

const FIRST_ROUND = 8

type SlugsAmong = (tx: Connection, among: { slugs: string }) => Promise<{ slug: string }[]>

/** A free slug for each of these products' names, in order. `reserved` are about to be taken. */
export const freeProductSlugs = (
  tx: Connection,
  names: readonly string[],
  reserved: Iterable<string> = [],
): Promise<string[]> =>
  freeSlugs(
    tx,
    names.map((name) => slugOf(name) || 'product'),
    reserved,
    productSlugsAmong,
  )

/** A free slug for a collection's name. */
export const freeCollectionSlug = async (tx: Connection, name: string): Promise<string> =>
  (await freeSlugs(tx, [slugOf(name) || 'collection'], [], collectionSlugsAmong))[0] as string

/** For each base itself, or with the first number that is free: `mug`, `mug-2`. */
async function freeSlugs(
  tx: Connection,
  bases: readonly string[],
  reserved: Iterable<string>,
  slugsAmong: SlugsAmong,
): Promise<string[]> {
  const given = new Set(reserved)
  const found: (string | undefined)[] = bases.map(() => undefined)
  // Rounds grow, so that a name which a thousand products share still takes a few statements.
  for (let from = 1, size = FIRST_ROUND; found.includes(undefined); from += size, size *= 8) {
    const open = [...new Set(bases.filter((_, index) => found[index] === undefined))]
    const candidates = listOf(open.flatMap((base) => numbered(base, from, size)))
    const taken = new Set((await slugsAmong(tx, { slugs: candidates })).map(({ slug }) => slug))
    for (const [index, base] of bases.entries()) {
      if (found[index] !== undefined) continue
      const free = numbered(base, from, size).find((slug) => !taken.has(slug) && !given.has(slug))
      if (free === undefined) continue
      given.add(free)
      found[index] = free
    }
  }
  return found as string[] // The loop ends once every one is found.
}

const numbered = (base: string, from: number, size: number): string[] =>
  Array.from({ length: size }, (_, index) =>
    from + index === 1 ? base : `${base}-${from + index}`,
  )

const productSlugsAmong = statement((db, $: Params<{ slugs: string }>) =>
  db.select({ slug: products.slug }).from(products).where(inList(products.slug, $.slugs)),
)

const collectionSlugsAmong = statement((db, $: Params<{ slugs: string }>) =>
  db.select({ slug: collections.slug }).from(collections).where(inList(collections.slug, $.slugs)),
)
