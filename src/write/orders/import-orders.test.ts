// Past orders as they were, and every reason for which a whole import is refused.
import { expect, test } from 'vitest'
import { stateHash } from '#kernel/database/state-hash.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'

const line = (change: object = {}) => ({ sku: 'MUG', quantity: 1, unitPrice: 450, ...change })
const past = (externalId: string, change: object = {}) => ({
  externalId,
  placedAt: '2025-12-24T18:00:00+01:00',
  currency: 'GBP',
  lines: [line()],
  ...change,
})

test('past orders are taken with their own dates and prices, their lines unmerged', async () => {
  const desk = await orderDesk()
  const payment = { method: 'Card', reference: 'R-1' }
  const lines = [line(), line({ unitPrice: 400, name: 'An old mug' })]
  const { result } = await desk.accepted('ImportOrders', {
    orders: [past('A', { lines, payment }), past('B', { countryCode: 'FR' })],
  })
  const [first, second] = result.orders as string[]
  expect(await desk.page(first as string)).toMatchObject({
    placedAt: Date.UTC(2025, 11, 24, 17),
    total: 850,
    paymentStatus: 'PAID',
    lines: [
      { name: 'Everything', quantity: 1, unitPrice: 450 },
      { name: 'An old mug', quantity: 1, unitPrice: 400 },
    ],
  })
  expect(await desk.page(second as string)).toMatchObject({ total: 450, paymentStatus: 'UNPAID' })
  expect(desk.levels()).toEqual({ 'CUP@MAIN': '10/0', 'MUG@MAIN': '10/3' })
})

test.each<[what: string, orders: object[], code: string, path: string, facts: object]>([
  ['an order taken before', [past('TAKEN')], 'ORDER_ALREADY_IMPORTED', '1.externalId', {}],
  [
    'an order that stands there twice',
    [past('B'), past('B')],
    'ORDER_ALREADY_IMPORTED',
    '2.externalId',
    { externalId: 'B' },
  ],
  [
    'an order from tomorrow',
    [past('B', { placedAt: '2026-03-03T10:00:00Z' })],
    'ORDER_DATE_IN_FUTURE',
    '1.placedAt',
    { placedAt: Date.UTC(2026, 2, 3, 10) },
  ],
  [
    'a SKU that nothing has',
    [past('B', { lines: [line(), line({ sku: 'mug' })] })],
    'SKU_NOT_FOUND',
    '1.lines.1.sku',
    { sku: 'mug' },
  ],
  [
    'a customer who is not there',
    [past('B', { customerId: UNKNOWN('cus') })],
    'CUSTOMER_NOT_FOUND',
    '1.customerId',
    {},
  ],
  [
    'an order of more than money can be',
    [past('B', { lines: [line({ quantity: 2, unitPrice: 1_000_000_000_000 })] })],
    'ORDER_TOO_LARGE',
    '1',
    { totalMax: 1_000_000_000_000 },
  ],
  [
    'a payment that counted already',
    [past('B', { payment: { method: 'Card', reference: 'PAID' } })],
    'PAYMENT_ALREADY_RECORDED',
    '1.payment.reference',
    { reference: 'PAID' },
  ],
  [
    'more lines over all than one import has',
    [
      past('B', { lines: Array(3_000).fill(line()) }),
      past('C', { lines: Array(2_000).fill(line()) }),
    ],
    'TOO_MANY_ORDER_LINES',
    '',
    { found: 5_001, linesMax: 5_000 },
  ],
  [
    'more variants than one import names',
    [past('B', { lines: Array.from({ length: 1_000 }, (_, n) => line({ sku: `S${n}` })) })],
    'TOO_MANY_VARIANTS',
    '',
    { found: 1_001, variantsMax: 1_000 },
  ],
])('%s refuses the whole import', async (_, orders, code, path, facts) => {
  const desk = await orderDesk()
  await desk.accepted('ImportOrders', {
    orders: [past('TAKEN', { payment: { method: 'Card', reference: 'PAID' } })],
  })
  const before = await stateHash(desk.writer)
  // A good order goes first: all or none.
  expect(await desk.refused('ImportOrders', { orders: [past('A'), ...orders] })).toMatchObject({
    code,
    path: ['input', 'orders', ...path.split('.').filter(Boolean)],
    facts,
  })
  expect(await stateHash(desk.writer)).toEqual(before)
})

test('units that are not there refuse an import with what is left', async () => {
  const desk: OrderDesk = await orderDesk()
  const orders = [past('A'), past('B', { lines: [line({ quantity: 10 })] })]
  expect(await desk.refused('ImportOrders', { orders })).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    facts: { shortages: [{ sku: 'MUG', requested: 10, available: 9 }] },
  })
  expect(desk.levels()).toEqual({ 'CUP@MAIN': '10/0', 'MUG@MAIN': '10/0' })
})

test('an archived variant can still be what was sold', async () => {
  const desk = await orderDesk()
  await desk.accepted('ArchiveVariant', { variantId: desk.variants.MUG })
  await desk.accepted('ImportOrders', { orders: [past('A')] })
})
