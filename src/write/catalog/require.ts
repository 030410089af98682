// What a command on the catalog takes for granted, or refuses: the thing is there, and not archived.
import { eq } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import {
  ProductIsArchived,
  ProductNotFound,
  VariantIsArchived,
  VariantNotFound,
} from './rejections.ts'
import { products, variants } from './tables.ts'

export type Product = typeof products.$inferSelect
export type Variant = typeof variants.$inferSelect

export async function requireProduct(
  tx: Connection,
  productId: string,
  path: readonly string[] = ['input', 'productId'],
): Promise<Product> {
  const [product] = await productBy(tx, { productId })
  if (!product) throw new ProductNotFound({ productId }, path)
  return product
}

/** A product that can be changed. */
export async function requireOpenProduct(tx: Connection, productId: string): Promise<Product> {
  const product = await requireProduct(tx, productId)
  if (product.status === 'ARCHIVED')
    throw new ProductIsArchived({ productId }, ['input', 'productId'])
  return product
}

/** A variant with its product. */
export type Found = { variant: Variant; product: Product }

const VARIANT_PATH = ['input', 'variantId']

/** A variant whose product can be changed. */
export async function requireVariant(tx: Connection, variantId: string): Promise<Found> {
  const found = await requireKnownVariant(tx, variantId, VARIANT_PATH)
  if (found.product.status === 'ARCHIVED')
    throw new ProductIsArchived({ productId: found.product.id }, VARIANT_PATH)
  return found
}

/** A variant whatever became of it. */
export async function requireKnownVariant(
  tx: Connection,
  variantId: string,
  path: readonly string[],
): Promise<Found> {
  const [found] = await variantBy(tx, { variantId })
  if (!found) throw new VariantNotFound({ variantId }, path)
  return found
}

/** A variant that can be changed. */
export async function requireOpenVariant(tx: Connection, variantId: string): Promise<Found> {
  const found = await requireVariant(tx, variantId)
  requireOpen(found, VARIANT_PATH)
  return found
}

/** Refuses what is archived. */
export function requireOpen({ variant, product }: Found, path: readonly string[]): void {
  if (product.status === 'ARCHIVED') throw new ProductIsArchived({ productId: product.id }, path)
  if (variant.status === 'ARCHIVED')
    throw new VariantIsArchived({ variantId: variant.id, sku: variant.sku }, path)
}

const productBy = statement((db, $: Params<{ productId: string }>) =>
  db.select().from(products).where(eq(products.id, $.productId)),
)

const variantBy = statement((db, $: Params<{ variantId: string }>) =>
  db
    .select({ variant: variants, product: products })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .where(eq(variants.id, $.variantId)),
)
