// Which rate of tax a class of goods has in a country.

/** What goods are in unless something else is said, and what stands for a class without its own rate. */
export const STANDARD_TAX_CLASS = 'STANDARD'
/** Never taxed, anywhere. */
export const ZERO_TAX_CLASS = 'ZERO'

export const TAX_CLASS_RULE =
  'must be capital letters, digits and underscores, such as REDUCED or BOOKS'
export const isTaxClass = (text: string): boolean => /^[A-Z][A-Z0-9_]{0,29}$/.test(text)

/** The rates of one country by class, in thousandths of a percent. Without any, nothing is taxed. */
export type TaxRates = ReadonlyMap<string, number>

export const taxRateOf = (rates: TaxRates, taxClass: string): number =>
  taxClass === ZERO_TAX_CLASS ? 0 : (rates.get(taxClass) ?? rates.get(STANDARD_TAX_CLASS) ?? 0)

/** "9.975" for 9975 thousandths of a percent. */
export function percentOf(rate: number): string {
  const whole = Math.floor(rate / 1_000)
  const rest = String(rate % 1_000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  return rest === '' ? String(whole) : `${whole}.${rest}`
}
