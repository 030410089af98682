import { expect, test } from 'vitest'
import { stateHash } from '#kernel/database/state-hash.ts'
import { Rejection } from '#kernel/rejection.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'

const ADDRESS = {
  ...{ name: 'Anna', line1: '1 High Street', city: 'Leeds' },
  ...{ postalCode: 'LS1 1AA', countryCode: 'GB' },
}

type Scene = { desk: OrderDesk; draftOrderId: string; mug: string; archived: string }

async function scene(): Promise<Scene> {
  const desk = await orderDesk()
  const mug = desk.variants.MUG
  await desk.accepted('CreateProduct', {
    ...{ name: 'Treasure', status: 'PUBLISHED' },
    variants: [
      { sku: 'GOLD', isService: true, prices: [{ amount: 1_000_000_000_000, currency: 'GBP' }] },
    ],
  })
  const { shippingMethod } = await desk.ids('CreateShippingMethod', {
    ...{ name: 'Post', basis: 'FLAT', brackets: [{ currency: 'GBP', price: 300 }] },
  })
  await desk.accepted('ArchiveShippingMethod', { shippingMethodId: shippingMethod })
  const { draftOrder } = await desk.ids('CreateDraftOrder', {
    ...{ currency: 'GBP', lines: [{ variantId: mug, quantity: 1 }] },
  })
  return { desk, draftOrderId: draftOrder as string, mug, archived: shippingMethod as string }
}

async function refusalOf({ desk }: Scene, command: string, input: unknown) {
  const refused = await desk.give(command, input).then(
    (outcome) => (outcome.outcome === 'REFUSED' ? outcome.refusal : outcome),
    (thrown: unknown) => thrown,
  )
  if (!(refused instanceof Rejection) && !('code' in (refused as object))) return refused
  const { code, path } = refused as { code: string; path: readonly string[] }
  return { code, path: path.join('.') }
}

type Case = [what: string, fields: (scene: Scene) => object, code: string, path: string]

const lineOf =
  (fields: object) =>
  ({ mug }: Scene) => ({
    lines: [{ variantId: mug, quantity: 1, ...fields }],
  })

/** Of creating and changing alike. */
const CONTENT: Case[] = [
  ['no lines', () => ({ lines: [] }), 'INVALID_INPUT', 'lines'],
  [
    'more lines than a draft holds',
    ({ mug }) => ({ lines: Array(501).fill({ variantId: mug, quantity: 1 }) }),
    'INVALID_INPUT',
    'lines',
  ],
  ['a line of nothing', lineOf({ quantity: 0 }), 'INVALID_INPUT', 'lines.0.quantity'],
  ['a negative quantity', lineOf({ quantity: -1 }), 'INVALID_INPUT', 'lines.0.quantity'],
  ['half a unit', lineOf({ quantity: 0.5 }), 'INVALID_INPUT', 'lines.0.quantity'],
  ['an absurd quantity', lineOf({ quantity: 1_000_001 }), 'INVALID_INPUT', 'lines.0.quantity'],
  ['a price without its reason', lineOf({ unitPrice: 1 }), 'INVALID_INPUT', 'lines.0.priceReason'],
  [
    'a gift without its reason',
    lineOf({ unitPrice: 0, priceReason: null }),
    'INVALID_INPUT',
    'lines.0.priceReason',
  ],
  [
    'a reason of blanks',
    lineOf({ unitPrice: 1, priceReason: '  ' }),
    'INVALID_INPUT',
    'lines.0.priceReason',
  ],
  [
    'a reason that is a book',
    lineOf({ unitPrice: 1, priceReason: 'x'.repeat(501) }),
    'INVALID_INPUT',
    'lines.0.priceReason',
  ],
  [
    'a reason without a price',
    lineOf({ priceReason: 'A regular' }),
    'INVALID_INPUT',
    'lines.0.unitPrice',
  ],
  [
    'a negative price',
    lineOf({ unitPrice: -1, priceReason: 'A regular' }),
    'INVALID_INPUT',
    'lines.0.unitPrice',
  ],
  [
    'an absurd price',
    lineOf({ unitPrice: 1_000_000_000_001, priceReason: 'A regular' }),
    'INVALID_INPUT',
    'lines.0.unitPrice',
  ],
  [
    'an unknown variant',
    lineOf({ variantId: UNKNOWN('var') }),
    'VARIANT_NOT_FOUND',
    'lines.0.variantId',
  ],
  [
    'a product for a variant',
    lineOf({ variantId: UNKNOWN('prd') }),
    'INVALID_INPUT',
    'lines.0.variantId',
  ],
  [
    'an unknown customer',
    () => ({ customerId: UNKNOWN('cus') }),
    'CUSTOMER_NOT_FOUND',
    'customerId',
  ],
  ['a malformed e-mail', () => ({ email: 'anna@' }), 'INVALID_INPUT', 'email'],
  [
    'a city with NUL',
    () => ({ shippingAddress: { ...ADDRESS, city: 'Le\0eds' } }),
    'INVALID_INPUT',
    'shippingAddress.city',
  ],
  [
    'a country that is none',
    () => ({ shippingAddress: { ...ADDRESS, countryCode: 'UK' } }),
    'INVALID_INPUT',
    'shippingAddress.countryCode',
  ],
  [
    'an unknown code',
    () => ({ discountCodes: ['NONE'] }),
    'DISCOUNT_CODE_UNKNOWN',
    'discountCodes.0',
  ],
  ['a code of two words', () => ({ discountCodes: ['A B'] }), 'INVALID_INPUT', 'discountCodes.0'],
  [
    'more codes than a draft holds',
    () => ({ discountCodes: Array.from({ length: 11 }, (_, n) => `C${n}`) }),
    'INVALID_INPUT',
    'discountCodes',
  ],
  [
    'an unknown way of shipping',
    () => ({ shippingMethodId: UNKNOWN('shm') }),
    'SHIPPING_METHOD_NOT_FOUND',
    'shippingMethodId',
  ],
  [
    'a way of shipping that is no longer offered',
    ({ archived }) => ({ shippingMethodId: archived }),
    'SHIPPING_METHOD_IS_ARCHIVED',
    'shippingMethodId',
  ],
  ['a note of a book', () => ({ note: 'x'.repeat(2_001) }), 'INVALID_INPUT', 'note'],
  ['a total', () => ({ total: 1 }), 'INVALID_INPUT', ''],
]

