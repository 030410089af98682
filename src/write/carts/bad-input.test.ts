import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { stateHash } from '#kernel/database/state-hash.ts'
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

const GBP = (amount: number) => [{ amount, currency: 'GBP' }]

/** A shop with a mug, a treasure and a hundred other things, and a cart of one mug. */
async function shopWithCart() {
  const app = await testApp()
  const variants = Array.from({ length: 98 }, (_, n) => ({ sku: `V${n}`, prices: GBP(1) }))
  await app.accepted('CreateProduct', {
    name: 'Things',
    status: 'PUBLISHED',
    variants: [
      { sku: 'MUG', prices: GBP(1250) },
      { sku: 'TREASURE', isService: true, prices: GBP(1_000_000_000_000) },
      ...variants,
    ],
  })
  await app.accepted('CreateProduct', {
    name: 'Cup',
    status: 'PUBLISHED',
    variants: [{ sku: 'CUP', prices: GBP(1) }],
  })
  const idOf = (sku: string) =>
    app.rows<{ id: string }>('select id from variants where sku = ?', sku)[0]?.id as string
  const lines = [{ variantId: idOf('MUG'), quantity: 1 }]
  const { cart: cartId } = (await app.ids('StartCart', { currency: 'GBP', lines })) as {
    cart: string
  }
  const set = (sku: string, quantity: number) =>
    app.accepted('SetCartLine', { cartId, variantId: idOf(sku), quantity })
  return { app, cartId, idOf, set }
}
type ShopWithCart = Awaited<ReturnType<typeof shopWithCart>>

const order = (cartId: string) => ({ cartId, email: 'a@example.com', shippingAddress: ADDRESS })

test.each<
  [what: string, command: string, (scene: ShopWithCart) => Promise<object>, string, string]
>([
  [
    'a cart without a line',
    'PlaceOrder',
    async ({ cartId, set }) => {
      await set('MUG', 0)
      return order(cartId)
    },
    'CART_EMPTY',
    'input.cartId',
  ],
  [
    'a cart that costs more than an order may',
    'PlaceOrder',
    async ({ cartId, set }) => {
      await set('MUG', 0)
      await set('TREASURE', 2)
      return order(cartId)
    },
    'ORDER_TOO_LARGE',
    'input.cartId',
  ],
  [
    'a line more than a cart holds',
    'SetCartLine',
    async ({ cartId, idOf, set }) => {
      for (let n = 0; n < 98; n++) await set(`V${n}`, 1)
      await set('TREASURE', 1)
      return { cartId, variantId: idOf('CUP'), quantity: 1 }
    },
    'CART_FULL',
    'input.variantId',
  ],
  [
    'more units than a line holds, in two lines of one variant',
    'StartCart',
    async ({ idOf }) => ({
      currency: 'GBP',
      lines: [9_999, 1].map((quantity) => ({ variantId: idOf('MUG'), quantity })),
    }),
    'QUANTITY_TOO_LARGE',
    'input.lines.1.quantity',
  ],
  [
    'an archived variant',
    'SetCartLine',
    async ({ app, cartId, idOf }) => {
      await app.accepted('ArchiveVariant', { variantId: idOf('CUP') })
      return { cartId, variantId: idOf('CUP'), quantity: 1 }
    },
    'VARIANT_NOT_SELLABLE',
    'input.variantId',
  ],
  [
    'a variant of an archived product',
    'StartCart',
    async ({ app, idOf }) => {
      const [cup] = app.rows<{ id: string }>("select id from products where name = 'Cup'")
      await app.accepted('ArchiveProduct', { productId: cup?.id })
      return { currency: 'GBP', lines: [{ variantId: idOf('CUP'), quantity: 1 }] }
    },
    'VARIANT_NOT_SELLABLE',
    'input.lines.0.variantId',
  ],
  [
    'what was archived since it was put in',
    'PlaceOrder',
    async ({ app, cartId, idOf }) => {
      await app.accepted('ArchiveVariant', { variantId: idOf('MUG') })
      return order(cartId)
    },
    'VARIANT_NOT_SELLABLE',
    'input.cartId',
  ],
  [
    'a cart that was in use since',
    'AbandonCart',
    async ({ cartId }) => ({ cartId, unlessTouchedSince: '2026-03-02T09:59:59.999Z' }),
    'CART_STILL_IN_USE',
    'input.unlessTouchedSince',
  ],
])('%s is refused, and nothing of it stays', async (_, command, prepare, code, path) => {
  const scene = await shopWithCart()
  const { app } = scene
  const input = await prepare(scene)
  const { tables } = await stateHash(app.writer)
  expect(await refusalOf(app, command, input)).toEqual({ code, path })
  expect((await stateHash(app.writer)).tables).toEqual(tables)
})

test.each([
  [
    'SetCartLine',
    ({ cartId, idOf }: ShopWithCart) => ({ cartId, variantId: idOf('CUP'), quantity: 1 }),
  ],
  ['SetCartCustomer', ({ cartId }: ShopWithCart) => ({ cartId })],
  ['SetCartAddress', ({ cartId }: ShopWithCart) => ({ cartId, shippingAddress: ADDRESS })],
  ['AbandonCart', ({ cartId }: ShopWithCart) => ({ cartId })],
  ['PlaceOrder', ({ cartId }: ShopWithCart) => order(cartId)],
])('%s finds no cart of somebody else, and changes no cart that was given up', async (...row) => {
  const [command, inputOf] = row
  const scene = await shopWithCart()
  const { app, cartId } = scene
  const [ada, ben] = [
    (await app.ids('RegisterCustomer', { subject: 'ada' })).customer as string,
    (await app.ids('RegisterCustomer', { subject: 'ben' })).customer as string,
  ]
  await app.accepted('SetCartCustomer', { cartId, customerId: ada })
  const { tables } = await stateHash(app.writer)
  const actor: Actor = { kind: 'CUSTOMER', id: ben, permissions: ['carts.write', 'orders.place'] }
  expect(await app.give(command, inputOf(scene), { actor })).toMatchObject({
    refusal: { code: 'CART_NOT_FOUND', path: ['input', 'cartId'], facts: { cartId } },
  })
  expect((await stateHash(app.writer)).tables).toEqual(tables)

  await app.accepted('AbandonCart', { cartId })
  expect(await app.give(command, inputOf(scene))).toMatchObject({
    refusal: { code: 'CART_NOT_OPEN', path: ['input', 'cartId'], facts: { status: 'ABANDONED' } },
  })
})
