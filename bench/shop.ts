// A shop for benchmarks, stocked and sold from by commands alone.

import { type App, openApp } from '#app'
import { systemActor } from '#kernel/actor.ts'
import type { DatabaseAddress } from '#kernel/database/engine.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import { nameOf } from './names.ts'

export const SHOP = {
  currency: 'GBP',
  countryCode: 'GB',
  pricesIncludeTax: true,
  timeZone: 'UTC',
  cartLifetimeMs: 7 * 86_400_000,
  shipsUnpaid: true,
  paymentProviders: [],
  awaitsPaymentMs: null,
  reservationMs: null,
  webhooks: 'OFF' as const,
}
const ACTOR = systemActor('bench')
export const IN_FLIGHT = 64

/** @param isDurable False where what is made may be lost with the power, as it can be made again. */
export const openBenchApp = (
  where: string | DatabaseAddress,
  { clock, isDurable = true }: { clock?: () => number; isDurable?: boolean } = {},
): Promise<App> =>
  openApp({
    ...{
      database: typeof where === 'string' ? { file: where } : where,
      shop: SHOP,
      release: 'bench',
      reacts: false,
    },
    ...(clock && { clock }),
    ...(!isDurable && { connection: { synchronous: 'OFF' } }),
  })

/**
 * Makes the shop; answers its products' slugs, and a cart of three lines for each of `carts`.
 * @param isPriced With tax and a discount that is applied by itself; its carts have a code and shipping too.
 */
export async function stockedShop(
  where: string | DatabaseAddress,
  {
    products,
    orders = 0,
    carts = 0,
    isPriced = false,
  }: { products: number; orders?: number; carts?: number; isPriced?: boolean },
): Promise<{ slugs: string[]; carts: string[]; terms: Terms | null }> {
  const app = await openBenchApp(where)
  const slugs = await stockCatalog(app, products)
  const terms = isPriced ? await setPrices(app) : null
  await placeAll(app, await startCarts(app, orders))
  const started = await startCarts(app, carts, terms)
  await app.close()
  return { slugs, carts: started, terms }
}

/** So many products of two variants, with plenty of each; answers their slugs. */
export async function stockCatalog(app: App, products: number): Promise<string[]> {
  const { location } = await ids(app, 'CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  await inFlight(products, (index) =>
    ids(app, 'CreateProduct', {
      name: nameOf(index),
      slug: `product-${index}`,
      description: `What there is to say about it, in a sentence or two.`,
      status: 'PUBLISHED',
      variants: ['Small', 'Large'].map((size) => ({
        sku: `SKU-${index}-${size}`,
        name: size,
        prices: [{ amount: 100 + index, currency: 'GBP' }],
      })),
    }),
  )
  const variants = await variantsOf(app)
  for (let at = 0; at < variants.length; at += 200)
    await ids(app, 'ReceiveStock', {
      locationId: location,
      lines: variants.slice(at, at + 200).map((variantId) => ({ variantId, quantity: 100_000 })),
    })
  return Array.from({ length: products }, (_, index) => `product-${index}`)
}

const variantsOf = async ({ writer }: App): Promise<string[]> =>
  (await writer.rows<{ id: string }>('select id from variants order by id')).map(({ id }) => id)

export type Terms = { code: string; shippingMethodId: string }

const CODE = 'FIVER'

/** Tax, shipping, a discount for everybody and one by a code, which stand together. */
export async function setPrices(app: App): Promise<Terms> {
  const discount = { name: 'A discount', isCombinable: true }
  await ids(app, 'SetTaxRate', {
    ...{ countryCode: 'GB', taxClass: 'STANDARD', rate: 20_000, name: 'VAT' },
  })
  await ids(app, 'CreateDiscount', { ...discount, takes: { rate: 10_000 } })
  const amount = { amount: 50, currency: 'GBP' }
  await ids(app, 'CreateDiscount', { ...discount, code: CODE, takes: { amount } })
  const { shippingMethod: shippingMethodId = '' } = await ids(app, 'CreateShippingMethod', {
    ...{ name: 'Post', basis: 'FLAT', brackets: [{ currency: 'GBP', price: 360 }] },
  })
  return { code: CODE, shippingMethodId }
}

/** Those that `setPrices` made. */
export const termsOf = (app: App): Terms => ({
  code: CODE,
  shippingMethodId: sqliteOf(app.writer)
    .prepare('select id from shipping_methods')
    .pluck()
    .get() as string,
})

/** Carts of three lines; answers their ids. */
export async function startCarts(
  app: App,
  count: number,
  terms: Terms | null = null,
): Promise<string[]> {
  const variants = await variantsOf(app)
  return inFlight(count, async (index) => {
    const lines = [0, 1, 2].map((line) => ({
      variantId: variants[(index * 7 + line * 331) % variants.length],
      quantity: 1 + (index % 3),
    }))
    const { cart: cartId = '' } = await ids(app, 'StartCart', { currency: 'GBP', lines })
    if (terms) {
      await ids(app, 'ApplyDiscountCode', { cartId, code: terms.code })
      await ids(app, 'ChooseShipping', { cartId, shippingMethodId: terms.shippingMethodId })
    }
    return cartId
  })
}

export const placeAll = (app: App, carts: readonly string[]) =>
  inFlight(carts.length, (index) => ids(app, 'PlaceOrder', orderOf(carts[index], index)))

export const orderOf = (cartId: string | undefined, index: number) => ({
  cartId,
  email: `shopper-${index}@example.com`,
  shippingAddress: {
    name: 'A Shopper',
    line1: '1 High Street',
    city: 'London',
    postalCode: 'N1 1AA',
    countryCode: 'GB',
  },
})

/** Places every cart of a shop; answers the milliseconds that it took. */
export async function placeTimed(
  where: string | DatabaseAddress,
  carts: readonly string[],
): Promise<number> {
  const app = await openBenchApp(where)
  const start = performance.now()
  await placeAll(app, carts)
  const elapsed = performance.now() - start
  await app.close()
  return elapsed
}

export async function ids(
  app: App,
  command: string,
  input: unknown,
): Promise<Record<string, string>> {
  const { outcome } = await app.dispatch({ command, input, actor: ACTOR })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(`${command}: ${JSON.stringify(outcome)}`)
  return outcome.result as Record<string, string>
}

async function inFlight<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next++
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return results
}
