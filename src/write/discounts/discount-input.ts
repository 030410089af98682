// Discounts as commands take them, and the rules that creating and changing one share.
import type { DiscountRule } from '#domain/discounts.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { amount, flag, integer, list, object, oneOf, textWhere } from '#kernel/input.ts'
import { requireProducts } from '#write/catalog/collection-products.ts'
import { requireCollections } from '#write/catalog/collections.ts'
import { currency, id, money } from '#write/command.ts'
import { CurrencyMismatch } from '#write/payments/rejections.ts'
import { rate } from '#write/tax/tax-class.ts'
import { DiscountDatesReversed } from './rejections.ts'

export const CODE_LENGTH_MAX = 40
const TARGETS_MAX = 100

/** What people read from a voucher and type: no spaces, so that none are lost. */
export const discountCode = () =>
  textWhere((code) => /^[\p{L}\p{N}_-]+$/u.test(code), 'must be letters, digits, - and _', {
    max: CODE_LENGTH_MAX,
  })

export const takenInput = () =>
  oneOf('DiscountTakesInput', 'What a discount takes: exactly one of these.', {
    rate: rate({ min: 1 }).describe(
      'A share of what the goods cost, in thousandths of a percent: 10000 is 10 %.',
    ),
    amount: object('DiscountAmountInput', 'An amount that a discount takes.', {
      amount: amount({ min: 1 }).describe('Minor units of the currency, at least 1.'),
      currency: currency().describe('ISO 4217 code: it holds for carts in this currency alone.'),
    }).describe('An amount, split over the goods in proportion to what they cost, and never more.'),
    freeShipping: flag()
      .refine((given) => given, 'must be true')
      .describe('True: what shipping costs.'),
  })

type Taken = {
  rate?: number | null | undefined
  amount?: { amount: number; currency: string } | null | undefined
  freeShipping?: boolean | null | undefined
}

export const takesOf = ({ rate, amount }: Taken): DiscountRule['takes'] => {
  if (rate != null) return { kind: 'PERCENT', rate }
  if (amount != null) return { kind: 'FIXED', amount: amount.amount }
  return { kind: 'FREE_SHIPPING' }
}

export const minimum = () => money()
export const limit = () => integer({ min: 1, max: 1_000_000_000 })
export const targetProducts = () => list(id('product'), { min: 0, max: TARGETS_MAX })
export const targetCollections = () => list(id('collection'), { min: 0, max: TARGETS_MAX })

/** The minimum must be in the currency that the discount itself is in. */
export function requireCurrency(own: string | null, minimum: { currency: string } | null): void {
  if (own !== null && minimum !== null && minimum.currency !== own)
    throw new CurrencyMismatch({ required: own, found: minimum.currency }, [
      'input',
      'minimumSubtotal',
      'currency',
    ])
}

export function requireDates(startsAt: number, endsAt: number | null): void {
  if (endsAt !== null && endsAt <= startsAt)
    throw new DiscountDatesReversed({ startsAt, endsAt }, ['input', 'endsAt'])
}

export async function requireTargets(
  tx: Connection,
  { productIds, collectionIds }: { productIds: string[]; collectionIds: string[] },
): Promise<void> {
  if (productIds.length > 0) await requireProducts(tx, productIds)
  if (collectionIds.length > 0) await requireCollections(tx, collectionIds)
}
