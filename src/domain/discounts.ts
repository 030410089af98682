// Which discounts a basket gets: the codes that were entered, each applied or with the reason why not,
// and the automatic ones beside them.

import { sumOf } from './money.ts'
import { isFor, type QuoteDiscount, type QuoteLine } from './quote.ts'

export const DISCOUNT_KINDS = {
  PERCENT: 'A share of what the goods cost.',
  FIXED: 'An amount, split over the goods in proportion to what they cost.',
  FREE_SHIPPING: 'What shipping costs.',
} as const
export type DiscountKind = keyof typeof DISCOUNT_KINDS

export type DiscountRule = QuoteDiscount & {
  /** Null where it is applied by itself. */
  code: string | null
  name: string
  /** Null where it holds in any. */
  currency: string | null
  /** What the goods that it is for must cost together, before discounts. */
  minimumSubtotal: number | null
  startsAt: number
  /** The first moment at which it no longer holds. */
  endsAt: number | null
  usageLimit: number | null
  usageLimitPerCustomer: number | null
  isCombinable: boolean
  /** How many orders hold it. */
  used: number
}

/** Why a code does not count now, with what explains it. */
export type DiscountProblem = { discountCode: string } & (
  | { code: 'DISCOUNT_NOT_STARTED'; startsAt: number }
  | { code: 'DISCOUNT_EXPIRED'; endsAt: number }
  | { code: 'DISCOUNT_LIMIT_REACHED'; usageLimit: number; isPerCustomer: boolean }
  | { code: 'DISCOUNT_CURRENCY_MISMATCH'; required: string; found: string }
  | { code: 'DISCOUNT_WITHOUT_GOODS' }
  | { code: 'DISCOUNT_MINIMUM_NOT_MET'; minimum: number; subtotal: number; currency: string }
  | { code: 'DISCOUNT_NOT_COMBINABLE'; otherCode: string }
)

export type Shopping = {
  lines: readonly Omit<QuoteLine, 'taxRate'>[]
  currency: string
  now: number
  /** Orders of this customer that hold a discount, by its id. */
  usedByCustomer: ReadonlyMap<string, number>
}

/**
 * Automatic discounts for who buys. A limit per customer can only be held to one who is signed in: nothing
 * else tells a basket, while it is looked at, how often its buyer had a discount.
 */
export const automaticFor = <Rule extends DiscountRule>(
  automatic: readonly Rule[],
  customerId: string | null,
): Rule[] =>
  automatic.filter(({ usageLimitPerCustomer: limit }) => limit === null || customerId !== null)

/** Whatever keeps a discount from this basket, codes and automatic ones alike. */
export function obstacleOf(rule: DiscountRule, shopping: Shopping): DiscountProblem | null {
  const { currency, now, usedByCustomer } = shopping
  const discountCode = rule.code ?? rule.name
  if (now < rule.startsAt)
    return { code: 'DISCOUNT_NOT_STARTED', discountCode, startsAt: rule.startsAt }
  if (rule.endsAt !== null && now >= rule.endsAt)
    return { code: 'DISCOUNT_EXPIRED', discountCode, endsAt: rule.endsAt }
  const limits = [
    { limit: rule.usageLimit, used: rule.used, isPerCustomer: false },
    {
      limit: rule.usageLimitPerCustomer,
      used: usedByCustomer.get(rule.id) ?? 0,
      isPerCustomer: true,
    },
  ]
  for (const { limit, used, isPerCustomer } of limits)
    if (limit !== null && used >= limit)
      return { code: 'DISCOUNT_LIMIT_REACHED', discountCode, usageLimit: limit, isPerCustomer }
  if (rule.currency !== null && rule.currency !== currency)
    return {
      code: 'DISCOUNT_CURRENCY_MISMATCH',
      discountCode,
      required: rule.currency,
      found: currency,
    }
  const eligible = shopping.lines.filter((line) => isFor(rule, line))
  if (eligible.length === 0) return { code: 'DISCOUNT_WITHOUT_GOODS', discountCode }
  const subtotal = sumOf(eligible.map(({ unitPrice, quantity }) => unitPrice * quantity))
  const minimum = rule.minimumSubtotal ?? 0
  if (subtotal < minimum)
    return { code: 'DISCOUNT_MINIMUM_NOT_MET', discountCode, minimum, subtotal, currency }
  return null
}

/**
 * The discounts of a basket in their order of application: automatic ones first, then codes as they
 * were entered. A discount that can't be combined stands alone. An entered code goes before automatic
 * discounts that it can't stand beside; without a code, whatever takes the most is applied.
 * @param takenBy What a choice of discounts would take off this basket.
 */
export function chooseDiscounts(
  { codes, automatic }: { codes: readonly DiscountRule[]; automatic: readonly DiscountRule[] },
  shopping: Shopping,
  takenBy: (chosen: readonly DiscountRule[]) => number,
): { chosen: readonly DiscountRule[]; problems: DiscountProblem[] } {
  const problems: DiscountProblem[] = []
  const entered: DiscountRule[] = []
  for (const rule of codes) {
    const obstacle = obstacleOf(rule, shopping) ?? conflictOf(rule, entered)
    if (obstacle) problems.push(obstacle)
    else entered.push(rule)
  }
  if (entered.some(({ isCombinable }) => !isCombinable)) return { chosen: entered, problems }

  const offered = automatic.filter((rule) => !obstacleOf(rule, shopping))
  const together = [...offered.filter(({ isCombinable }) => isCombinable), ...entered]
  if (entered.length > 0) return { chosen: together, problems }
  const choices = [together, ...offered.filter((rule) => !rule.isCombinable).map((rule) => [rule])]
  return { chosen: mostOf(choices, takenBy), problems }
}

function conflictOf(rule: DiscountRule, entered: readonly DiscountRule[]): DiscountProblem | null {
  const other = rule.isCombinable ? entered.find(({ isCombinable }) => !isCombinable) : entered[0]
  if (!other) return null
  return {
    code: 'DISCOUNT_NOT_COMBINABLE',
    discountCode: rule.code ?? rule.name,
    otherCode: other.code ?? other.name,
  }
}

/** The first of those that take the most. */
function mostOf(
  choices: readonly (readonly DiscountRule[])[],
  takenBy: (chosen: readonly DiscountRule[]) => number,
): readonly DiscountRule[] {
  const [first = [], ...others] = choices
  if (others.length === 0) return first
  let best = { choice: first, taken: takenBy(first) }
  for (const choice of others) {
    const taken = takenBy(choice)
    if (taken > best.taken) best = { choice, taken }
  }
  return best.choice
}

/** As codes are compared: how they are typed makes no difference. */
export const codeKeyOf = (code: string): string => code.trim().toUpperCase()
