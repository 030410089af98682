// Brings a product that stands up to date with what an import says of it: writes what differs only.
import { asc, inArray, or } from 'drizzle-orm'
import { priceAt } from '#domain/pricing.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { changeProduct, changeVariant, productIdBySlug, touchProduct } from './change.ts'
import {
  priceSet,
  productPublished,
  productUnpublished,
  productUpdated,
  variantAdded,
  variantUpdated,
} from './events.ts'
import { requireFreeProductExternalId, requireFreeVariantExternalIds } from './external-ids.ts'
import { insertVariants } from './insert.ts'
import { VARIANTS_PER_PRODUCT_MAX } from './limits.ts'
import { type Price, priceBook, pricesOf } from './price-book.ts'
import type { ProductInput, VariantInput } from './product-input.ts'
import {
  ProductIsArchived,
  SkuTaken,
  SlugTaken,
  TooManyProductVariants,
  VariantIsArchived,
} from './rejections.ts'
import type { Product, Variant } from './require.ts'
import { requireFreeSkus } from './skus.ts'
import { products, variants } from './tables.ts'

type StandingVariant = { variant: Variant; prices: Price[] }
/** A product with all its variants, whether the import names them or not. */
export type Standing = { product: Product; variants: StandingVariant[] }

/** The products that any of these name, whole. */
export type Standings = {
  all: Standing[]
  byExternalId: ReadonlyMap<string, Standing>
  byVariantExternalId: ReadonlyMap<string, Standing>
  bySku: ReadonlyMap<string, Standing>
}

export async function standingsOf(
  tx: Connection,
  given: readonly ProductInput[],
): Promise<Standings> {
  const variantsGiven = given.flatMap(({ variants }) => variants)
  const rows = await ownersOf(tx, {
    skus: listOf(variantsGiven.map(({ sku }) => sku)),
    variantExternalIds: listOf(variantsGiven.flatMap(({ externalId }) => externalId ?? [])),
    externalIds: listOf(given.flatMap(({ externalId }) => externalId ?? [])),
  })
  const owners = new Map<string, Standing>()
  for (const product of rows) owners.set(product.id, { product, variants: [] })
  const bySku = new Map<string, Standing>()
  const byVariantExternalId = new Map<string, Standing>()
  const byExternalId = new Map<string, Standing>()
  const found = owners.size === 0 ? [] : await variantsOf(tx, { ids: listOf([...owners.keys()]) })
  const prices = await pricesOf(
    tx,
    found.map(({ id }) => id),
  )
  for (const variant of found) {
    const standing = owners.get(variant.productId) as Standing
    standing.variants.push({ variant, prices: prices.get(variant.id) as Price[] })
    bySku.set(variant.sku, standing)
    if (variant.externalId !== null) byVariantExternalId.set(variant.externalId, standing)
  }
  for (const standing of owners.values()) {
    const { externalId } = standing.product
    if (externalId !== null) byExternalId.set(externalId, standing)
  }
  return { all: [...owners.values()], byExternalId, byVariantExternalId, bySku }
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
  const added: VariantInput[] = []
  const updated = new Set<StandingVariant>()
  for (const [index, variant] of given.variants.entries()) {
    const known = knownAs(variant, standing)
    const variantPath = [...path, 'variants', String(index)]
    // One that its external id names and one that its SKU names may be the same.
    if (known && updated.has(known))
      throw new SkuTaken({ sku: known.variant.sku }, [...variantPath, 'sku'])
    if (known) updated.add(known)
    if (!known) added.push(variant)
    else if (await updateVariant(context, known, variant, variantPath)) changed = true
  }
  await requireFreeVariantExternalIds(
    context.tx,
    added.map(({ sku, externalId }) => ({
      externalId,
      path: [...path, 'variants', String(given.variants.findIndex((one) => one.sku === sku))],
    })),
  )
  if (await addVariants(context, standing, given.name, added, path)) changed = true
  if (changed) await touchProduct(context.tx, { id: product.id, updatedAt: context.now })
}

