// Brings a product that stands up to date with what an import says of it: writes what differs only.
import { asc, eq } from 'drizzle-orm'
import { type PriceInterval, priceAt } from '#domain/pricing.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { changeProduct, changeVariant, productIdBySlug, touchProduct } from './change.ts'
import {
  priceSet,
  productPublished,
  productUpdated,
  variantAdded,
  variantUpdated,
} from './events.ts'
import { insertPriceRows, insertVariants } from './insert.ts'
import { VARIANTS_PER_PRODUCT_MAX } from './limits.ts'
import type { ProductInput, VariantInput } from './product-input.ts'
import {
  ProductIsArchived,
  SlugTaken,
  TooManyProductVariants,
  VariantIsArchived,
} from './rejections.ts'
import type { Product, Variant } from './require.ts'
import { prices, products, variants } from './tables.ts'

type Price = PriceInterval & { position: number }
type StandingVariant = { variant: Variant; prices: Price[] }
/** A product with all its variants, whether the import names them or not. */
export type Standing = { product: Product; variants: StandingVariant[] }

/** The products that bear any of these SKUs, whole, by each of their SKUs. */
export async function standingBySku(
  tx: Connection,
  skus: readonly string[],
): Promise<Map<string, Standing>> {
  const bySku = new Map<string, Standing>()
  const owners = new Map<string, Standing>()
  for (const { product } of await ownersOf(tx, { skus: listOf(skus) }))
    owners.set(product.id, { product, variants: [] })
  if (owners.size === 0) return bySku
  const ids = listOf([...owners.keys()])
  const byVariant = new Map<string, StandingVariant>()
  for (const variant of await variantsOf(tx, { ids })) {
    const standing = owners.get(variant.productId) as Standing
    const known = { variant, prices: [] }
    standing.variants.push(known)
    byVariant.set(variant.id, known)
    bySku.set(variant.sku, standing)
  }
  for (const { price } of await pricesOf(tx, { ids }))
    byVariant.get(price.variantId)?.prices.push(price)
  return bySku
}

export async function updateStanding(
  context: Context,
  standing: Standing,
  given: ProductInput,
  path: readonly string[],
): Promise<void> {
  const { product } = standing
  if (product.status === 'ARCHIVED') throw new ProductIsArchived({ productId: product.id }, path)
  let changed = await updateWords(context, product, given, path)
  const bySku = new Map(standing.variants.map((known) => [known.variant.sku, known]))
  const added: VariantInput[] = []
  for (const [index, variant] of given.variants.entries()) {
    const known = bySku.get(variant.sku)
    const variantPath = [...path, 'variants', String(index)]
    if (!known) added.push(variant)
    else if (await updateVariant(context, known, variant, variantPath)) changed = true
  }
  if (await addVariants(context, standing, given.name, added, path)) changed = true
  if (changed) await touchProduct(context.tx, { id: product.id, updatedAt: context.now })
}

async function updateWords(
  { tx, now, record }: Context,
  product: Product,
  { name, slug, description, status }: ProductInput,
  path: readonly string[],
): Promise<boolean> {
  const after = {
    ...product,
    name,
    slug: slug ?? product.slug,
    description: description ?? product.description,
    status: status ?? product.status,
  }
  if (!differ(product, after)) return false
  if (after.slug !== product.slug) {
    const [owner] = await productIdBySlug(tx, { slug: after.slug })
    if (owner) throw new SlugTaken({ slug: after.slug }, [...path, 'slug'])
  }
  await changeProduct(tx, product, { ...after, updatedAt: now })
  const isPublished = after.status === 'PUBLISHED' && product.status !== 'PUBLISHED'
  if (differ({ ...product, status: after.status }, after) || !isPublished)
    record(productUpdated({ productId: product.id }))
  if (isPublished) record(productPublished({ productId: product.id }))
  return true
}

const differ = <Words extends Product | Variant>(one: Words, other: Words): boolean =>
  JSON.stringify(one) !== JSON.stringify(other)

async function updateVariant(
  { tx, now, newId, record }: Context,
  { variant, prices }: StandingVariant,
  given: VariantInput,
  path: readonly string[],
): Promise<boolean> {
  const { id: variantId, productId, sku } = variant
  if (variant.status === 'ARCHIVED') throw new VariantIsArchived({ variantId, sku }, path)
  const after = {
    ...variant,
    name: given.name ?? variant.name,
    taxClass: given.taxClass ?? variant.taxClass,
    weight: given.weight ?? variant.weight,
  }
  const isChanged = differ(variant, after)
  if (isChanged) {
    await changeVariant(tx, after)
    record(variantUpdated({ productId, variantId }))
  }
  let position = prices.reduce((next, price) => Math.max(next, price.position + 1), 0)
  const news = given.prices
    .filter(({ currency, amount }) => priceAt(prices, currency, now) !== amount)
    .map(({ currency, amount }) => {
      const isFirst = prices.every((price) => price.currency !== currency)
      const [from, until] = [isFirst ? null : now, null]
      return { id: newId('price'), variantId, currency, amount, from, until, position: position++ }
    })
  if (news.length > 0) {
    await insertPriceRows(tx, news)
    record(priceSet({ productId, variantId }))
  }
  return isChanged || news.length > 0
}

async function addVariants(
  context: Context,
  { product, variants }: Standing,
  productName: string,
  added: readonly VariantInput[],
  path: readonly string[],
): Promise<boolean> {
  if (added.length === 0) return false
  const productId = product.id
  if (variants.length + added.length > VARIANTS_PER_PRODUCT_MAX)
    throw new TooManyProductVariants({ productId, variantsMax: VARIANTS_PER_PRODUCT_MAX }, [
      ...path,
      'variants',
    ])
  const belonging = { productId, productName, position: variants.length }
  for (const variantId of await insertVariants(context, belonging, added))
    context.record(variantAdded({ productId, variantId }))
  return true
}

const ownersOf = statement((db, $: Params<{ skus: string }>) =>
  db
    .select({ product: products })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .where(inList(variants.sku, $.skus))
    .orderBy(asc(variants.id)),
)

const variantsOf = statement((db, $: Params<{ ids: string }>) =>
  db
    .select()
    .from(variants)
    .where(inList(variants.productId, $.ids))
    .orderBy(asc(variants.productId), asc(variants.position), asc(variants.id)),
)

const pricesOf = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ price: prices })
    .from(prices)
    .innerJoin(variants, eq(variants.id, prices.variantId))
    .where(inList(variants.productId, $.ids))
    .orderBy(asc(prices.variantId), asc(prices.position)),
)