const GIVEN: [command: string, ...Case][] = [
  ...CONTENT.map(([what, fields, code, path]): [string, ...Case] => [
    'CreateDraftOrder',
    what,
    (scene) => ({ ...{ currency: 'GBP', ...lineOf({})(scene) }, ...fields(scene) }),
    ...([code, path] as const),
  ]),
  ...CONTENT.map(([what, fields, code, path]): [string, ...Case] => [
    'UpdateDraftOrder',
    what,
    (scene) => ({ draftOrderId: scene.draftOrderId, ...fields(scene) }),
    ...([code, path] as const),
  ]),
  ['CreateDraftOrder', 'no currency', lineOf({}), 'INVALID_INPUT', 'currency'],
  [
    'CreateDraftOrder',
    'a currency that is none',
    (scene) => ({ currency: 'XXX', ...lineOf({})(scene) }),
    'INVALID_INPUT',
    'currency',
  ],
  [
    'CreateDraftOrder',
    'a currency in which nothing is priced',
    (scene) => ({ currency: 'JPY', ...lineOf({})(scene) }),
    'PRICE_MISSING',
    'lines.0.variantId',
  ],
  [
    'UpdateDraftOrder',
    'another currency',
    ({ draftOrderId }) => ({ draftOrderId, currency: 'EUR' }),
    'INVALID_INPUT',
    '',
  ],
  ...['UpdateDraftOrder', 'CompleteDraftOrder', 'DeleteDraftOrder'].flatMap(
    (command): [string, ...Case][] => [
      [command, 'no draft', () => ({}), 'INVALID_INPUT', 'draftOrderId'],
      [
        command,
        'an unknown draft',
        () => ({ draftOrderId: UNKNOWN('drf') }),
        'DRAFT_ORDER_NOT_FOUND',
        'draftOrderId',
      ],
      [
        command,
        'a cart for a draft',
        () => ({ draftOrderId: UNKNOWN('cart') }),
        'INVALID_INPUT',
        'draftOrderId',
      ],
    ],
  ),
  [
    'CompleteDraftOrder',
    'a draft that goes nowhere',
    ({ draftOrderId }) => ({ draftOrderId }),
    'SHIPPING_ADDRESS_MISSING',
    'draftOrderId',
  ],
]

test.each(GIVEN)('%s refuses %s, names the field, and leaves no trace', async (...row) => {
  const [command, , fields, code, path] = row
  const made = await scene()
  const { tables } = await stateHash(made.desk.writer)
  expect(await refusalOf(made, command, fields(made))).toEqual({
    code,
    path: path === '' ? 'input' : `input.${path}`,
  })
  expect((await stateHash(made.desk.writer)).tables).toEqual(tables)
})

test.each<[what: string, lines: (scene: Scene) => Promise<object[]>, code: string]>([
  [
    'two lines that cost more together than an order may',
    async ({ desk }) => {
      const [gold] = desk.rows<{ id: string }>("select id from variants where sku = 'GOLD'")
      return [
        { variantId: gold?.id, quantity: 1 },
        { variantId: gold?.id, quantity: 1 },
      ]
    },
    'ORDER_TOO_LARGE',
  ],
  [
    'a million units at a price that is absurd with them',
    async ({ mug }) => [
      { variantId: mug, quantity: 1_000_000, unitPrice: 999_999_999_999, priceReason: 'A typo' },
    ],
    'ORDER_TOO_LARGE',
  ],
  [
    'more than there is',
    async ({ mug }) => [{ variantId: mug, quantity: 11 }],
    'INSUFFICIENT_STOCK',
  ],
])('%s stand in a draft, and are refused when it is completed', async (_, lines, code) => {
  const made = await scene()
  const { desk, draftOrderId } = made
  const input = { draftOrderId, shippingAddress: ADDRESS, lines: await lines(made) }
  await desk.accepted('UpdateDraftOrder', input)
  const { tables } = await stateHash(desk.writer)
  expect(await desk.refused('CompleteDraftOrder', { draftOrderId })).toMatchObject({ code })
  expect((await stateHash(desk.writer)).tables).toEqual(tables)
})
