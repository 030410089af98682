// What a stock code becomes.
import { expect, test } from 'vitest'
import { isServiceCode, productOf } from './catalog.ts'

const article = (descriptions: [string, number][], prices: [number, number][] = [[255, 1]]) => ({
  descriptions: new Map(descriptions),
  prices: new Map(prices),
  units: 1,
})

test('a product bears the name and price that most of its sales bore', () => {
  const names: [string, number][] = [
    ['CANNISTER', 1],
    ['STORAGE TIN', 3],
    ['ROUND TIN', 3],
  ]
  expect(
    productOf(
      '23244',
      article(names, [
        [195, 2],
        [165, 9],
      ]),
    ),
  ).toEqual({
    name: 'STORAGE TIN',
    status: 'PUBLISHED',
    variants: [{ sku: '23244', isService: false, prices: [{ amount: 165, currency: 'GBP' }] }],
  })
})

test('a code that nobody described is its own name', () => {
  expect(productOf('84077', article([]))).toMatchObject({ name: '84077' })
})

test.each(['POST', 'DOT', 'M', 'm', 'D', 'S', 'C2', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', '23444'])(
  '%s is a service that no shopper browses',
  (code) => {
    expect(productOf(code, article([['X', 1]]))).toMatchObject({
      status: 'DRAFT',
      variants: [{ isService: true }],
    })
  },
)

test('a gift voucher is a service that shoppers see', () => {
  expect(productOf('gift_0001_20', article([['Gift Voucher', 1]]))).toMatchObject({
    status: 'PUBLISHED',
    variants: [{ isService: true }],
  })
})

test.each(['85123A', '22423', 'DCGS0076', 'DCGSSBOY', 'PADS'])('%s is goods', (code) => {
  expect(isServiceCode(code)).toBe(false)
})
