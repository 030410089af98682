// Steps in the catalog: what is sold, at which price, and in which collections it stands.
import type { Event } from '#kernel/event.ts'
import type { Accepted } from '#kernel/outcome.ts'
import { type Model, type ModelProduct, type ModelVariant, priceOf } from '../model.ts'
import {
  answer,
  beside,
  fitting,
  gbp,
  inRows,
  iso,
  type Move,
  type Plans,
  pick,
  type Step,
} from '../plan.ts'

const SKUS = 8
const SLUGS = 12
const HOUR = 3_600_000

const skuOf = (at: number) => `SKU-${at % SKUS}`
const hasSku = ({ variants }: Model, sku: string) => variants.some((known) => known.sku === sku)
const isArchived = ({ status }: ModelProduct) => status === 'ARCHIVED'
const isFree = ({ isArchived, product }: ModelVariant) =>
  !isArchived && product.status !== 'ARCHIVED'
const PRODUCT_ARCHIVED = 'PRODUCT_IS_ARCHIVED'

const variantIdsIn = (events: Accepted['events']) =>
  (events[0] as Event).data.variantIds as [string]

const always = (amount: number) => ({ amount, from: -Infinity, until: Infinity })

/** What is made without saying more. */
const MADE = { isService: false, isArchived: false, taxClass: 'STANDARD' }

