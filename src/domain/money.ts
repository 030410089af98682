// Money is a whole number of minor units and an ISO 4217 currency, whose own exponent says where
// the point stands. Rounding is half away from zero.

export type Money = { amount: number; currency: string }

/** The largest amount that a single input may name, in minor units. */
export const AMOUNT_MAX = 1_000_000_000_000

// The active codes of ISO 4217 by the standard's own exponents, because Intl knows only how money
// is usually displayed. Metals and test codes have no minor unit, so nothing is priced in them.
const CODES_BY_EXPONENT: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD ' +
    'CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS ' +
    'GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD ' +
    'LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB ' +
    'PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP ' +
    'SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ' +
    'ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

const EXPONENTS = new Map(
  Object.entries(CODES_BY_EXPONENT).flatMap(([exponent, codes]) =>
    codes.split(' ').map((code) => [code, Number(exponent)] as const),
  ),
)

export const isCurrency = (code: string): boolean => EXPONENTS.has(code)

/** How many decimals a currency has: GBP 2, JPY 0, KWD 3. */
export function exponentOf(code: string): number {
  const exponent = EXPONENTS.get(code)
  if (exponent === undefined) throw new Error(`${code} is not an ISO 4217 currency code.`)
  return exponent
}

/** "12.50" for 1250 pence, "1200" for 1200 yen. */
export function decimalOf(amount: number, currency: string): string {
  requireExact(amount)
  const exponent = exponentOf(currency)
  const sign = amount < 0 ? '-' : ''
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/**
 * The minor units of a decimal, exactly; undefined where it is no amount of that currency. Zeros
 * past the currency's last digit say nothing and are let through.
 */
export function minorOf(decimal: string, currency: string): number | undefined {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal.trim()) ?? []
  if (whole === undefined) return undefined
  const exponent = exponentOf(currency)
  const significant = fraction.replace(/0+$/, '')
  if (significant.length > exponent) return undefined
  const amount = Number(whole + significant.padEnd(exponent, '0'))
  if (!Number.isSafeInteger(amount)) return undefined
  return sign && amount !== 0 ? -amount : amount
}

/** numerator ÷ denominator to a whole number, half away from zero. Exact for safe integers. */
export function divideRounded(numerator: number, denominator: number): number {
  requireExact(numerator)
  requireExact(denominator)
  if (denominator === 0) throw new Error('A rounded division needs a denominator other than zero.')
  // Remainders and doubling are exact in floating point, the quotient itself is not.
  const remainder = numerator % denominator
  const towardsZero = (numerator - remainder) / denominator
  if (2 * Math.abs(remainder) < Math.abs(denominator)) return towardsZero || 0
  return towardsZero + (numerator < 0 === denominator < 0 ? 1 : -1)
}

/** amount × numerator ÷ denominator, rounded once, and exact however large the product. */
export function portionOf(amount: number, numerator: number, denominator: number): number {
  const product = amount * numerator
  if (Number.isSafeInteger(product)) return divideRounded(product, denominator)
  const [dividend, divisor] = [BigInt(amount) * BigInt(numerator), BigInt(denominator)]
  const [above, below] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor]
  const size = Number((2n * above + below) / (2n * below))
  return requireExact(dividend < 0n === divisor < 0n ? size : -size)
}

/** The sum of amounts; passing what a number can hold exactly, even on the way, is a fault. */
export function sumOf(amounts: readonly number[]): number {
  let sum = 0
  for (const amount of amounts) sum = requireExact(sum + amount)
  return sum
}

/** The amount itself, if it is whole and small enough to be held exactly; else it is a fault. */
export function requireExact(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new Error(`${amount} is not a safe whole number.`)
  return amount
}
