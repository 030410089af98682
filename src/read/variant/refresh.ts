// One row a variant, refreshed with all others of its product: they share its name and status.
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, view } from '#kernel/view.ts'
import { variantsByProduct, wokenByProducts } from '#read/product/refresh.ts'
import { versionColumn } from '#read/versions.ts'
import { products } from '#write/catalog/tables.ts'
import { variantView } from './table.ts'

export const variantViews = view({
  table: variantView,
  key: 'productId',
  many: true,
  wokenBy: wokenByProducts,
  refresh: refreshVariants,
  keys: keysOf(products, products.id),
})

async function refreshVariants(tx: Connection, productIds: readonly string[]) {
  const [heads, variantsOf] = [
    await headsBy(tx, { ids: listOf(productIds) }),
    await variantsByProduct(tx, productIds),
  ]
  return heads.flatMap((head) =>
    (variantsOf.get(head.productId) ?? []).map((variant) => ({ ...head, ...variant })),
  )
}

const headsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      productId: products.id,
      productName: products.name,
      productStatus: products.status,
      version: versionColumn(products.id),
    })
    .from(products)
    .where(inList(products.id, $.ids)),
)
