// The ids that products and variants have in other systems: each names one thing, for ever.
import { and, eq, ne } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { text } from '#kernel/input.ts'
import { ProductExternalIdTaken, VariantExternalIdTaken } from './rejections.ts'
import { products, variants } from './tables.ts'

export const externalId = () => text({ max: 100 })

type ExternalId = string | null | undefined

/** Refuses an external id that another product than this one has. */
export async function requireFreeProductExternalId(
  tx: Connection,
  wanted: { externalId: ExternalId; productId?: string },
  path: readonly string[],
): Promise<void> {
  const { externalId, productId = '' } = wanted
  if (externalId == null) return
  if ((await othersWith(tx, { externalId, productId })).length > 0)
    throw new ProductExternalIdTaken({ externalId }, [...path, 'externalId'])
}

/** Refuses external ids that other variants have, or that stand twice. Paths are those of the variants. */
export async function requireFreeVariantExternalIds(
  tx: Connection,
  wanted: readonly { externalId?: ExternalId; path: readonly string[] }[],
): Promise<void> {
  const given = wanted.flatMap(({ externalId, path }) =>
    externalId == null ? [] : [{ externalId, path }],
  )
  if (given.length === 0) return
  const rows = await variantsAmong(tx, {
    externalIds: listOf(given.map(({ externalId }) => externalId)),
  })
  const taken = new Set(rows.map(({ externalId }) => externalId))
  for (const { externalId, path } of given) {
    if (taken.has(externalId))
      throw new VariantExternalIdTaken({ externalId }, [...path, 'externalId'])
    taken.add(externalId)
  }
}

const othersWith = statement((db, $: Params<{ externalId: string; productId: string }>) =>
  db
    .select({ id: products.id })
    .from(products)
    .where(and(eq(products.externalId, $.externalId), ne(products.id, $.productId))),
)

const variantsAmong = statement((db, $: Params<{ externalIds: string }>) =>
  db
    .select({ externalId: variants.externalId })
    .from(variants)
    .where(inList(variants.externalId, $.externalIds)),
)
