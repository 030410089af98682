import { expect, test } from 'vitest'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { openTestApp, type TestApp, testApp } from '#testing/app.ts'
import { IS_POSTGRES } from '#testing/database.ts'
import { asked } from '#testing/graphql.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk, type Sku, UNKNOWN } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { TEST_NOW, TEST_SHOP } from '#testing/shop.ts'

const HOLD = 15 * 60_000
const SHOP = { ...TEST_SHOP, reservationMs: HOLD }
const WHO = {
  email: 'anna@example.com',
  shippingAddress: {
    ...{ name: 'Anna', line1: '1 High Street', city: 'Leeds' },
    ...{ postalCode: 'LS1 1AA', countryCode: 'GB' },
  },
}

const desk = (stock: Parameters<typeof orderDesk>[0] = { MAIN: { MUG: 5 } }) =>
  orderDesk(stock, { shop: SHOP })

const lines = ({ variants }: OrderDesk, units: Partial<Record<Sku, number>>) =>
  Object.entries(units).map(([sku, quantity]) => ({ variantId: variants[sku as Sku], quantity }))

const cartWith = async (app: OrderDesk, units: Partial<Record<Sku, number>>) =>
  (await app.ids('StartCart', { currency: 'GBP', lines: lines(app, units) })).cart as string

const set = (app: OrderDesk, cartId: string, sku: Sku, quantity: number) =>
  app.accepted('SetCartLine', { cartId, variantId: app.variants[sku], quantity })

/** What is reserved where, as levels say; reserved rows are the same, or the books are broken. */
const reserved = (app: TestApp) =>
  Object.fromEntries(
    app
      .rows<{ place: string; reserved: number }>(
        `select v.sku || '@' || l.code as place, reserved from stock_levels
         join variants v on v.id = variant_id join locations l on l.id = location_id
         where reserved <> 0 order by place`,
      )
      .map(({ place, reserved }) => [place, reserved]),
  )

const CART = `query ($id: ID!) { cart(id: $id) {
  reservedUntil lines { quantity reserved reservedUntil } problems { code available } } }`
const cartSeen = async (app: TestApp, id: string) => (await asked(app, CART, { id })).cart

const mugs = async (app: OrderDesk): Promise<Record<string, unknown>> =>
  (
    await asked(
      app,
      `{ variant(sku: "MUG") {
        inStock availability available stock { reserved available isLow } } }`,
    )
  ).variant

test('what stands in a cart is not there for others, and is bought by who holds it', async () => {
  const app = await desk()
  const [first, second] = [await cartWith(app, { MUG: 4 }), await cartWith(app, { MUG: 2 })]
  expect(reserved(app)).toEqual({ 'MUG@MAIN': 4 })
  const until = new Date(TEST_NOW + HOLD).toISOString()
  expect(await cartSeen(app, first)).toEqual({
    reservedUntil: until,
    lines: [{ quantity: 4, reserved: 4, reservedUntil: until }],
    problems: [],
  })
  expect(await cartSeen(app, second)).toEqual({
    reservedUntil: null,
    lines: [{ quantity: 2, reserved: 0, reservedUntil: null }],
    problems: [{ code: 'INSUFFICIENT_STOCK', available: 1 }],
  })
  expect(await mugs(app)).toMatchObject({ available: 1, stock: { reserved: 4 } })
  expect(await app.refused('PlaceOrder', { cartId: second, ...WHO })).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    facts: { shortages: [{ sku: 'MUG', requested: 2, available: 1 }] },
  })
  await app.accepted('PlaceOrder', { cartId: first, ...WHO })
  expect(reserved(app)).toEqual({})
  expect(app.levels()).toEqual({ 'MUG@MAIN': '5/4' })
  expect(brokenBooks(app)).toEqual([])
})

test('a line that can be had no more keeps what it holds, and one that shrinks gives back', async () => {
  const app = await desk()
  const cart = await cartWith(app, { MUG: 3 })
  await set(app, cart, 'MUG', 6)
  expect(reserved(app)).toEqual({ 'MUG@MAIN': 3 })
  expect((await cartSeen(app, cart)).problems).toEqual([
    { code: 'INSUFFICIENT_STOCK', available: 5 },
  ])
  await set(app, cart, 'MUG', 5)
  expect(reserved(app)).toEqual({ 'MUG@MAIN': 5 })
  await set(app, cart, 'MUG', 1)
  expect(reserved(app)).toEqual({ 'MUG@MAIN': 1 })
  await set(app, cart, 'MUG', 0)
  expect(reserved(app)).toEqual({})
  expect(
    app.rows(`select kind, reserved_delta as units from stock_movements
      where kind like '%RESERVED' order by ${IS_POSTGRES ? 'ctid' : 'rowid'}`),
  ).toEqual([
    { kind: 'RESERVED', units: 3 },
    { kind: 'RESERVED', units: 2 },
    { kind: 'UNRESERVED', units: -4 },
    { kind: 'UNRESERVED', units: -1 },
  ])
})

