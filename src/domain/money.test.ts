import { describe, expect, test } from 'vitest'
import fc from '#testing/random.ts'
import {
  AMOUNT_MAX,
  decimalOf,
  divideRounded,
  exponentOf,
  isCurrency,
  minorOf,
  portionOf,
  requireExact,
  sumOf,
} from './money.ts'

const SAFE_MAX = Number.MAX_SAFE_INTEGER
const anyAmount = fc.maxSafeInteger()
const anyCurrency = fc.constantFrom('GBP', 'JPY', 'KWD', 'CLF')

describe('a currency', () => {
  test.each([
    ['GBP', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['XCG', 2],
  ])('%s has %i decimals', (code, exponent) => {
    expect(exponentOf(code)).toBe(exponent)
  })

  test.each([
    ['HUF', 2],
    ['IDR', 2],
    ['COP', 2],
    ['IQD', 3],
  ])("%s has the standard's decimals, not those that Intl displays", (code, exponent) => {
    const shown = new Intl.NumberFormat('en', { style: 'currency', currency: code })
    expect(shown.resolvedOptions().maximumFractionDigits).not.toBe(exponent)
    expect(exponentOf(code)).toBe(exponent)
  })

  test.each(['gbp', 'GB', '', 'GBPX', 'XAU', 'XXX', 'XTS', 'HRK', 'ANG', 'constructor'])(
    '%j is none, and asking for its decimals is a fault',
    (code) => {
      expect(isCurrency(code)).toBe(false)
      expect(() => exponentOf(code)).toThrow('ISO 4217')
    },
  )
})

describe('an amount as a decimal', () => {
  test.each([
    [1250, 'GBP', '12.50'],
    [5, 'GBP', '0.05'],
    [-5, 'GBP', '-0.05'],
    [0, 'GBP', '0.00'],
    [-0, 'GBP', '0.00'],
    [100, 'GBP', '1.00'],
    [1200, 'JPY', '1200'],
    [-1, 'JPY', '-1'],
    [1, 'KWD', '0.001'],
    [12_345, 'CLF', '1.2345'],
    [SAFE_MAX, 'GBP', '90071992547409.91'],
  ])('%d in %s is %s', (amount, currency, decimal) => {
    expect(decimalOf(amount, currency)).toBe(decimal)
  })

  test.each([0.5, Number.NaN, SAFE_MAX + 1])(
    '%d is no amount, so showing it is a fault',
    (amount) => {
      expect(() => decimalOf(amount, 'GBP')).toThrow('safe whole number')
    },
  )

  test('comes back as the same amount', () => {
    fc.assert(
      fc.property(anyAmount, anyCurrency, (amount, currency) => {
        expect(minorOf(decimalOf(amount, currency), currency)).toBe(amount)
      }),
    )
  })
})

describe('a decimal as an amount', () => {
  test.each([
    ['2.55', 'GBP', 255],
    ['1.15', 'GBP', 115],
    ['8.7', 'GBP', 870],
    ['12', 'GBP', 1200],
    ['007', 'GBP', 700],
    [' 4.25 ', 'GBP', 425],
    ['-0.05', 'GBP', -5],
    ['-0', 'GBP', 0],
    ['2.550', 'GBP', 255],
    ['1200.00', 'JPY', 1200],
    ['0.001', 'KWD', 1],
    ['90071992547409.91', 'GBP', SAFE_MAX],
  ])('%j in %s is %d', (decimal, currency, amount) => {
    expect(minorOf(decimal, currency)).toBe(amount)
  })

  test.each([
    ['0.001', 'GBP'],
    ['2.555', 'GBP'],
    ['0.5', 'JPY'],
    ['90071992547409.92', 'GBP'],
    ['', 'GBP'],
    ['.5', 'GBP'],
    ['5.', 'GBP'],
    ['+5', 'GBP'],
    ['--5', 'GBP'],
    ['1,000', 'GBP'],
    ['1e3', 'GBP'],
    ['0x10', 'GBP'],
    ['NaN', 'GBP'],
    ['1 000', 'GBP'],
    ['٣', 'GBP'],
  ])('%j is no amount in %s', (decimal, currency) => {
    expect(minorOf(decimal, currency)).toBeUndefined()
  })
})

describe('a rounded division', () => {
  test.each([
    [1, 2, 1],
    [-1, 2, -1],
    [1, -2, -1],
    [-1, -2, 1],
    [1, 3, 0],
    [-1, 3, 0],
    [2, 3, 1],
    [-2, 3, -1],
    [5, 2, 3],
    [-5, 2, -3],
    [6, 3, 2],
    [0, -7, 0],
    [SAFE_MAX, 2, 4_503_599_627_370_496],
    [SAFE_MAX, SAFE_MAX, 1],
    [4_503_599_627_370_495, SAFE_MAX, 0],
    [4_503_599_627_370_496, SAFE_MAX, 1],
  ])('of %d by %d is %d', (numerator, denominator, rounded) => {
    expect(divideRounded(numerator, denominator)).toBe(rounded)
  })

  test.each([
    [1, 0],
    [0.5, 1],
    [1, 0.5],
    [2 ** 53, 1],
  ])('of %d by %d is a fault', (numerator, denominator) => {
    expect(() => divideRounded(numerator, denominator)).toThrow()
  })

  test('is off by at most a half, and a half goes away from zero', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, (numerator, denominator) => {
        fc.pre(denominator !== 0)
        const [n, d] = [BigInt(numerator), BigInt(denominator)]
        const off = 2n * (BigInt(divideRounded(numerator, denominator)) * d - n)
        const [offSize, half] = [off < 0n ? -off : off, d < 0n ? -d : d]
        expect(offSize <= half).toBe(true)
        if (offSize === half) expect(off < 0n).toBe(n < 0n)
      }),
    )
  })

  test('of halves rounds a refund as it rounds the charge', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1 }), (numerator, denominator) => {
        expect(divideRounded(-numerator, denominator) + divideRounded(numerator, denominator)).toBe(
          0,
        )
      }),
    )
  })
})

