// Gives a product one more variant, after those that it has.
import { eq, sql } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { command, id } from '#write/command.ts'
import { touchProduct } from './change.ts'
import { variantAdded } from './events.ts'
import { requireFreeVariantExternalIds } from './external-ids.ts'
import { insertVariants } from './insert.ts'
import { VARIANTS_PER_PRODUCT_MAX } from './limits.ts'
import { requireOnePriceEach, variantFields } from './product-input.ts'
import {
  CurrencyRepeated,
  ProductIsArchived,
  ProductNotFound,
  SkuTaken,
  TooManyProductVariants,
  VariantExternalIdTaken,
} from './rejections.ts'
import { requireOpenProduct } from './require.ts'
import { requireFreeSkus } from './skus.ts'
import { variants } from './tables.ts'

export const addVariant = command({
  name: 'AddVariant',
  summary: 'Gives a product one more variant.',
  permission: 'catalog.write',
  input: {
    productId: id('product').describe('The product that gets the variant.'),
    ...variantFields,
  },
  target: ({ productId }) => ({ aggregate: 'product', id: productId }),
  rejections: [
    ProductNotFound,
    ProductIsArchived,
    SkuTaken,
    VariantExternalIdTaken,
    CurrencyRepeated,
    TooManyProductVariants,
  ],

  async handle(context, { productId, ...variant }) {
    const { tx, now, record } = context
    const product = await requireOpenProduct(tx, productId)
    requireOnePriceEach(variant, ['input'])
    await requireFreeSkus(tx, [{ sku: variant.sku, path: ['input', 'sku'] }])
    await requireFreeVariantExternalIds(tx, [{ externalId: variant.externalId, path: ['input'] }])
    const position = (await variantCount(tx, { productId }))[0]?.count ?? 0
    if (position >= VARIANTS_PER_PRODUCT_MAX)
      throw new TooManyProductVariants({ productId, variantsMax: VARIANTS_PER_PRODUCT_MAX }, [
        'input',
        'productId',
      ])
    const belonging = { productId, productName: product.name, position }
    const [variantId] = (await insertVariants(context, belonging, [variant])) as [string]
    await touchProduct(tx, { id: productId, updatedAt: now })
    record(variantAdded({ productId, variantId }))
    return { variant: variantId, product: productId }
  },
})

/** Variants are never removed: their number is the next one's position. */
const variantCount = statement((db, $: Params<{ productId: string }>) =>
  db
    .select({ count: sql<number>`count(*)` })
    .from(variants)
    .where(eq(variants.productId, $.productId)),
)
