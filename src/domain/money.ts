// Money is a whole number of minor units and an ISO 4217 currency, whose own exponent says where the
// point stands. Rounding is half away from zero.

export type Money = { amount: number; currency: string }

/** The largest amount that a single input may name, in minor units. */
export const AMOUNT_MAX = 1_000_000_000_000

/** Active codes of ISO 4217 with two decimals; the others stand below. */
const TWO_DECIMALS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF ' +
  'CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL ' +
  'HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT ' +
  'MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB ' +
  'SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH ' +
  'USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'
const NO_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND'

const EXPONENTS = new Map<string, number>([
  ...TWO_DECIMALS.split(' ').map((code) => [code, 2] as const),
  ...NO_DECIMALS.split(' ').map((code) => [code, 0] as const),
  ...THREE_DECIMALS.split(' ').map((code) => [code, 3] as const),
])

export const isCurrency = (code: string): boolean => EXPONENTS.has(code)

/** How many decimals a currency has: GBP 2, JPY 0, KWD 3. */
export function exponentOf(code: string): number {
  const exponent = EXPONENTS.get(code)
  if (exponent === undefined) throw new Error(`${code} is not an ISO 4217 currency code.`)
  return exponent
}

/** "12.50" for 1250 pence, "1200" for 1200 yen. */
export function decimalOf(amount: number, currency: string): string {
  const exponent = exponentOf(currency)
  const sign = amount < 0 ? '-' : ''
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** The minor units of a decimal, exactly; undefined where it is no amount of that currency. */
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
  if (denominator === 0) throw new Error('A rounded division needs a denominator other than zero.')
  const [n, d] = [BigInt(numerator), BigInt(denominator)]
  const [dividend, divisor] = [n < 0n ? -n : n, d < 0n ? -d : d]
  const rounded = Number((2n * dividend + divisor) / (2n * divisor))
  return rounded === 0 ? 0 : n < 0n === d < 0n ? rounded : -rounded
}

/** The sum of amounts; past what a number can hold exactly is a fault. */
export function sumOf(amounts: readonly number[]): number {
  let sum = 0
  for (const amount of amounts) sum += amount
  if (!Number.isSafeInteger(sum)) throw new Error(`The sum ${sum} is not a safe whole number.`)
  return sum
}
