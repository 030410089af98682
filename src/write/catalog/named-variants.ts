// Variants as rows of bulk commands name them: by id or by SKU, whichever the caller has at hand.
import { asc, eq, or } from 'drizzle-orm'
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
  const found = await variantsBy(tx, { ids, skus })
  const byId = new Map(found.map((one) => [one.variant.id, one]))
  const bySku = new Map(found.map((one) => [one.variant.sku, one]))
  return {
    ids: [...byId.keys()],
    require: ({ id, sku }, path) => {
      const one = id != null ? byId.get(id) : bySku.get(sku as string)
      if (one) return one
      if (id != null) throw new VariantNotFound({ variantId: id }, [...path, 'id'])
      throw new SkuNotFound({ sku: sku as string }, [...path, 'sku'])
    },
  }
}

const variantsBy = statement((db, $: Params<{ ids: string; skus: string }>) =>
  db
    .select({ variant: variants, product: products })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .where(or(inList(variants.id, $.ids), inList(variants.sku, $.skus)))
    .orderBy(asc(variants.id)),
)
