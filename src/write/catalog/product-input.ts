// The words that products and variants are described in, alike for creating, adding and importing.

import { AMOUNT_MAX } from '#domain/money.ts'
import { COLLECTION_STATUSES } from '#domain/product-status.ts'
import { isSlug } from '#domain/slug.ts'
import { STANDARD_TAX_CLASS } from '#domain/tax.ts'
import {
  amount,
  choice,
  flag,
  instant,
  integer,
  list,
  maybe,
  object,
  text,
  textWhere,
} from '#kernel/input.ts'
import { currency, money } from '#write/command.ts'
import { taxClass } from '#write/tax/tax-class.ts'
import { externalId } from './external-ids.ts'
import {
  DESCRIPTION_LENGTH_MAX,
  PRICES_PER_INPUT_MAX,
  SKU_LENGTH_MAX,
  SLUG_LENGTH_MAX,
  VARIANTS_PER_PRODUCT_MAX,
} from './limits.ts'
import { CurrencyRepeated } from './rejections.ts'

export const slug = () =>
  textWhere(isSlug, 'must be lower-case letters, digits and single hyphens, such as blue-mug', {
    max: SLUG_LENGTH_MAX,
  })

export const description = () => text({ max: DESCRIPTION_LENGTH_MAX })

/** Grams. */
export const weight = () => integer({ max: 10_000_000 })

export const sku = () => text({ max: SKU_LENGTH_MAX })

/** A product begins as one of these; it is archived later, by a command of its own. */
export const firstStatus = () =>
  choice('FirstProductStatus', {
    DRAFT: 'Only staff see it.',
    PUBLISHED: 'Shoppers see it and can buy it.',
  })

export const firstCollectionStatus = () => choice('CollectionStatus', COLLECTION_STATUSES)

/** The fields of a new variant. */
export const variantFields = {
  sku: sku().describe('What staff and other systems call it, unique over all variants.'),
  name: maybe(text()).describe(
    "What sets it apart, such as `Blue, large`; the product's name unless given.",
  ),
  externalId: maybe(externalId()).describe('Its id in another system, unique over all variants.'),
  isService: maybe(flag()).describe(
    'True for what has no stock and ships nothing, such as postage. False unless given; stays as it was made.',
  ),
  taxClass: maybe(taxClass()).describe(
    `How it is taxed: the class that tax rates name. ${STANDARD_TAX_CLASS} unless given.`,
  ),
  weight: maybe(weight()).describe(
    'Grams, packed: what shipping by weight goes by. Not known unless given, and counted as nothing.',
  ),
  prices: list(money(), { min: 0, max: PRICES_PER_INPUT_MAX }).describe(
    'Its prices, one a currency. It can not be bought in other currencies.',
  ),
}

export const variantList = () =>
  list(object('VariantInput', 'A variant: what is sold, counted and priced.', variantFields), {
    max: VARIANTS_PER_PRODUCT_MAX,
  })

/** A price that holds from one moment until another. */
export const priceFields = {
  amount: amount({ max: AMOUNT_MAX }).describe('Minor units of the currency: 1250 is 12.50 EUR.'),
  currency: currency().describe('ISO 4217 code.'),
  from: maybe(instant()).describe('When it begins to hold; now unless given.'),
  until: maybe(instant()).describe(
    'The first moment at which it no longer holds; for good unless given. What held before then holds again.',
  ),
}

export type VariantInput = {
  sku: string
  externalId?: string | null | undefined
  name?: string | null | undefined
  isService?: boolean | null | undefined
  taxClass?: string | null | undefined
  weight?: number | null | undefined
  prices: readonly { amount: number; currency: string }[]
}

/** Refuses a variant that is given two prices in one currency. */
export function requireOnePriceEach({ sku, prices }: VariantInput, path: readonly string[]): void {
  const seen = new Set<string>()
  for (const [index, { currency }] of prices.entries()) {
    if (seen.has(currency))
      throw new CurrencyRepeated({ sku, currency }, [...path, 'prices', String(index), 'currency'])
    seen.add(currency)
  }
}

export type ProductInput = {
  name: string
  slug?: string | null | undefined
  externalId?: string | null | undefined
  description?: string | null | undefined
  status?: 'DRAFT' | 'PUBLISHED' | null | undefined
  variants: readonly VariantInput[]
}