describe('a portion of an amount', () => {
  test.each([
    [1000, 2000, 10_000, 200],
    [1001, 2000, 10_000, 200],
    [1, 5000, 10_000, 1],
    [-1, 5000, 10_000, -1],
    [AMOUNT_MAX, 10_000, 10_000, AMOUNT_MAX],
    [SAFE_MAX, 1, 2, 4_503_599_627_370_496],
    [-SAFE_MAX, 3, 6, -4_503_599_627_370_496],
    [SAFE_MAX, -3, 6, -4_503_599_627_370_496],
    [SAFE_MAX, 3, -6, -4_503_599_627_370_496],
    [SAFE_MAX, 2, 4, 4_503_599_627_370_496],
    [SAFE_MAX, 5, SAFE_MAX, 5],
  ])('%d × %d ÷ %d is %d', (amount, numerator, denominator, portion) => {
    expect(portionOf(amount, numerator, denominator)).toBe(portion)
  })

  test('is the same whether the product fits a number or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -AMOUNT_MAX, max: AMOUNT_MAX }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 1000 }),
        (amount, numerator, denominator) => {
          const enlarged = portionOf(amount, numerator * 1e9, denominator * 1e9)
          expect(enlarged).toBe(portionOf(amount, numerator, denominator))
        },
      ),
    )
  })

  test('too large to be held, or of nothing, is a fault', () => {
    expect(() => portionOf(SAFE_MAX, 2, 1)).toThrow('safe whole number')
    expect(() => portionOf(SAFE_MAX, 2, 0)).toThrow()
    expect(() => portionOf(1, 2, 0)).toThrow()
  })
})

describe('a sum', () => {
  test('of nothing is zero', () => expect(sumOf([])).toBe(0))

  test('reaches the largest safe number and no further', () => {
    expect(sumOf([SAFE_MAX - 1, 1])).toBe(SAFE_MAX)
    expect(() => sumOf([SAFE_MAX, 1])).toThrow('safe whole number')
    expect(() => sumOf([-SAFE_MAX, -1])).toThrow('safe whole number')
  })

  test('that passes the largest safe number on its way is a fault, though it comes back', () => {
    expect(() => sumOf([SAFE_MAX, 2, -3])).toThrow('safe whole number')
  })

  test('of fractions is a fault', () => expect(() => sumOf([0.5, 0.5])).toThrow())

  test('is exact', () => {
    const amounts = fc.array(fc.integer({ min: -AMOUNT_MAX, max: AMOUNT_MAX }), { maxLength: 100 })
    fc.assert(
      fc.property(amounts, (amounts) => {
        const exact = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n)
        expect(BigInt(sumOf(amounts))).toBe(exact)
      }),
    )
  })
})

test('an exact amount is handed on, anything else is a fault', () => {
  expect(requireExact(-SAFE_MAX)).toBe(-SAFE_MAX)
  for (const amount of [SAFE_MAX + 1, 0.1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => requireExact(amount)).toThrow('safe whole number')
})