export const catalogSteps = {
  createProduct: [
    3,
    (model, { a, b, n }) => {
      const [sku, slug] = [skuOf(a), `p-${b % SLUGS}`]
      const status = n % 6 === 0 ? 'DRAFT' : 'PUBLISHED'
      const isService = n % 5 === 3
      const amount = n % 11 === 5 ? 0 : 100 + n
      const taxClass = ['STANDARD', 'REDUCED', 'STANDARD', 'ZERO'][b % 4] as string
      const variant = { sku, isService, taxClass, prices: [gbp(amount)] }
      return {
        command: 'CreateProduct',
        input: { name: sku, slug, status, variants: [variant] },
        expected: answer(
          [hasSku(model, sku), 'SKU_TAKEN'],
          [model.products.some((product) => product.slug === slug), 'SLUG_TAKEN'],
        ),
        apply: ({ result, events }) => {
          const product = { id: result.product as string, slug, status } as const
          model.products.push(product)
          const [id] = variantIdsIn(events)
          const prices = [always(amount)]
          model.variants.push({ ...variant, id, product, isArchived: false, prices })
        },
      }
    },
  ],
  updateProduct: [
    1.2,
    (model, { a, b }) => {
      const product = fitting(model.products, a, (product) => !isArchived(product))
      const slug = `p-${b % SLUGS}`
      return product
        ? {
            command: 'UpdateProduct',
            input: { productId: product.id, slug, name: 'Renamed' },
            expected: answer(
              [isArchived(product), PRODUCT_ARCHIVED],
              [
                model.products.some((other) => other !== product && other.slug === slug),
                'SLUG_TAKEN',
              ],
            ),
            apply: () => {
              product.slug = slug
            },
          }
        : null
    },
  ],
  publishProduct: [
    2,
    (model, { a }) => {
      const product = fitting(model.products, a, ({ status }) => status === 'DRAFT')
      return product
        ? {
            command: 'PublishProduct',
            input: { productId: product.id },
            expected: answer([isArchived(product), PRODUCT_ARCHIVED]),
            apply: () => {
              product.status = 'PUBLISHED'
            },
          }
        : null
    },
  ],
  unpublishProduct: [
    0.3,
    (model, { a }) => {
      const product = fitting(model.products, a, ({ status }) => status === 'PUBLISHED')
      return product
        ? {
            command: 'UnpublishProduct',
            input: { productId: product.id },
            expected: answer([isArchived(product), PRODUCT_ARCHIVED]),
            apply: () => {
              product.status = 'DRAFT'
            },
          }
        : null
    },
  ],
  archiveProduct: [
    2,
    (model, { a }) => {
      const product = pick(model.products, a)
      return product
        ? {
            command: 'ArchiveProduct',
            input: { productId: product.id },
            expected: 'ACCEPTED',
            apply: () => {
              product.status = 'ARCHIVED'
            },
          }
        : null
    },
  ],
  addVariant: [
    1,
    (model, { a, b, n }) => {
      const product = fitting(model.products, a, (product) => !isArchived(product))
      const sku = skuOf(b)
      const prices = n % 4 === 0 ? [] : [200 + n]
      return product
        ? {
            command: 'AddVariant',
            input: { productId: product.id, sku, prices: prices.map(gbp) },
            expected: answer(
              [isArchived(product), PRODUCT_ARCHIVED],
              [hasSku(model, sku), 'SKU_TAKEN'],
            ),
            apply: ({ result }) => {
              const id = result.variant as string
              const made = { ...MADE, prices: prices.map(always) }
              model.variants.push({ id, product, sku, ...made })
            },
          }
        : null
    },
  ],
  updateVariant: [
    1.2,
    (model, { a, b }) => {
      const variant = fitting(model.variants, a, isFree)
      const sku = skuOf(b)
      return variant
        ? {
            command: 'UpdateVariant',
            input: { variantId: variant.id, sku },
            expected: answer(
              [isArchived(variant.product), PRODUCT_ARCHIVED],
              [variant.isArchived, 'VARIANT_IS_ARCHIVED'],
              [variant.sku !== sku && hasSku(model, sku), 'SKU_TAKEN'],
            ),
            apply: () => {
              variant.sku = sku
            },
          }
        : null
    },
  ],
  archiveVariant: [
    2,
    (model, { a }) => {
      const variant = fitting(model.variants, a, ({ product }) => !isArchived(product))
      return variant
        ? {
            command: 'ArchiveVariant',
            input: { variantId: variant.id },
            expected: answer([isArchived(variant.product), PRODUCT_ARCHIVED]),
            apply: () => {
              variant.isArchived = true
            },
          }
        : null
    },
  ],
  setPrice: [
    1.5,
    (model, step) => {
      const variant = fitting(model.variants, step.a, isFree)
      return variant ? pricing(model, variant, step) : null
    },
  ],
  setPrices: [
    1,
    (model, step) => {
      const plans = beside(step).flatMap((step) => {
        const variant = fitting(model.variants, step.a, isFree)
        return variant ? [() => pricing(model, variant, step)] : []
      })
      return plans.length > 0 ? inRows('SetPrices', 'prices', plans) : null
    },
  ],
  createCollection: [
    4,
    (model, { a, b, n }) => {
      const slug = `c-${n % 3}`
      const ids = [pick(model.products, a), pick(model.products, b)].flatMap((one) => one?.id ?? [])
      return {
        command: 'CreateCollection',
        input: { name: slug, slug, productIds: ids },
        expected: answer(
          [new Set(ids).size < ids.length, 'PRODUCT_REPEATED'],
          [model.collections.some((known) => known.slug === slug), 'SLUG_TAKEN'],
        ),
        apply: ({ result }) =>
          void model.collections.push({ id: result.collection as string, slug }),
      }
    },
  ],
  updateCollection: [
    5,
    (model, { a, b, n }) => {
      const collection = pick(model.collections, a)
      const slug = b % 4 === 0 ? (model.collections.at(-1)?.slug ?? '') : `c-${n % 3}`
      return collection
        ? {
            command: 'UpdateCollection',
            input: {
              collectionId: collection.id,
              slug,
              productIds: model.products.slice(b % 3).map(({ id }) => id),
            },
            expected: answer([
              model.collections.some((other) => other !== collection && other.slug === slug),
              'SLUG_TAKEN',
            ]),
            apply: () => {
              collection.slug = slug
            },
          }
        : null
    },
  ],
  importProducts: [
    2.5,
    (model, { a, b, n }) => {
      const gone = b % 5 === 0 ? model.variants.find((variant) => !isFree(variant)) : undefined
      const sku = gone?.sku ?? skuOf(a)
      const known = model.variants.find((variant) => variant.sku === sku)
      const variants = [{ sku, prices: [gbp(100 + n)] }]
      return {
        command: 'ImportProducts',
        input: { products: [{ name: sku, status: 'PUBLISHED', variants }] },
        expected: answer(
          [known !== undefined && isArchived(known.product), PRODUCT_ARCHIVED],
          [known?.isArchived === true, 'VARIANT_IS_ARCHIVED'],
        ),
        apply: ({ result, events }) => {
          if (known) {
            known.product.status = 'PUBLISHED'
            if (priceOf(known, model.now) === 100 + n) return
            const from = known.prices.length === 0 ? -Infinity : model.now
            known.prices.push({ ...always(100 + n), from })
            return
          }
          const [id] = result.products as unknown as [string]
          const product = { id, slug: null, status: 'PUBLISHED' } as const
          model.products.push(product)
          const [variantId] = variantIdsIn(events)
          const made = { ...MADE, prices: [always(100 + n)] }
          model.variants.push({ id: variantId, product, sku, ...made })
        },
      }
    },
  ],
} satisfies Plans

function pricing(model: Model, variant: ModelVariant, { b, n }: Step): Move {
  const from = b % 3 === 0 ? model.now + ((b % 40) - 20) * HOUR : model.now
  const until = n % 4 === 0 ? model.now + ((n % 50) - 10) * HOUR : Infinity
  return {
    command: 'SetPrice',
    input: {
      variantId: variant.id,
      ...gbp(n),
      ...(b % 3 === 0 && { from: iso(from) }),
      ...(until !== Infinity && { until: iso(until) }),
    },
    expected: answer(
      [isArchived(variant.product), PRODUCT_ARCHIVED],
      [variant.isArchived, 'VARIANT_IS_ARCHIVED'],
      [until <= from || until <= model.now, 'PRICE_NEVER_HOLDS'],
    ),
    apply: () => void variant.prices.push({ amount: n, from, until }),
  }
}