/** The variant that is meant: by its external id before its SKU. */
function knownAs({ sku, externalId }: VariantInput, { variants }: Standing) {
  const byExternalId =
    externalId != null && variants.find(({ variant }) => variant.externalId === externalId)
  return byExternalId || variants.find(({ variant }) => variant.sku === sku)
}

async function updateWords(
  { tx, now, record }: Context,
  product: Product,
  { name, slug, externalId, description, status }: ProductInput,
  path: readonly string[],
): Promise<boolean> {
  const after = {
    ...product,
    name,
    slug: slug ?? product.slug,
    externalId: externalId ?? product.externalId,
    description: description ?? product.description,
    status: status ?? product.status,
  }
  if (!differ(product, after)) return false
  if (after.slug !== product.slug) {
    const [owner] = await productIdBySlug(tx, { slug: after.slug })
    if (owner) throw new SlugTaken({ slug: after.slug }, [...path, 'slug'])
  }
  await requireFreeProductExternalId(tx, { externalId, productId: product.id }, path)
  await changeProduct(tx, product, { ...after, updatedAt: now })
  const fact = { productId: product.id }
  if (differ({ ...product, status: after.status }, after)) record(productUpdated(fact))
  if (after.status !== product.status)
    record(after.status === 'PUBLISHED' ? productPublished(fact) : productUnpublished(fact))
  return true
}

const differ = <Words extends Product | Variant>(one: Words, other: Words): boolean =>
  JSON.stringify(one) !== JSON.stringify(other)

async function updateVariant(
  context: Context,
  { variant, prices }: StandingVariant,
  given: VariantInput,
  path: readonly string[],
): Promise<boolean> {
  const { tx, now, record } = context
  const { id: variantId, productId, sku } = variant
  if (variant.status === 'ARCHIVED') throw new VariantIsArchived({ variantId, sku }, path)
  const after = {
    ...variant,
    sku: given.sku,
    externalId: given.externalId ?? variant.externalId,
    name: given.name ?? variant.name,
    taxClass: given.taxClass ?? variant.taxClass,
    weight: given.weight ?? variant.weight,
  }
  const isChanged = differ(variant, after)
  if (after.sku !== sku) await requireFreeSkus(tx, [{ sku: after.sku, path: [...path, 'sku'] }])
  if (after.externalId !== variant.externalId)
    await requireFreeVariantExternalIds(tx, [{ externalId: after.externalId, path }])
  if (isChanged) {
    await changeVariant(tx, after)
    record(variantUpdated({ productId, variantId }))
  }
  const news = given.prices
    .map((price, index) => ({ ...price, path: [...path, 'prices', String(index)] }))
    .filter(({ currency, amount }) => priceAt(prices, currency, now) !== amount)
  if (news.length > 0) {
    const book = priceBook(context, new Map([[variantId, prices]]))
    for (const { currency, amount, path } of news) {
      const isFirst = prices.every((price) => price.currency !== currency)
      book.add({ variantId, currency, amount, from: isFirst ? null : now, until: null }, path)
    }
    await book.write()
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

type Names = { skus: string; variantExternalIds: string; externalIds: string }

const ownersOf = statement((db, $: Params<Names>) =>
  db
    .select()
    .from(products)
    .where(
      or(
        inList(products.externalId, $.externalIds),
        inArray(
          products.id,
          db
            .select({ id: variants.productId })
            .from(variants)
            .where(
              or(inList(variants.sku, $.skus), inList(variants.externalId, $.variantExternalIds)),
            ),
        ),
      ),
    )
    .orderBy(asc(products.id)),
)

const variantsOf = statement((db, $: Params<{ ids: string }>) =>
  db
    .select()
    .from(variants)
    .where(inList(variants.productId, $.ids))
    .orderBy(asc(variants.productId), asc(variants.position), asc(variants.id)),
)
