// How the console writes what the API says: money, moments and the words of enums.
/** `Money` of the API. */
type Amount = { decimal: string; currency: string }

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency)
  if (known) return known
  const made = new Intl.NumberFormat(undefined, { style: 'currency', currency })
  formats.set(currency, made)
  return made
}

export const money = ({ decimal, currency }: Amount): string =>
  formatOf(currency).format(decimal as unknown as number)

/** How many minor units a currency's unit has, as its power of ten. */
export const digitsOf = (currency: string): number =>
  formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2

export const minorUnits = (value: number, currency: string): number =>
  Math.round(value * 10 ** digitsOf(currency))

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export const moment = (at: string): string => moments.format(new Date(at))

export const count = (number: number): string => number.toLocaleString()

/** `PARTIALLY_PAID` as `Partially paid`, and `PlaceOrder` as `Place order`. */
export function words(name: string): string {
  const spaced =
    name.includes('_') || name === name.toUpperCase() ? name.replaceAll('_', ' ') : split(name)
  const lower = spaced.toLowerCase()
  return lower.charAt(0).toUpperCase() + lower.slice(1)
}

const split = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')

export const wordsOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message : String(fault)