test('changing a line holds the whole cart anew, and the due command comes for the last time only', async () => {
  const app = await desk({ MAIN: { MUG: 5, CUP: 5 } })
  const cart = await cartWith(app, { MUG: 2 })
  await app.reactions.settle()
  app.pass(HOLD - 1)
  await set(app, cart, 'CUP', 1)
  await app.reactions.settle()
  app.pass(HOLD - 1)
  await app.reactions.settle()
  expect(reserved(app)).toEqual({ 'CUP@MAIN': 1, 'MUG@MAIN': 2 })
  app.pass(1)
  await app.reactions.settle()
  await app.reactions.settle()
  expect(reserved(app)).toEqual({})
  expect(
    app.rows(`select outcome from kernel_journal where command = 'LapseReservations'`),
  ).toEqual([{ outcome: 'ACCEPTED' }])
  expect(app.rows('select status from carts')).toEqual([{ status: 'OPEN' }])
})

test('what has lapsed counts for nobody, though no command has come for it yet', async () => {
  const app = await desk({ MAIN: { MUG: 5 } })
  await app.accepted('SetStockPolicy', { variantId: app.variants.MUG, lowStockLevel: 1 })
  const held = await cartWith(app, { MUG: 5 })
  const other = await cartWith(app, { MUG: 4 })
  app.pass(HOLD - 1)
  const before = await mugs(app)
  expect(before).toEqual({
    inStock: false,
    availability: 'OUT',
    available: 0,
    stock: { reserved: 5, available: 0, isLow: true },
  })
  app.pass(1)
  expect(reserved(app)).toEqual({ 'MUG@MAIN': 5 })
  expect(await mugs(app)).toEqual({
    inStock: true,
    availability: 'IN_STOCK',
    available: 5,
    stock: { reserved: 0, available: 5, isLow: false },
  })
  expect((await cartSeen(app, other)).problems).toEqual([])
  expect(await cartSeen(app, held)).toMatchObject({ reservedUntil: null, problems: [] })
  await app.accepted('PlaceOrder', { cartId: other, ...WHO })
  expect(app.levels()).toEqual({ 'MUG@MAIN': '5/4' })
  expect(reserved(app)).toEqual({})
  expect((await cartSeen(app, held)).problems).toEqual([
    { code: 'INSUFFICIENT_STOCK', available: 1 },
  ])
  expect(brokenBooks(app)).toEqual([])
})

test('goods that only a lapsed reservation kept out of stock are found as in stock again', async () => {
  const app = await testApp({ shop: SHOP })
  const { location } = await app.ids('CreateLocation', { code: 'A', name: 'A', countryCode: 'GB' })
  await app.accepted('CreateProduct', {
    name: 'Mug',
    status: 'PUBLISHED',
    variants: [{ sku: 'MUG', prices: [{ amount: 1, currency: 'GBP' }] }],
  })
  const [{ id: variantId } = { id: '' }] = app.rows<{ id: string }>('select id from variants')
  const line = { variantId, quantity: 1 }
  await app.accepted('ReceiveStock', { locationId: location, lines: [line] })
  await app.accepted('StartCart', { currency: 'GBP', lines: [line] })
  const found = async (inStock: boolean) =>
    (await asked(app, `{ searchProducts(where: { inStock: ${inStock} }) { totalCount } }`))
      .searchProducts.totalCount
  expect([await found(true), await found(false)]).toEqual([0, 1])
  app.pass(HOLD)
  expect([await found(true), await found(false)]).toEqual([1, 0])
})

test('who held it may buy it after it lapsed, where nobody came before', async () => {
  const app = await desk()
  const cart = await cartWith(app, { MUG: 5 })
  app.pass(HOLD)
  await app.reactions.settle()
  await app.accepted('PlaceOrder', { cartId: cart, ...WHO })
  expect(app.levels()).toEqual({ 'MUG@MAIN': '5/5' })
})

