import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { replay } from '#kernel/replay.ts'
import { testApp } from '#testing/app.ts'
import { asked } from '#testing/graphql.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk, type Sku, UNKNOWN } from '#testing/orders.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { CUSTOMER_PERMISSIONS, PUBLISHABLE_PERMISSIONS } from '#write/access/permissions.ts'

const GUEST: Actor = { kind: 'PUBLISHABLE', id: 'key_shop', permissions: PUBLISHABLE_PERMISSIONS }
const customer = (id: string): Actor => ({
  kind: 'CUSTOMER',
  id,
  permissions: CUSTOMER_PERMISSIONS,
})

type Units = Partial<Record<Sku, number>>

async function shop(options: Parameters<typeof orderDesk>[1] = {}) {
  const app = await orderDesk({ MAIN: { MUG: 9, CUP: 9 } }, options)
  const ids: string[] = []
  for (const name of ['anna', 'ben']) {
    const { customer } = await app.ids('RegisterCustomer', { email: `${name}@example.com` })
    ids.push(customer as string)
  }
  const [anna, ben] = ids.map(customer) as [Actor, Actor]
  const start = async (actor: Actor, units: Units, currency = 'GBP') => {
    const lines = Object.entries(units).map(([sku, quantity]) => ({
      variantId: app.variants[sku as Sku],
      quantity,
    }))
    return (await app.ids('StartCart', { currency, lines }, { actor })).cart as string
  }
  const merge = (cartId: string, intoCartId?: string, actor = anna) =>
    app.give('MergeCart', { cartId, intoCartId }, { actor })
  return { app, anna, ben, start, merge }
}

const linesOf = (app: OrderDesk, cartId: string) =>
  Object.fromEntries(
    app
      .rows<{ sku: Sku; quantity: number }>(
        `select sku, quantity from cart_lines join variants v on v.id = variant_id
         where cart_id = ? order by cart_lines.position`,
        cartId,
      )
      .map(({ sku, quantity }) => [sku, quantity]),
  )

const cartOf = (outcome: Awaited<ReturnType<OrderDesk['give']>>) =>
  outcome.outcome === 'ACCEPTED' ? outcome.result.cart : outcome

const ADDRESS = {
  ...{ name: 'Anna', line1: '1 High Street', city: 'Leeds' },
  ...{ postalCode: 'LS1 1AA', countryCode: 'GB' },
}

test('of a variant that stands in both carts the larger quantity stays, and the rest is added', async () => {
  const { app, anna, start, merge } = await shop()
  const own = await start(anna, { MUG: 3, CUP: 1 })
  const guest = await start(GUEST, { GIFT: 1, MUG: 2, CUP: 4, POST: 1 })
  await app.accepted('SetCartAddress', { cartId: guest, shippingAddress: ADDRESS })
  expect(cartOf(await merge(guest))).toBe(own)
  expect(linesOf(app, own)).toEqual({ MUG: 3, CUP: 4, GIFT: 1, POST: 1 })
  expect(
    app.rows('select id, status, merged_into_id as into_id from cart_view order by status'),
  ).toEqual([
    { id: guest, status: 'MERGED', into_id: own },
    { id: own, status: 'OPEN', into_id: null },
  ])
  expect(app.rows('select shipping_address from carts where id = ?', own)).toEqual([
    { shipping_address: expect.stringContaining('High Street') },
  ])
})

test('merged again, by the same key or another, it is the same cart and nothing is added', async () => {
  const { app, anna, start, merge } = await shop()
  const own = await start(anna, { MUG: 1 })
  const guest = await start(GUEST, { MUG: 2 })
  await merge(guest)
  await app.accepted(
    'SetCartLine',
    { cartId: own, variantId: app.variants.MUG, quantity: 1 },
    { actor: anna },
  )
  expect(cartOf(await merge(guest))).toBe(own)
  expect(linesOf(app, own)).toEqual({ MUG: 1 })
})

test("without an open cart of their own, the guest's becomes theirs, once", async () => {
  const { app, anna, ben, start, merge } = await shop()
  const guest = await start(GUEST, { MUG: 2 })
  expect(cartOf(await merge(guest))).toBe(guest)
  expect(cartOf(await merge(guest))).toBe(guest)
  expect(app.rows('select customer_id, version from cart_view')).toEqual([
    { customer_id: anna.id, version: 2 },
  ])
  expect(await merge(guest, undefined, ben)).toMatchObject({
    refusal: { code: 'CART_NOT_FOUND', path: ['input', 'cartId'] },
  })
})

