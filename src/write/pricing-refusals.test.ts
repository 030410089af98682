import { beforeAll, expect, test } from 'vitest'
import { stateHash } from '#kernel/database/state-hash.ts'
import { openTestApp } from '#testing/app.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'
import { commands } from './commands.ts'

const ADDRESS = {
  ...{ name: 'Anna', line1: '1 High Street', city: 'Leeds' },
  ...{ postalCode: 'LS1 1AA', countryCode: 'GB' },
}
const HOUR = 3_600_000

/** A shop in which everything that can be refused about prices is so already. */
type Scene = {
  desk: OrderDesk
  discounts: Record<string, string>
  methods: Record<'post' | 'heavy' | 'gone', string>
  carts: Record<string, string>
  productId: string
}
let scene: Scene

const iso = (at: number) => new Date(at).toISOString()
const gbp = (amount: number) => ({ amount, currency: 'GBP' })

beforeAll(async () => {
  const { app, dispose } = await openTestApp()
  const desk = await orderDesk({ MAIN: { MUG: 100, CUP: 10 } }, {}, async () => app)
  const id = async (command: string, input: object): Promise<string> =>
    Object.values(await desk.ids(command, input))[0] as string
  const { variants } = desk
  const now = desk.clock()
  const other = await id('CreateProduct', {
    ...{ name: 'Other', status: 'PUBLISHED' },
    variants: [{ sku: 'OTHER', prices: [{ amount: 100, currency: 'EUR' }] }],
  })
  const discount = (code: string, terms: object = {}) =>
    id('CreateDiscount', {
      name: code,
      code,
      takes: { rate: 10_000 },
      isCombinable: true,
      ...terms,
    })
  const discounts = {
    TEN: await discount('TEN'),
    ALONE: await discount('ALONE', { isCombinable: false }),
    EURO: await discount('EURO', { takes: { amount: { amount: 100, currency: 'EUR' } } }),
    OTHER: await discount('OTHER', { productIds: [other] }),
    LARGE: await discount('LARGE', { minimumSubtotal: gbp(10_000) }),
    LATER: await discount('LATER', { startsAt: iso(now + HOUR) }),
    OVER: await discount('OVER'),
    ONCE: await discount('ONCE', { usageLimit: 1 }),
    EACH: await discount('EACH', { usageLimitPerCustomer: 1 }),
    USED: await discount('USED', { usageLimit: 3 }),
  }
  const method = (name: string, upTo: number | null = null) =>
    id('CreateShippingMethod', {
      ...{ name, basis: upTo === null ? 'FLAT' : 'SUBTOTAL' },
      brackets: [{ currency: 'GBP', price: 300, upTo }],
    })
  const methods = {
    post: await method('Post'),
    heavy: await method('Small', 100),
    gone: await method('Gone'),
  }
  const cart = async (codes: string[], shippingMethodId: string | null = null) => {
    const lines = [{ variantId: variants.MUG, quantity: 1 }]
    const cartId = await id('StartCart', { currency: 'GBP', lines })
    for (const code of codes) await desk.accepted('ApplyDiscountCode', { cartId, code })
    if (shippingMethodId) await desk.accepted('ChooseShipping', { cartId, shippingMethodId })
    return cartId
  }
  const place = (cartId: string, email: string) =>
    desk.accepted('PlaceOrder', { cartId, email, shippingAddress: ADDRESS })
  await place(await cart(['ONCE', 'USED']), 'first@example.com')
  await place(await cart(['EACH', 'USED']), 'Anna@Example.com')
  const carts: Record<string, string> = {
    ...{ open: await cart([]), done: await cart([]), gone: await cart([], methods.gone) },
    ...{
      TEN: await cart(['TEN']),
      ALONE: await cart(['TEN', 'ALONE']),
      heavy: await cart([], methods.heavy),
    },
    full: await cart([]),
  }
  for (const code of ['EURO', 'OTHER', 'LARGE', 'LATER', 'OVER', 'ONCE', 'EACH'])
    carts[code] = await cart([code])
  for (let at = 0; at < 10; at++) {
    await discount(`CODE-${at}`)
    await desk.accepted('ApplyDiscountCode', { cartId: carts.full, code: `CODE-${at}` })
  }
  await place(carts.done as string, 'done@example.com')
  carts.unpriced = await cart([])
  await desk.accepted('SetCartLine', {
    cartId: carts.unpriced,
    variantId: variants.CUP,
    quantity: 1,
  })
  const [price] = desk.rows<{ id: string }>(
    'select id from prices where variant_id = ?',
    variants.CUP,
  )
  await desk.accepted('RemovePrice', { priceId: price?.id })
  await desk.accepted('EndDiscount', { discountId: discounts.OVER })
  await desk.accepted('ArchiveShippingMethod', { shippingMethodId: methods.gone })
  for (let at = 0; at < 50; at++)
    await desk.accepted('CreateDiscount', {
      ...{ name: 'Automatic', takes: { freeShipping: true }, startsAt: iso(now + HOUR) },
    })
  for (let at = 0; at < 98; at++) await method('One of many')
  scene = { desk, discounts, methods, carts, productId: other }
  return dispose
})

