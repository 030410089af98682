// Many rows a product: the prices of its active variants in time, and the lowest of them.
import { lowestOf } from '#domain/price-timeline.ts'
import type { PriceInterval } from '#domain/pricing.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, view } from '#kernel/view.ts'
import { variantsByProduct, wokenByProducts } from '#read/product/refresh.ts'
import type { ProductVariant } from '#read/product/table.ts'
import { products } from '#write/catalog/tables.ts'
import { productPriceView, TIME_MAX, TIME_MIN } from './table.ts'

type Row = typeof productPriceView.$inferSelect

export const productPriceViews = view({
  table: productPriceView,
  key: 'productId',
  many: true,
  wokenBy: wokenByProducts,
  refresh: refreshPrices,
  keys: keysOf(products, products.id),
})

async function refreshPrices(tx: Connection, productIds: readonly string[]): Promise<Row[]> {
  const [serials, variantsOf] = [
    await serialsBy(tx, { ids: listOf(productIds) }),
    await variantsByProduct(tx, productIds),
  ]
  return serials.flatMap((product) => rowsOf(product, variantsOf.get(product.productId) ?? []))
}

function rowsOf(
  product: { productId: string; serial: number },
  variants: readonly ProductVariant[],
): Row[] {
  const timelines = variants.filter(({ status }) => status === 'ACTIVE').map(({ prices }) => prices)
  const rows = new Map<string, Row>()
  const add = (price: PriceInterval, isLowest: boolean) => {
    const row = { ...product, ...bounded(price), isLowest }
    rows.set(JSON.stringify([row.currency, row.from, row.until, row.amount]), row)
  }
  for (const price of timelines.flat()) add(price, false)
  for (const price of lowestOf(timelines)) add(price, true) // Where both stand, it is the lowest.
  return [...rows.values()]
}

const bounded = ({ currency, amount, from, until }: PriceInterval) => ({
  currency,
  amount,
  from: from ?? TIME_MIN,
  until: until ?? TIME_MAX,
})

const serialsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ productId: products.id, serial: products.serial })
    .from(products)
    .where(inList(products.id, $.ids)),
)
