// Products: the page of one, the list, the search, and what is done to them and their variants.
import { lowestOf } from '#domain/price-timeline.ts'
import {
  loadProductViews,
  loadProductViewsByExternalId,
  loadProductViewsBySlug,
  type ProductRow,
  type ProductVariant,
  productListing,
} from '#read/product/load.ts'
import type { VariantRow } from '#read/variant/load.ts'
import { addVariant } from '#write/catalog/add-variant.ts'
import { archiveProduct } from '#write/catalog/archive-product.ts'
import { archiveVariant } from '#write/catalog/archive-variant.ts'
import { createProduct } from '#write/catalog/create-product.ts'
import { importProducts } from '#write/catalog/import-products.ts'
import { publishProduct } from '#write/catalog/publish-product.ts'
import { removePrice } from '#write/catalog/remove-price.ts'
import { setPrice } from '#write/catalog/set-price.ts'
import { setPrices } from '#write/catalog/set-prices.ts'
import { unpublishProduct } from '#write/catalog/unpublish-product.ts'
import { updateProduct } from '#write/catalog/update-product.ts'
import { updateVariant } from '#write/catalog/update-variant.ts'
import { builder, MoneyType, needs } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import type { Context, Viewer } from './context.ts'
import { lookUp } from './lookup.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import {
  isShown,
  isVariantShown,
  moneyAt,
  ProductStatusEnum,
  seesUnpublished,
  Variant,
} from './variants.ts'

/** Made once for each row, which is kept from one request to the next. */
const variantRows = new WeakMap<ProductRow, VariantRow[]>()

/** A product's variants for this viewer: its row holds all of them. */
function variantsOf(product: ProductRow, viewer: Viewer): VariantRow[] {
  let rows = variantRows.get(product)
  if (!rows) {
    rows = product.variants.map((variant) => variantRowOf(product, variant))
    variantRows.set(product, rows)
  }
  return rows.filter((variant) => isVariantShown(variant, viewer))
}

/** Column by column, which costs a tenth of a spread. */
const variantRowOf = (
  { id: productId, name: productName, status: productStatus, version }: ProductRow,
  variant: ProductVariant,
): VariantRow => ({
  id: variant.id,
  version,
  productId,
  sku: variant.sku,
  externalId: variant.externalId,
  name: variant.name,
  productName,
  status: variant.status,
  productStatus,
  isService: variant.isService,
  taxClass: variant.taxClass,
  weight: variant.weight,
  position: variant.position,
  prices: variant.prices,
})

export const Product = noun<ProductRow>({
  name: 'Product',
  kind: 'product',
  description: 'What shoppers look at: a page with its variants.',
  source: {
    view: 'product_view',
    keyOf: ({ id }) => id,
    load: loadProductViews,
    permission: 'catalog.read; drafts and what is archived are for staff',
    visible: ({ status }, viewer) => isShown(status, viewer),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    slug: t.exposeString('slug', { description: 'What names it in web addresses, unique.' }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'Its id in another system, unique over all products.',
    }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What its page says of it, as plain text.',
    }),
    status: t.expose('status', {
      type: ProductStatusEnum,
      description: 'Whether shoppers see it.',
    }),
    variants: t.field({
      type: [Variant.ref],
      description: 'What is sold, in order. Shoppers are not shown archived ones.',
      resolve: (product, _, context) => {
        const rows = variantsOf(product, context.viewer)
        context.prime(Variant.source, rows)
        return rows
      },
    }),
    lowestPrice: t.field({
      type: MoneyType,
      nullable: true,
      description:
        'The lowest price of its active variants now; null where none can be bought in that currency.',
      args: {
        currency: t.arg({ type: 'CurrencyCode', description: "The shop's own unless given." }),
      },
      resolve: ({ variants }, { currency }, { now, backend }) => {
        const active = variants.filter(({ status }) => status === 'ACTIVE')
        const lowest = lowestOf(active.map(({ prices }) => prices))
        return moneyAt(lowest, currency ?? backend.shop.currency, now)
      },
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it entered the catalog.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it, a variant or a price last changed.',
    }),
  }),
})

export const ProductConnection = connectionOf(Product)

builder.objectField(Variant.ref, 'product', (t) =>
  t.field({
    type: Product.ref,
    nullable: true,
    description: 'The product that it is a variant of.',
    resolve: ({ productId }, _, context) => context.row(Product.source, productId),
  }),
)

const bySlug = { load: loadProductViewsBySlug }
const byExternalId = { load: loadProductViewsByExternalId }

builder.queryField('product', (t) =>
  t.field({
    ...needs('catalog.read'),
    description:
      'A product by its id, its slug or its id in another system: exactly one of them. Null where there is none, or it is not for you.',
    type: Product.ref,
    nullable: true,
    args: {
      id: t.arg.id({ required: false, description: 'Its id.' }),
      slug: t.arg.string({ required: false, description: 'Its slug.' }),
      externalId: t.arg.string({ required: false, description: 'Its id in another system.' }),
    },
    resolve: (_, { id, slug, externalId }, context) =>
      lookUp(
        context,
        Product,
        { id, slug, externalId },
        { slug: bySlug, externalId: byExternalId },
      ),
  }),
)

/** What of the catalog this viewer may see in lists. */
export const shownIn = ({ viewer }: Context) =>
  seesUnpublished(viewer) ? null : { status: { eq: 'PUBLISHED' } }

listField('products', {
  name: 'Product',
  description: 'Products. Shoppers are shown published ones alone.',
  permission: 'catalog.read',
  connection: ProductConnection,
  listing: productListing,
  keyOf: ({ id }) => id,
  primes: Product,
  scope: shownIn,
})

mutation(createProduct, { product: Product })
mutation(updateProduct, { product: Product })
mutation(publishProduct, { product: Product })
mutation(unpublishProduct, { product: Product })
mutation(archiveProduct, { product: Product })
mutation(addVariant, { variant: Variant, product: Product })
mutation(updateVariant, { variant: Variant, product: Product })
mutation(archiveVariant, { variant: Variant, product: Product })
mutation(setPrice, { variant: Variant, product: Product })
mutation(setPrices, {}, { results: { variant: Variant } })
mutation(removePrice, { variant: Variant, product: Product })
mutation(importProducts, { products: [Product] }, { results: { product: Product } })