test('the cart that was changed last is meant unless one is named, and a customer finds it', async () => {
  const { app, anna, start, merge } = await shop()
  const first = await start(anna, { CUP: 1 })
  app.pass(1)
  const second = await start(anna, { CUP: 1 })
  app.pass(1)
  const found = async (actor: Actor) =>
    (await asked(app, '{ viewer { cart { id mergedInto { id } } } }', {}, { actor })).viewer.cart
  expect(await found(anna)).toEqual({ id: second, mergedInto: null })
  expect(await found(GUEST)).toBeNull()
  expect(cartOf(await merge(await start(GUEST, { MUG: 1 })))).toBe(second)
  app.pass(1)
  expect(cartOf(await merge(await start(GUEST, { MUG: 2 }), first))).toBe(first)
  expect(await found(anna)).toMatchObject({ id: first })
  await app.accepted('AbandonCart', { cartId: first }, { actor: anna })
  expect(await found(anna)).toMatchObject({ id: second })
})

test('the units that a guest held go on being held by the cart that stays', async () => {
  const { app, anna, start, merge } = await shop({
    shop: { ...TEST_SHOP, reservationMs: 60_000 },
  })
  const own = await start(anna, { MUG: 3 })
  const guest = await start(GUEST, { MUG: 6 })
  expect(cartOf(await merge(guest))).toBe(own)
  expect(app.rows('select cart_id, quantity from cart_reservations')).toEqual([
    { cart_id: own, quantity: 6 },
  ])
  expect(brokenBooks(app)).toEqual([])
})

test('what can not be merged is refused with its facts', async () => {
  const { app, anna, ben, start, merge } = await shop()
  const own = await start(anna, { MUG: 1 })
  const guest = await start(GUEST, { CUP: 1 })
  const bens = await start(ben, { CUP: 1 })
  const dollars = await start(GUEST, {}, 'USD')
  const gone = await start(GUEST, { CUP: 1 })
  await app.accepted('AbandonCart', { cartId: gone })
  const cases = [
    [await merge(guest, undefined, GUEST).catch((thrown) => thrown.permission), 'account.write'],
    [await app.give('MergeCart', { cartId: guest }), 'NOT_SIGNED_IN', null, {}],
    [await merge(UNKNOWN('cart')), 'CART_NOT_FOUND', 'cartId', { cartId: UNKNOWN('cart') }],
    [await merge(bens), 'CART_NOT_FOUND', 'cartId', { cartId: bens }],
    [await merge(guest, bens), 'CART_NOT_FOUND', 'intoCartId', { cartId: bens }],
    [await merge(own, guest), 'CART_NOT_FOUND', 'intoCartId', { cartId: guest }],
    [await merge(gone), 'CART_NOT_OPEN', 'cartId', { status: 'ABANDONED' }],
    [await merge(guest, gone), 'CART_NOT_OPEN', 'intoCartId', { status: 'ABANDONED' }],
    [await merge(dollars), 'CURRENCY_MISMATCH', 'cartId', { required: 'GBP', found: 'USD' }],
  ] as const
  for (const [outcome, code, field, facts] of cases) {
    if (code === 'account.write') expect(outcome).toBe(code)
    else
      expect(outcome).toMatchObject({
        refusal: { code, path: field && ['input', field], facts },
      })
  }
  expect(linesOf(app, own)).toEqual({ MUG: 1 })
})

test('a cart of more lines than one can have is not made', async () => {
  const { app, anna, merge } = await shop()
  const skus = Array.from({ length: 101 }, (_, index) => `S-${index}`)
  for (const part of [skus.slice(0, 60), skus.slice(60)])
    await app.accepted('CreateProduct', {
      name: `From ${part[0]}`,
      status: 'PUBLISHED',
      variants: part.map((sku) => ({ sku, prices: [{ amount: 1, currency: 'GBP' }] })),
    })
  const lines = app
    .rows<{ id: string }>(`select id from variants where sku like 'S-%'`)
    .map(({ id }) => ({ variantId: id, quantity: 1 }))
  const started = async (actor: Actor, some: typeof lines) =>
    (await app.ids('StartCart', { currency: 'GBP', lines: some }, { actor })).cart as string
  await started(anna, lines.slice(0, 51))
  expect(await merge(await started(GUEST, lines.slice(50)))).toMatchObject({
    refusal: { code: 'CART_FULL', facts: { linesMax: 100 } },
  })
  expect(cartOf(await merge(await started(GUEST, lines.slice(50, 100))))).toMatch(/^cart_/)
})

test.each([
  [{ cartId: '' }, ['input.cartId']],
  [{ cartId: UNKNOWN('ord') }, ['input.cartId']],
  [{ cartId: UNKNOWN('cart'), intoCartId: 'a\0' }, ['input.intoCartId']],
  [{}, ['input.cartId']],
])('%j is bad input', async (input, paths) => {
  const { app } = await shop()
  expect(await app.badPaths('MergeCart', input)).toEqual(paths)
})

test('merging replays to the same carts', async () => {
  const { app, anna, start, merge } = await shop()
  await start(anna, { MUG: 1 })
  await merge(await start(GUEST, { MUG: 2, CUP: 1 }))
  const { differences } = await replay({
    from: app.writer,
    into: await testApp(),
    release: 'test',
  })
  expect(differences).toEqual([])
})
