// Amounts as Stripe counts them: in the smallest unit, but for a few currencies in a unit of its own.

/** Two decimals at Stripe, none by ISO 4217. */
const IN_HUNDREDTHS = new Set(['ISK', 'UGX'])
/** None at Stripe, two by ISO 4217. */
const IN_WHOLES = new Set(['MGA'])

/** Null where Stripe can't take the amount exactly. */
export function toStripe(amount: number, currency: string): number | null {
  if (IN_HUNDREDTHS.has(currency)) return amount * 100
  if (IN_WHOLES.has(currency)) return amount % 100 === 0 ? amount / 100 : null
  return amount
}

/** @param currency As Stripe writes it, in lower case. */
export function fromStripe(amount: number, currency: string): number {
  const code = codeOf(currency)
  if (IN_HUNDREDTHS.has(code)) return Math.round(amount / 100)
  return IN_WHOLES.has(code) ? amount * 100 : amount
}

export const codeOf = (currency: string): string => currency.toUpperCase()
