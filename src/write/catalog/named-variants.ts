// Variants as rows of bulk commands name them: by id or by SKU, whichever the caller has at hand.
import { eq } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { oneOf } from '#kernel/input.ts'
import { id } from '#write/command.ts'
import { sku } from './product-input.ts'
import { SkuNotFound, VariantNotFound } from './rejections.ts'
import type { Found } from './require.ts'
import { products, variants } from './tables.ts'

export const variantName = () =>
  oneOf('VariantNameInput', 'A variant by its id or by its SKU: exactly one of them.', {
    id: id('variant').describe('Its id.'),
    sku: sku().describe('Its SKU.'),
  })

export type VariantName = { id?: string | null | undefined; sku?: string | null | undefined }

export type NamedVariants = {
  /** Those that were found. */
  ids: string[]
  /** `path` is that of the name. */
  require: (name: VariantName, path: readonly string[]) => Found
}

/** Looks all of them up at once. */
export async function variantsNamed(
  tx: Connection,
  names: readonly VariantName[],
): Promise<NamedVariants> {
  const ids = listOf(names.flatMap(({ id }) => id ?? []))
  const skus = listOf(names.flatMap(({ sku }) => sku ?? []))
  const byId = new Map((await foundById(tx, { ids })).map((found) => [found.variant.id, found]))
  const bySku = new Map((await foundBySku(tx, { skus })).map((found) => [found.variant.sku, found]))
  return {
    ids: [...new Set([...byId.values(), ...bySku.values()].map(({ variant }) => variant.id))],
    require: ({ id, sku }, path) => {
      const found = id != null ? byId.get(id) : bySku.get(sku as string)
      if (found) return found
      if (id != null) throw new VariantNotFound({ variantId: id }, [...path, 'id'])
      throw new SkuNotFound({ sku: sku as string }, [...path, 'sku'])
    },
  }
}

const foundById = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ variant: variants, product: products })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .where(inList(variants.id, $.ids)),
)

const foundBySku = statement((db, $: Params<{ skus: string }>) =>
  db
    .select({ variant: variants, product: products })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .where(inList(variants.sku, $.skus)),
)
