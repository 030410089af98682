// Writes what a product or a variant is from now on.
import { and, eq } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import type { Product, Variant } from './require.ts'
import { products, variants } from './tables.ts'

/** Writes the product's own words. Variants that bore its old name, having none of their own, follow. */
export async function changeProduct(
  tx: Connection,
  before: Product,
  after: Product,
): Promise<void> {
  const { id, slug, externalId, name, description, status, updatedAt } = after
  await writeProduct(tx, { id, slug, externalId, name, description, status, updatedAt })
  if (name !== before.name) await renameVariants(tx, { id, from: before.name, to: name })
}

export async function changeVariant(
  tx: Connection,
  { id, sku, externalId, name, status, taxClass, weight }: VariantWords,
): Promise<void> {
  await writeVariant(tx, { id, sku, externalId, name, status, taxClass, weight })
}

/** That something of the product changed now, where no column of its own did. */
export const touchProduct = statement((db, $: Params<{ id: string; updatedAt: number }>) =>
  db
    .update(products)
    .set({ updatedAt: as(products.updatedAt, $.updatedAt) })
    .where(eq(products.id, $.id)),
)

/** The product that bears a slug. */
export const productIdBySlug = statement((db, $: Params<{ slug: string }>) =>
  db.select({ id: products.id }).from(products).where(eq(products.slug, $.slug)),
)

type Words = Omit<Product, 'serial' | 'createdAt'>

type VariantWords = Pick<
  Variant,
  'id' | 'sku' | 'externalId' | 'name' | 'status' | 'taxClass' | 'weight'
>

const writeProduct = statement((db, $: Params<Words>) =>
  db
    .update(products)
    .set({
      slug: as(products.slug, $.slug),
      externalId: as(products.externalId, $.externalId),
      name: as(products.name, $.name),
      description: as(products.description, $.description),
      status: as(products.status, $.status),
      updatedAt: as(products.updatedAt, $.updatedAt),
    })
    .where(eq(products.id, $.id)),
)

const renameVariants = statement((db, $: Params<{ id: string; from: string; to: string }>) =>
  db
    .update(variants)
    .set({ name: as(variants.name, $.to) })
    .where(and(eq(variants.productId, $.id), eq(variants.name, $.from))),
)

const writeVariant = statement((db, $: Params<VariantWords>) =>
  db
    .update(variants)
    .set({
      sku: as(variants.sku, $.sku),
      externalId: as(variants.externalId, $.externalId),
      name: as(variants.name, $.name),
      status: as(variants.status, $.status),
      taxClass: as(variants.taxClass, $.taxClass),
      weight: as(variants.weight, $.weight),
    })
    .where(eq(variants.id, $.id)),
)