test('an order takes its units from where they were held, though another place is asked first', async () => {
  const app = await desk({ MAIN: { MUG: 2 }, NORTH: { MUG: 5 } })
  const cart = await cartWith(app, { MUG: 4 })
  expect(reserved(app)).toEqual({ 'MUG@NORTH': 4 })
  await app.accepted('ReceiveStock', {
    locationId: app.locations.MAIN,
    lines: lines(app, { MUG: 10 }),
  })
  await app.accepted('PlaceOrder', { cartId: cart, ...WHO })
  expect(app.levels()).toEqual({ 'MUG@MAIN': '12/0', 'MUG@NORTH': '5/4' })
})

test('staff can not take what carts hold, and can once it lapsed', async () => {
  const app = await desk()
  await cartWith(app, { MUG: 4 })
  const variantId = app.variants.MUG
  const locationId = app.locations.MAIN
  const takes = [
    ['AdjustStock', { variantId, locationId, delta: -2, reason: 'DAMAGED' }],
    ['SetStock', { variantId, locationId, onHand: 3 }],
    [
      'TransferStock',
      {
        fromLocationId: locationId,
        toLocationId: app.locations.NORTH,
        lines: [{ variantId, quantity: 2 }],
      },
    ],
  ] as const
  for (const [command, input] of takes)
    expect(await app.refused(command, input), command).toMatchObject({
      code: 'INSUFFICIENT_STOCK',
      facts: { shortages: [{ requested: 2, available: 1 }] },
    })
  app.pass(HOLD)
  for (const [command, input] of takes) {
    const late = (await app.again()) as OrderDesk
    await late.accepted(command, input)
    expect(brokenBooks(late), command).toEqual([])
    expect(reserved(late), command).toEqual({})
  }
})

type Given = [command: string, input: object]

test.each<[string, (cartId: string) => Given]>([
  ['abandoned', (cartId: string): Given => ['AbandonCart', { cartId }]],
  ['placed', (cartId: string): Given => ['PlaceOrder', { cartId, ...WHO }]],
])('a cart that is %s holds nothing, and its due command changes nothing', async (_, ending) => {
  const app = await desk()
  const cart = await cartWith(app, { MUG: 2 })
  await app.reactions.settle()
  await app.accepted(...ending(cart))
  expect(reserved(app)).toEqual({})
  const before = app.levels()
  app.pass(HOLD)
  await app.reactions.settle()
  expect(app.levels()).toEqual(before)
  expect(brokenBooks(app)).toEqual([])
})

test('what is sold on backorder, never counted or no goods at all is not held back', async () => {
  const app = await desk()
  await app.accepted('SetStockPolicy', { variantId: app.variants.MUG, backorder: true })
  await cartWith(app, { MUG: 9, GIFT: 3, POST: 1 })
  expect(reserved(app)).toEqual({})
  expect(app.rows(`select * from kernel_events where name = 'CartReservationsChanged'`)).toEqual([])
})

test('a shop without the setting holds nothing back', async () => {
  const app = await orderDesk({ MAIN: { MUG: 5 } })
  const cart = await cartWith(app, { MUG: 5 })
  expect(reserved(app)).toEqual({})
  expect(await cartSeen(app, cart)).toMatchObject({ reservedUntil: null, problems: [] })
})

test('what was held when the setting was taken out still lapses', async () => {
  const app = await desk()
  await cartWith(app, { MUG: 5 })
  const without = (await app.again({ shop: TEST_SHOP })) as OrderDesk
  without.pass(HOLD)
  await without.reactions.settle()
  await without.reactions.settle()
  expect(reserved(without)).toEqual({})
})

test('killed while it holds, it lapses once after a restart', async () => {
  const app = await desk()
  await cartWith(app, { MUG: 5 })
  const seen = await app.again()
  await seen.reactions.settle()
  for (const shop of [await app.again(), await seen.again()]) {
    shop.pass(HOLD)
    await shop.reactions.settle()
    const late = await shop.again()
    await late.reactions.settle()
    expect(reserved(late)).toEqual({})
    expect(
      late.rows(`select outcome from kernel_journal where command = 'LapseReservations'`),
    ).toEqual([{ outcome: 'ACCEPTED' }])
  }
})