type Refused = [
  command: string,
  input: (scene: Scene) => object,
  code: string,
  path: string,
  facts?: object,
]

const CREATED = { name: 'A discount', takes: { rate: 10_000 }, code: 'NEW' }
const flat = (...brackets: object[]) => ({ name: 'Post', basis: 'FLAT', brackets })
const bySubtotal = (...upTo: (number | null)[]) => ({
  ...{ name: 'Post', basis: 'SUBTOTAL' },
  brackets: upTo.map((each) => ({ currency: 'GBP', price: 1, upTo: each })),
})
const placing =
  (cart: string, email = 'anna@example.com') =>
  ({ carts }: Scene) => ({ cartId: carts[cart], email, shippingAddress: ADDRESS })

/** Of creating and changing a discount alike. */
const targeted = (command: string, base: (scene: Scene) => object): Refused[] => [
  [
    command,
    (s) => ({ ...base(s), productIds: [UNKNOWN('prd')] }),
    'PRODUCT_NOT_FOUND',
    'productIds.0',
  ],
  [
    command,
    (s) => ({ ...base(s), productIds: [s.productId, s.productId] }),
    'PRODUCT_REPEATED',
    'productIds.1',
  ],
  [
    command,
    (s) => ({ ...base(s), collectionIds: [UNKNOWN('col')] }),
    'COLLECTION_NOT_FOUND',
    'collectionIds.0',
  ],
]

const updating =
  (name: string, fields: object) =>
  ({ discounts }: Scene) => ({
    discountId: discounts[name],
    ...fields,
  })

