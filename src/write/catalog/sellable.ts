// What the other modules know of the catalog: a variant as it can be sold, with its prices.
import { asc, eq } from 'drizzle-orm'
import type { PriceInterval } from '#domain/pricing.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { prices, products, variants } from './tables.ts'

export type Sellable = {
  variantId: string
  productId: string
  sku: string
  /** The product's name, and the variant's where it says more. */
  name: string
  isService: boolean
  taxClass: string
  /** Grams. */
  weight: number | null
  /** Its product is published: shoppers may buy it unless it is archived. */
  isPublished: boolean
  /** It is, or its product: nobody sells it any more. */
  isArchived: boolean
  /** In the order in which they were set. */
  prices: PriceInterval[]
}

/** Variants by id. Those that don't exist are absent. */
export async function sellableVariants(
  tx: Connection,
  variantIds: readonly string[],
): Promise<Map<string, Sellable>> {
  const found = new Map<string, Sellable>()
  for (const row of await pricedBy(tx, { ids: listOf(variantIds) })) {
    const { variantId, productStatus, currency, amount, from, until } = row
    const sellable = found.get(variantId) ?? {
      variantId,
      productId: row.productId,
      sku: row.sku,
      name: nameOf(row.productName, row.variantName),
      isService: row.isService,
      taxClass: row.taxClass,
      weight: row.weight,
      isPublished: productStatus === 'PUBLISHED',
      isArchived: productStatus === 'ARCHIVED' || row.status === 'ARCHIVED',
      prices: [],
    }
    found.set(variantId, sellable)
    if (currency !== null && amount !== null)
      sellable.prices.push({ currency, amount, from, until })
  }
  return found
}

/** The variants that bear these SKUs, by SKU. */
export async function variantIdsBySku(
  tx: Connection,
  skus: readonly string[],
): Promise<Map<string, string>> {
  const rows = await idsBySku(tx, { skus: listOf(skus) })
  return new Map(rows.map(({ sku, variantId }) => [sku, variantId]))
}

const nameOf = (product: string, variant: string): string =>
  product === variant ? product : `${product} – ${variant}`

/** One row a price, and one for a variant that has none. */
const pricedBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      variantId: variants.id,
      productId: variants.productId,
      sku: variants.sku,
      isService: variants.isService,
      taxClass: variants.taxClass,
      weight: variants.weight,
      variantName: variants.name,
      status: variants.status,
      productName: products.name,
      productStatus: products.status,
      currency: prices.currency,
      amount: prices.amount,
      from: prices.from,
      until: prices.until,
    })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .leftJoin(prices, eq(prices.variantId, variants.id))
    .where(inList(variants.id, $.ids))
    .orderBy(asc(variants.id), asc(prices.position)),
)

const idsBySku = statement((db, $: Params<{ skus: string }>) =>
  db
    .select({ sku: variants.sku, variantId: variants.id })
    .from(variants)
    .where(inList(variants.sku, $.skus)),
)
