// What a row is: the rule of a sale, and every reason that a row alone can give.
import { expect, test } from 'vitest'
import { classify } from './classify.ts'

const SALE = ['536365', '85123A', 'HOLDER', '6', '2010-12-01 08:26:00', '2.55', '17850.0', 'EIRE']
const INVOICE = 0
const STOCK_CODE = 1
const QUANTITY = 3
const TIME = 4
const PRICE = 5
const CUSTOMER = 6

const rowWith = (changes: Record<number, string>) =>
  classify({ number: 2, cells: SALE.map((cell, index) => changes[index] ?? cell) })

test('a row of an invoice with units and a price in pence is part of a sale', () => {
  expect(rowWith({})).toEqual({
    kind: 'SALE',
    number: 2,
    invoice: '536365',
    stockCode: '85123A',
    description: 'HOLDER',
    quantity: 6,
    unitPrice: 255,
    at: Date.UTC(2010, 11, 1, 8, 26),
    customer: '17850',
    country: 'EIRE',
  })
})

test.each([
  ['a stock code that names no goods', { [STOCK_CODE]: 'POST' }],
  ['no customer', { [CUSTOMER]: '' }],
  ['one penny', { [PRICE]: '0.01' }],
  ['trailing zeros in its price', { [PRICE]: '2.550' }],
  ['one unit', { [QUANTITY]: '1' }],
])('a row with %s is a sale', (_, changes) => {
  expect(rowWith(changes).kind).toBe('SALE')
})

test.each([
  ['ROW_MALFORMED', { [QUANTITY]: 'six' }],
  ['ROW_MALFORMED', { [QUANTITY]: '1.5' }],
  ['ROW_MALFORMED', { [QUANTITY]: '1000001' }],
  ['ROW_MALFORMED', { [PRICE]: '' }],
  ['ROW_MALFORMED', { [PRICE]: '1e3' }],
  ['ROW_MALFORMED', { [TIME]: '01/12/2010 08:26' }],
  ['ROW_MALFORMED', { [TIME]: '2010-13-01 08:26:00' }],
  ['ROW_MALFORMED', { [INVOICE]: '' }],
  ['ROW_MALFORMED', { [STOCK_CODE]: ' ' }],
  ['ROW_MALFORMED', { [STOCK_CODE]: 'A\0B' }],
  ['INVOICE_IS_ADJUSTMENT', { [INVOICE]: 'A563185' }],
  ['QUANTITY_NOT_POSITIVE', { [QUANTITY]: '-10', [PRICE]: '0.0' }],
  ['QUANTITY_NOT_POSITIVE', { [QUANTITY]: '0' }],
  ['PRICE_NOT_POSITIVE', { [PRICE]: '0.0' }],
  ['PRICE_NOT_POSITIVE', { [PRICE]: '-11062.06' }],
  ['PRICE_NOT_IN_PENCE', { [PRICE]: '0.001' }],
  ['CANCELLATION_NOT_NEGATIVE', { [INVOICE]: 'C536379' }],
  ['CANCELLATION_WITHOUT_CUSTOMER', { [INVOICE]: 'C536379', [QUANTITY]: '-1', [CUSTOMER]: '' }],
])('a row is refused as %s for %o', (reason, changes) => {
  expect(rowWith(changes)).toMatchObject({ kind: 'REFUSED', reason })
})

test('a row with a column too many or too few is malformed', () => {
  for (const cells of [SALE.slice(1), [...SALE, '']])
    expect(classify({ number: 7, cells })).toMatchObject({ number: 7, reason: 'ROW_MALFORMED' })
})

test('a cancellation takes units back at its own price', () => {
  expect(rowWith({ [INVOICE]: 'C536379', [QUANTITY]: '-12', [PRICE]: '1.5' })).toMatchObject({
    kind: 'CANCELLATION',
    quantity: 12,
    unitPrice: 150,
    customer: '17850',
  })
})

test('times are those of London, in summer too', () => {
  expect(rowWith({ [TIME]: '2011-06-30 00:30:00' })).toMatchObject({
    at: Date.UTC(2011, 5, 29, 23, 30),
  })
})
