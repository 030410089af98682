import { expect, test } from 'vitest'
import { Rejection } from '#kernel/rejection.ts'
import { type TestApp, testApp } from '#testing/app.ts'

const ADDRESS = {
  ...{ name: 'A Shopper', line1: '1 High Street', city: 'London' },
  ...{ postalCode: 'N1', countryCode: 'GB' },
}
const unknown = (prefix: string) => `${prefix}_${'0'.repeat(26)}`

/** The refusal, whether it came before the queue or from the rules. */
async function refusalOf(app: TestApp, command: string, input: unknown) {
  try {
    const outcome = await app.give(command, input)
    if (outcome.outcome !== 'REFUSED') return outcome
    const { code, path } = outcome.refusal
    return { code, path: path?.join('.') }
  } catch (thrown) {
    if (!(thrown instanceof Rejection)) throw thrown
    return { code: thrown.code, path: thrown.path?.join('.') }
  }
}

type Scene = { cartId: string; variantId: string }
type Case = [
  what: string,
  command: string,
  input: (scene: Scene) => object,
  code: string,
  path: string,
]

const CASES: Case[] = [
  ['no currency', 'StartCart', () => ({}), 'INVALID_INPUT', 'input.currency'],
  [
    'a currency that is none',
    'StartCart',
    () => ({ currency: 'XXX' }),
    'INVALID_INPUT',
    'input.currency',
  ],
  [
    'a line of nothing',
    'StartCart',
    ({ variantId }) => ({ currency: 'GBP', lines: [{ variantId, quantity: 0 }] }),
    'INVALID_INPUT',
    'input.lines.0.quantity',
  ],
  [
    'a negative quantity',
    'SetCartLine',
    (scene) => ({ ...scene, quantity: -1 }),
    'INVALID_INPUT',
    'input.quantity',
  ],
  [
    'an absurd quantity',
    'SetCartLine',
    (scene) => ({ ...scene, quantity: 10_000 }),
    'INVALID_INPUT',
    'input.quantity',
  ],
  [
    'half a unit',
    'SetCartLine',
    (scene) => ({ ...scene, quantity: 0.5 }),
    'INVALID_INPUT',
    'input.quantity',
  ],
  [
    'more lines than a cart holds',
    'StartCart',
    ({ variantId }) => ({
      currency: 'GBP',
      lines: Array.from({ length: 101 }, () => ({ variantId, quantity: 1 })),
    }),
    'INVALID_INPUT',
    'input.lines',
  ],
  [
    'an unknown variant',
    'SetCartLine',
    ({ cartId }) => ({ cartId, variantId: unknown('var'), quantity: 1 }),
    'VARIANT_NOT_FOUND',
    'input.variantId',
  ],
  [
    'an unknown cart',
    'SetCartLine',
    ({ variantId }) => ({ cartId: unknown('cart'), variantId, quantity: 1 }),
    'CART_NOT_FOUND',
    'input.cartId',
  ],
  [
    'an id of another type',
    'SetCartLine',
    ({ variantId }) => ({ cartId: variantId, variantId, quantity: 1 }),
    'INVALID_INPUT',
    'input.cartId',
  ],
  [
    'a currency in which nothing is priced',
    'StartCart',
    ({ variantId }) => ({ currency: 'JPY', lines: [{ variantId, quantity: 1 }] }),
    'PRICE_MISSING',
    'input.lines.0.variantId',
  ],
  [
    'a malformed e-mail',
    'PlaceOrder',
    ({ cartId }) => ({ cartId, email: 'anna@', shippingAddress: ADDRESS }),
    'INVALID_INPUT',
    'input.email',
  ],
  [
    'a city with NUL',
    'PlaceOrder',
    ({ cartId }) => ({
      cartId,
      email: 'a@example.com',
      shippingAddress: { ...ADDRESS, city: 'Lon\0don' },
    }),
    'INVALID_INPUT',
    'input.shippingAddress.city',
  ],
  [
    'a street of 100 kB',
    'PlaceOrder',
    ({ cartId }) => ({
      cartId,
      email: 'a@example.com',
      shippingAddress: { ...ADDRESS, line1: 'x'.repeat(100_000) },
    }),
    'INVALID_INPUT',
    'input.shippingAddress.line1',
  ],
  [
    'a country that is none',
    'PlaceOrder',
    ({ cartId }) => ({
      cartId,
      email: 'a@example.com',
      shippingAddress: { ...ADDRESS, countryCode: 'UK' },
    }),
    'INVALID_INPUT',
    'input.shippingAddress.countryCode',
  ],
  [
    'no address at all',
    'PlaceOrder',
    ({ cartId }) => ({ cartId, email: 'a@example.com' }),
    'SHIPPING_ADDRESS_MISSING',
    'input.shippingAddress',
  ],
  [
    'a field that is not known',
    'PlaceOrder',
    ({ cartId }) => ({ cartId, email: 'a@example.com', shippingAddress: ADDRESS, price: 1 }),
    'INVALID_INPUT',
    'input',
  ],
]

test.each(CASES)(
  '%s is refused by %s, names the field, and leaves no trace',
  async (_, command, input, code, path) => {
    const app = await testApp()
    await app.accepted('CreateProduct', {
      name: 'Mug',
      status: 'PUBLISHED',
      variants: [{ sku: 'MUG', prices: [{ amount: 1250, currency: 'GBP' }] }],
    })
    const variantId = app.rows<{ id: string }>('select id from variants')[0]?.id as string
    const lines = [{ variantId, quantity: 1 }]
    const { cart: cartId } = await app.ids('StartCart', { currency: 'GBP', lines })
    const traces = () =>
      app.rows(
        'select (select count(*) from carts) as carts, (select count(*) from orders) as orders, (select sum(quantity) from cart_lines) as units, (select count(*) from kernel_events) as events',
      )
    const before = traces()
    expect(await refusalOf(app, command, input({ cartId: cartId as string, variantId }))).toEqual({
      code,
      path,
    })
    expect(traces()).toEqual(before)
  },
)