const REFUSED: Refused[] = [
  [
    'CreateDiscount',
    () => ({ ...CREATED, code: 'ten' }),
    'DISCOUNT_CODE_TAKEN',
    'code',
    { discountCode: 'ten' },
  ],
  [
    'CreateDiscount',
    () => ({ ...CREATED, startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-01T00:00:00Z' }),
    'DISCOUNT_DATES_REVERSED',
    'endsAt',
  ],
  [
    'CreateDiscount',
    () => ({ ...CREATED, code: null }),
    'TOO_MANY_AUTOMATIC_DISCOUNTS',
    'code',
    { discountsMax: 50 },
  ],
  [
    'CreateDiscount',
    () => ({
      ...CREATED,
      takes: { amount: gbp(100) },
      minimumSubtotal: { amount: 1, currency: 'EUR' },
    }),
    'CURRENCY_MISMATCH',
    'minimumSubtotal.currency',
    { required: 'GBP', found: 'EUR' },
  ],
  ...targeted('CreateDiscount', () => CREATED),
  ...targeted('UpdateDiscount', updating('TEN', {})),
  ['UpdateDiscount', () => ({ discountId: UNKNOWN('dsc') }), 'DISCOUNT_NOT_FOUND', 'discountId'],
  ['UpdateDiscount', updating('OVER', {}), 'DISCOUNT_HAS_ENDED', 'discountId'],
  [
    'UpdateDiscount',
    updating('TEN', { startsAt: '2027-01-02T00:00:00Z', endsAt: '2027-01-01T00:00:00Z' }),
    'DISCOUNT_DATES_REVERSED',
    'endsAt',
  ],
  [
    'UpdateDiscount',
    updating('USED', { usageLimit: 1 }),
    'DISCOUNT_LIMIT_TOO_LOW',
    'usageLimit',
    { used: 2, usageLimit: 1 },
  ],
  [
    'UpdateDiscount',
    updating('EURO', { minimumSubtotal: gbp(100) }),
    'CURRENCY_MISMATCH',
    'minimumSubtotal.currency',
    { required: 'EUR', found: 'GBP' },
  ],
  ['EndDiscount', () => ({ discountId: UNKNOWN('dsc') }), 'DISCOUNT_NOT_FOUND', 'discountId'],
  ['EndDiscount', updating('OVER', {}), 'DISCOUNT_HAS_ENDED', 'discountId'],
  [
    'SetTaxRate',
    () => ({ countryCode: 'GB', taxClass: 'ZERO', rate: 1, name: 'VAT' }),
    'ZERO_CLASS_IS_NEVER_TAXED',
    'rate',
    { countryCode: 'GB' },
  ],
  [
    'RemoveTaxRate',
    () => ({ countryCode: 'GB', taxClass: 'REDUCED' }),
    'TAX_RATE_NOT_FOUND',
    'taxClass',
    { countryCode: 'GB', taxClass: 'REDUCED' },
  ],
  [
    'CreateShippingMethod',
    () => bySubtotal(200, 200),
    'SHIPPING_BRACKETS_INVALID',
    'brackets.1.upTo',
    { upTo: 200 },
  ],
  [
    'CreateShippingMethod',
    () => bySubtotal(null, 200),
    'SHIPPING_BRACKETS_INVALID',
    'brackets.1.upTo',
  ],
  [
    'CreateShippingMethod',
    () => flat({ currency: 'GBP', price: 1, upTo: 5 }),
    'SHIPPING_BRACKETS_INVALID',
    'brackets.0.upTo',
  ],
  [
    'CreateShippingMethod',
    () => flat({ currency: 'GBP', price: 1 }),
    'TOO_MANY_SHIPPING_METHODS',
    '',
    { methodsMax: 100 },
  ],
  [
    'UpdateShippingMethod',
    ({ methods }) => ({ shippingMethodId: methods.heavy, basis: 'FLAT' }),
    'SHIPPING_BRACKETS_INVALID',
    'brackets.0.upTo',
  ],
  ...['UpdateShippingMethod', 'ArchiveShippingMethod'].flatMap((command): Refused[] => [
    [
      command,
      () => ({ shippingMethodId: UNKNOWN('shm') }),
      'SHIPPING_METHOD_NOT_FOUND',
      'shippingMethodId',
    ],
    [
      command,
      ({ methods }) => ({ shippingMethodId: methods.gone }),
      'SHIPPING_METHOD_IS_ARCHIVED',
      'shippingMethodId',
    ],
  ]),
  ...(
    [
      ['ApplyDiscountCode', { code: 'TEN' }],
      ['RemoveDiscountCode', { code: 'TEN' }],
      ['ChooseShipping', { shippingMethodId: null }],
      ['SetCartAddress', { shippingAddress: ADDRESS }],
    ] as const
  ).flatMap(([command, fields]): Refused[] => [
    [command, () => ({ cartId: UNKNOWN('cart'), ...fields }), 'CART_NOT_FOUND', 'cartId'],
    [
      command,
      ({ carts }) => ({ cartId: carts.done, ...fields }),
      'CART_NOT_OPEN',
      'cartId',
      { status: 'COMPLETED' },
    ],
  ]),
  [
    'ApplyDiscountCode',
    ({ carts }) => ({ cartId: carts.open, code: 'NONE' }),
    'DISCOUNT_CODE_UNKNOWN',
    'code',
  ],
  [
    'ApplyDiscountCode',
    ({ carts }) => ({ cartId: carts.full, code: 'TEN' }),
    'TOO_MANY_DISCOUNT_CODES',
    'code',
    { codesMax: 10 },
  ],
  [
    'RemoveDiscountCode',
    ({ carts }) => ({ cartId: carts.open, code: 'TEN' }),
    'DISCOUNT_CODE_NOT_ON_CART',
    'code',
  ],
  [
    'ChooseShipping',
    ({ carts }) => ({ cartId: carts.open, shippingMethodId: UNKNOWN('shm') }),
    'SHIPPING_METHOD_NOT_FOUND',
    'shippingMethodId',
  ],
  [
    'ChooseShipping',
    ({ carts, methods }) => ({ cartId: carts.open, shippingMethodId: methods.gone }),
    'SHIPPING_METHOD_IS_ARCHIVED',
    'shippingMethodId',
  ],
  [
    'PlaceOrder',
    placing('EURO'),
    'DISCOUNT_CURRENCY_MISMATCH',
    'cartId',
    { discountCode: 'EURO', required: 'EUR', found: 'GBP' },
  ],
  ['PlaceOrder', placing('OTHER'), 'DISCOUNT_WITHOUT_GOODS', 'cartId', { discountCode: 'OTHER' }],
  [
    'PlaceOrder',
    placing('LARGE'),
    'DISCOUNT_MINIMUM_NOT_MET',
    'cartId',
    { minimum: 10_000, subtotal: 500 },
  ],
  ['PlaceOrder', placing('LATER'), 'DISCOUNT_NOT_STARTED', 'cartId', { discountCode: 'LATER' }],
  ['PlaceOrder', placing('OVER'), 'DISCOUNT_EXPIRED', 'cartId', { discountCode: 'OVER' }],
  [
    'PlaceOrder',
    placing('ONCE'),
    'DISCOUNT_LIMIT_REACHED',
    'cartId',
    { usageLimit: 1, isPerCustomer: false },
  ],
  [
    'PlaceOrder',
    placing('EACH'),
    'DISCOUNT_LIMIT_REACHED',
    'cartId',
    { usageLimit: 1, isPerCustomer: true },
  ],
  [
    'PlaceOrder',
    placing('ALONE'),
    'DISCOUNT_NOT_COMBINABLE',
    'cartId',
    { discountCode: 'ALONE', otherCode: 'TEN' },
  ],
  ['PlaceOrder', placing('gone'), 'SHIPPING_METHOD_UNAVAILABLE', 'cartId'],
  [
    'PlaceOrder',
    placing('heavy'),
    'SHIPPING_METHOD_UNAVAILABLE',
    'cartId',
    { currency: 'GBP', countryCode: 'GB', weight: 0, subtotal: 500 },
  ],
  ['PlaceOrder', placing('unpriced'), 'PRICE_MISSING', 'cartId', { sku: 'CUP', currency: 'GBP' }],
]

test.each(REFUSED)('%s %#: %3$s', async (command, input, code, path, facts = {}) => {
  const { desk } = scene
  const { tables } = await stateHash(desk.writer)
  const refused = await desk.refused(command, input(scene))
  expect(refused).toMatchObject({
    code,
    path: path === '' ? ['input'] : ['input', ...path.split('.')],
    facts,
  })
  expect((await stateHash(desk.writer)).tables).toEqual(tables)
})

test('another e-mail may still use what each customer may use once', async () => {
  const outcome = await scene.desk.give('PlaceOrder', placing('EACH', 'ben@example.com')(scene), {
    dryRun: true,
  })
  expect(outcome.outcome).toBe('ACCEPTED')
})

const OF_OTHER_RULES = new Set([
  ...['VARIANT_NOT_FOUND', 'VARIANT_NOT_SELLABLE', 'INSUFFICIENT_STOCK', 'ORDER_TOO_LARGE'],
  ...['CART_EMPTY', 'CART_NOT_FOUND', 'CART_NOT_OPEN', 'SHIPPING_ADDRESS_MISSING'],
])

test.each([...new Set(REFUSED.map(([command]) => command))])(
  'each refusal that %s declares about prices is caused above',
  (name) => {
    const command = commands.find((each) => each.name === name)
    const declared = command?.rejections.map(({ code }) => code) ?? []
    const ofPrices = declared.filter((code) => name !== 'PlaceOrder' || !OF_OTHER_RULES.has(code))
    const caused = new Set(REFUSED.flatMap(([of, , code]) => (of === name ? [code] : [])))
    expect([...caused].sort()).toEqual(ofPrices.sort())
  },
)
