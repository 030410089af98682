// Shipping methods as commands take them, and the rule that their brackets keep.
import { SHIPPING_BASES, type ShippingBasis, type ShippingBracket } from '#domain/shipping.ts'
import { amount, choice, list, maybe, object } from '#kernel/input.ts'
import { currency } from '#write/command.ts'
import { country } from '#write/customers/address-input.ts'
import { ShippingBracketsInvalid } from './rejections.ts'

const BRACKETS_MAX = 200
const COUNTRIES_MAX = 249

export const basis = () => choice('ShippingBasis', SHIPPING_BASES)

export const countryCodes = () => list(country(), { min: 0, max: COUNTRIES_MAX })

export const bracketList = () =>
  list(
    object('ShippingBracketInput', 'What shipping costs up to a weight or subtotal.', {
      currency: currency().describe('The currency of its price, as an ISO 4217 code.'),
      upTo: maybe(amount()).describe(
        'The most grams, or minor units of the subtotal, that it is for; that much is still in it. Null is without end.',
      ),
      price: amount().describe('The price in minor units.'),
    }),
    { max: BRACKETS_MAX },
  )

type GivenBracket = { currency: string; upTo?: number | null | undefined; price: number }

/** The brackets as they are kept, or a refusal of the first that contradicts the one before it. */
export function requireBrackets(
  basis: ShippingBasis,
  given: readonly GivenBracket[],
): ShippingBracket[] {
  const last = new Map<string, number>()
  return given.map(({ currency, upTo: limit, price }, index) => {
    const upTo = limit ?? null
    const end = upTo ?? Infinity
    const isAscending = end > (last.get(currency) ?? -1)
    const isFlat = upTo === null && !last.has(currency)
    if (basis === 'FLAT' ? !isFlat : !isAscending)
      throw new ShippingBracketsInvalid({ currency, upTo }, [
        'input',
        'brackets',
        String(index),
        'upTo',
      ])
    last.set(currency, end)
    return { currency, upTo, price }
  })
}
