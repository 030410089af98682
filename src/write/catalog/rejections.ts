// What the catalog refuses.
import { instant, integer, list, maybe, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { currency, id } from '#write/command.ts'
import {
  PRICES_PER_CURRENCY_MAX,
  PRODUCTS_PER_COLLECTION_MAX,
  VARIANTS_PER_IMPORT_MAX,
  VARIANTS_PER_PRODUCT_MAX,
} from './limits.ts'

export const ProductNotFound = rejection({
  name: 'ProductNotFound',
  summary: 'There is no such product.',
  facts: { productId: id('product').describe('The product that was asked for.') },
  message: ({ productId }) => `There is no product ${productId}.`,
})

export const VariantNotFound = rejection({
  name: 'VariantNotFound',
  summary: 'There is no such variant.',
  facts: { variantId: id('variant').describe('The variant that was asked for.') },
  message: ({ variantId }) => `There is no variant ${variantId}.`,
})

export const CollectionNotFound = rejection({
  name: 'CollectionNotFound',
  summary: 'There is no such collection.',
  facts: { collectionId: id('collection').describe('The collection that was asked for.') },
  message: ({ collectionId }) => `There is no collection ${collectionId}.`,
})

export const VariantNotSellable = rejection({
  name: 'VariantNotSellable',
  summary: 'The variant is not for sale: it is archived, or its product is not published.',
  facts: {
    variantId: id('variant').describe('The variant that is not for sale.'),
    sku: text().describe('Its SKU.'),
  },
  message: ({ sku }) => `${sku} is not for sale.`,
})

export const ProductIsArchived = rejection({
  name: 'ProductIsArchived',
  summary: 'The product is archived: it is kept for old orders and can not be changed.',
  facts: { productId: id('product').describe('The product that is archived.') },
  message: ({ productId }) => `The product ${productId} is archived and can not be changed.`,
})

export const VariantIsArchived = rejection({
  name: 'VariantIsArchived',
  summary: 'The variant is archived: it is kept for old orders and can not be changed.',
  facts: {
    variantId: id('variant').describe('The variant that is archived.'),
    sku: text().describe('Its SKU.'),
  },
  message: ({ sku }) => `The variant ${sku} is archived and can not be changed.`,
})

export const SkuTaken = rejection({
  name: 'SkuTaken',
  summary: 'Another variant, archived or in the same input included, has this SKU.',
  facts: { sku: text().describe('The SKU that is taken.') },
  message: ({ sku }) => `Another variant has the SKU ${sku}.`,
})

export const SlugTaken = rejection({
  name: 'SlugTaken',
  summary: 'Another product, or another collection, has this slug.',
  facts: { slug: text().describe('The slug that is taken.') },
  message: ({ slug }) => `The slug ${slug} is taken.`,
})

export const ProductExternalIdTaken = rejection({
  name: 'ProductExternalIdTaken',
  summary: 'Another product, archived or in the same input included, has this external id.',
  facts: { externalId: text().describe('The external id that is taken.') },
  message: ({ externalId }) => `Another product has the external id ${externalId}.`,
})

export const VariantExternalIdTaken = rejection({
  name: 'VariantExternalIdTaken',
  summary: 'Another variant, archived or in the same input included, has this external id.',
  facts: { externalId: text().describe('The external id that is taken.') },
  message: ({ externalId }) => `Another variant has the external id ${externalId}.`,
})

export const CurrencyRepeated = rejection({
  name: 'CurrencyRepeated',
  summary: 'A variant was given two prices in one currency at once.',
  facts: {
    sku: text().describe('The SKU of the variant.'),
    currency: currency().describe('The currency that stands twice.'),
  },
  message: ({ sku, currency }) => `${sku} was given two prices in ${currency}.`,
})

export const PriceNeverHolds = rejection({
  name: 'PriceNeverHolds',
  summary: 'The price would end before it begins, or has ended already.',
  facts: {
    from: instant().describe('When it would begin.'),
    until: instant().describe('When it would end.'),
  },
  message: ({ from, until }) =>
    `A price must end after it begins and after now; it would begin at ${new Date(from).toISOString()} and end at ${new Date(until).toISOString()}.`,
})

export const TooManyPrices = rejection({
  name: 'TooManyPrices',
  summary: `A variant can have at most ${PRICES_PER_CURRENCY_MAX} prices in one currency that hold now or later. Remove planned ones first.`,
  facts: {
    variantId: id('variant').describe('The variant that has as many.'),
    currency: currency().describe('The currency in which it has them.'),
    pricesMax: integer().describe('The most prices in one currency that hold now or later.'),
  },
  message: ({ currency, pricesMax }) =>
    `A variant can have at most ${pricesMax} prices in ${currency} that hold now or later.`,
})

export const PriceNotFound = rejection({
  name: 'PriceNotFound',
  summary: 'There is no such price: it was removed, or never set.',
  facts: { priceId: id('price').describe('The price that was asked for.') },
  message: ({ priceId }) => `There is no price ${priceId}.`,
})

export const SkuNotFound = rejection({
  name: 'SkuNotFound',
  summary: 'No variant has this SKU.',
  facts: { sku: text().describe('The SKU that was asked for.') },
  message: ({ sku }) => `No variant has the SKU ${sku}.`,
})

export const TooManyProductVariants = rejection({
  name: 'TooManyProductVariants',
  summary: `A product can have at most ${VARIANTS_PER_PRODUCT_MAX} variants, archived ones included.`,
  facts: {
    productId: maybe(id('product')).describe('The product; null where it was yet to be made.'),
    variantsMax: integer().describe('The most variants that a product can have.'),
  },
  message: ({ variantsMax }) => `A product can have at most ${variantsMax} variants.`,
})

export const ImportTooLarge = rejection({
  name: 'ImportTooLarge',
  summary: `One import takes at most ${VARIANTS_PER_IMPORT_MAX} variants: those that it names, and those that its known products have already.`,
  facts: {
    variantsFound: integer().describe('Variants that it names, and that its known products have.'),
    variantsMax: integer().describe('The most variants that one import takes.'),
  },
  message: ({ variantsFound, variantsMax }) =>
    `One import takes at most ${variantsMax} variants, found ${variantsFound}. Cut it in parts.`,
})

export const SkusOfSeveralProducts = rejection({
  name: 'SkusOfSeveralProducts',
  summary:
    'The external ids and SKUs of one imported product belong to several products of the catalog.',
  facts: {
    skus: list(text().describe('A SKU.'), { max: 100 }).describe(
      'One SKU of each of the products.',
    ),
  },
  message: ({ skus }) => `The SKUs ${skus.join(', ')} belong to different products.`,
})

export const ProductRepeated = rejection({
  name: 'ProductRepeated',
  summary: 'One product stands twice where it may stand once.',
  facts: { productId: id('product').describe('The product that stands twice.') },
  message: ({ productId }) => `The product ${productId} stands twice.`,
})

export const ProductNotInCollection = rejection({
  name: 'ProductNotInCollection',
  summary: 'The collection does not hold the product.',
  facts: {
    collectionId: id('collection').describe('The collection.'),
    productId: id('product').describe('The product that does not stand in it.'),
  },
  message: ({ collectionId, productId }) =>
    `The product ${productId} does not stand in the collection ${collectionId}.`,
})

export const TooManyCollectionProducts = rejection({
  name: 'TooManyCollectionProducts',
  summary: `A collection can hold at most ${PRODUCTS_PER_COLLECTION_MAX} products.`,
  facts: {
    collectionId: id('collection').describe('The collection.'),
    found: integer().describe('How many it would hold.'),
    productsMax: integer().describe('The most products that a collection can hold.'),
  },
  message: ({ found, productsMax }) =>
    `A collection can hold at most ${productsMax} products, it would hold ${found}.`,
})