test('lapsing is refused for a cart that is not there, and is nobody’s to give', async () => {
  const app = await desk()
  expect(await app.refused('LapseReservations', { cartId: UNKNOWN('cart') })).toMatchObject({
    code: 'CART_NOT_FOUND',
    path: ['input', 'cartId'],
  })
  expect(await app.badPaths('LapseReservations', { cartId: 'x' })).toEqual(['input.cartId'])
  const actor = { kind: 'STAFF', id: 'key_x', permissions: ['carts.write'] } as const
  const input = { cartId: UNKNOWN('cart') }
  await expect(app.give('LapseReservations', input, { actor })).rejects.toThrow('system.react')
})

type Step = {
  kind: 'set' | 'place' | 'abandon' | 'wait' | 'settle' | 'receive' | 'take'
  a: number
  b: number
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    ...([
      'set',
      'set',
      'set',
      'set',
      'place',
      'abandon',
      'wait',
      'wait',
      'settle',
      'receive',
      'take',
    ] as const),
  ),
  a: fc.nat(5),
  b: fc.nat(6),
})

test('whoever holds, lets lapse, buys and gives up in whatever order: never oversold, all given back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const { app, dispose } = await openTestApp({ shop: SHOP })
      try {
        await walk(app, steps)
        const found = await verifyViews(app.writer, views, tallies)
        expect(found.flatMap(({ findings }) => findings)).toEqual([])
        app.pass(HOLD)
        await app.reactions.settle()
        await app.reactions.settle()
        expect(reserved(app)).toEqual({})
        expect(app.rows('select * from cart_reservations')).toEqual([])
        expect(brokenBooks(app)).toEqual([])
      } finally {
        await dispose()
      }
    }),
    { numRuns: 40 },
  )
})

async function walk(app: TestApp, steps: readonly Step[]): Promise<void> {
  const places: string[] = []
  for (const code of ['A', 'B']) {
    const { location } = await app.ids('CreateLocation', { code, name: code, countryCode: 'GB' })
    places.push(location as string)
  }
  await app.accepted('CreateProduct', {
    name: 'Goods',
    status: 'PUBLISHED',
    variants: ['MUG', 'CUP'].map((sku) => ({ sku, prices: [{ amount: 1, currency: 'GBP' }] })),
  })
  const goods = app.rows<{ id: string }>('select id from variants').map(({ id }) => id)
  const receive = (a: number, quantity: number) =>
    app.accepted('ReceiveStock', {
      locationId: places[a % 2],
      lines: [{ variantId: goods[(a >> 1) % 2], quantity }],
    })
  for (const a of [0, 1, 2, 3]) await receive(a, 3)
  let carts: string[] = []
  for (const _ of 'abc')
    carts.push((await app.ids('StartCart', { currency: 'GBP' })).cart as string)

  for (const { kind, a, b } of steps) {
    const cartId = carts[a % carts.length]
    const variantId = goods[b % 2]
    if (kind === 'set') await app.give('SetCartLine', { cartId, variantId, quantity: b })
    if (kind === 'wait') app.pass(Math.round((HOLD * (b + 1)) / 4))
    if (kind === 'settle') await app.reactions.settle()
    if (kind === 'receive') await receive(a, b + 1)
    if (kind === 'take')
      await app.give('AdjustStock', {
        variantId,
        locationId: places[a % 2],
        delta: -(b + 1),
        reason: 'DAMAGED',
      })
    if (kind === 'place' || kind === 'abandon') {
      // What a cart shows as free of problems can be placed, and what it shows a problem of can't.
      const seen = await cartSeen(app, cartId as string)
      const outcome =
        kind === 'place'
          ? await app.give('PlaceOrder', { cartId, ...WHO })
          : await app.give('AbandonCart', { cartId })
      if (kind === 'place' && seen.lines.length > 0)
        expect(outcome.outcome).toBe(seen.problems.length > 0 ? 'REFUSED' : 'ACCEPTED')
      if (outcome.outcome === 'ACCEPTED') {
        const { cart } = await app.ids('StartCart', { currency: 'GBP' })
        carts = carts.map((id) => (id === cartId ? (cart as string) : id))
      }
    }
    expect(brokenBooks(app)).toEqual([])
  }
}

test('the journal replays to the same reservations', async () => {
  const app = await desk({ MAIN: { MUG: 5 }, NORTH: { MUG: 5 } })
  const cart = await cartWith(app, { MUG: 4 })
  await cartWith(app, { MUG: 6 })
  await app.reactions.settle()
  app.pass(HOLD)
  await set(app, cart, 'MUG', 2)
  await app.reactions.settle()
  const into = await testApp({ shop: SHOP })
  const { differences } = await replay({ from: app.writer, into, release: 'test' })
  expect(differences).toEqual([])
})
