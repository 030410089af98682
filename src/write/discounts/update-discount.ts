// Changes for whom, for what and when a discount holds. What it takes stays: end it and make another.
import { flag, instant, maybe, text } from '#kernel/input.ts'
import { CollectionNotFound, ProductNotFound, ProductRepeated } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { CurrencyMismatch } from '#write/payments/rejections.ts'
import { type Discount, requireStandingDiscount, writeDiscount } from './discount.ts'
import {
  limit,
  minimum,
  requireCurrency,
  requireDates,
  requireTargets,
  targetCollections,
  targetProducts,
} from './discount-input.ts'
import { discountUpdated } from './events.ts'
import {
  DiscountDatesReversed,
  DiscountHasEnded,
  DiscountLimitTooLow,
  DiscountNotFound,
} from './rejections.ts'

export const updateDiscount = command({
  name: 'UpdateDiscount',
  summary:
    'Changes for whom, for what and when a discount holds. What is left out stays. Carts follow at once, orders keep what they were placed with.',
  permission: 'discounts.write',
  input: {
    discountId: id('discount').describe('The discount to change.'),
    name: maybe(text({ max: 100 })).describe('What shoppers and staff read; null leaves it.'),
    minimumSubtotal: maybe(minimum()).describe(
      'What the goods that it is for must cost together before discounts; null needs nothing.',
    ),
    productIds: maybe(targetProducts()).describe(
      'All products that it is for from now on; null or empty is none in particular.',
    ),
    collectionIds: maybe(targetCollections()).describe(
      'All collections that it is for from now on; null or empty is none in particular.',
    ),
    startsAt: maybe(instant()).describe('From when on it holds; null is at once.'),
    endsAt: maybe(instant()).describe('From when on it no longer holds; null is never.'),
    usageLimit: maybe(limit()).describe('How many orders may hold it; null is any number.'),
    usageLimitPerCustomer: maybe(limit()).describe(
      'How many orders of one customer may, as where it was made; null is any number.',
    ),
    isCombinable: maybe(flag()).describe(
      'Whether it may stand beside others that may as well; null is not.',
    ),
  },
  target: ({ discountId }) => ({ aggregate: 'discount', id: discountId }),
  rejections: [
    DiscountNotFound,
    DiscountHasEnded,
    DiscountDatesReversed,
    DiscountLimitTooLow,
    CurrencyMismatch,
    ProductNotFound,
    ProductRepeated,
    CollectionNotFound,
  ],

  async handle({ tx, now, record }, { discountId, ...input }) {
    const discount = await requireStandingDiscount(tx, discountId, now)
    const startsAt = input.startsAt === undefined ? discount.startsAt : (input.startsAt ?? now)
    const endsAt = given(input.endsAt, discount.endsAt)
    requireDates(startsAt, endsAt)
    const targets = {
      productIds: input.productIds === undefined ? discount.productIds : (input.productIds ?? []),
      collectionIds:
        input.collectionIds === undefined ? discount.collectionIds : (input.collectionIds ?? []),
    }
    await requireTargets(tx, {
      productIds: input.productIds ?? [],
      collectionIds: input.collectionIds ?? [],
    })
    const usageLimit = given(input.usageLimit, discount.usageLimit)
    if (usageLimit !== null && usageLimit < discount.used)
      throw new DiscountLimitTooLow({ used: discount.used, usageLimit }, ['input', 'usageLimit'])
    await writeDiscount(tx, {
      ...targets,
      ...minimumFrom(discount, input.minimumSubtotal),
      id: discountId,
      name: input.name ?? discount.name,
      startsAt,
      endsAt,
      usageLimit,
      usageLimitPerCustomer: given(input.usageLimitPerCustomer, discount.usageLimitPerCustomer),
      isCombinable: given(input.isCombinable, discount.isCombinable) ?? false,
    })
    record(discountUpdated({ discountId }))
    return { discount: discountId }
  },
})

/** On an update, left out is unchanged. */
const given = <Value>(value: Value | null | undefined, standing: Value | null): Value | null =>
  value === undefined ? standing : value

/** Without a minimum, only a fixed amount ties a discount to a currency. */
function minimumFrom(
  { takes, currency, minimumSubtotal }: Discount,
  minimum: { amount: number; currency: string } | null | undefined,
): Pick<Discount, 'currency' | 'minimumSubtotal'> {
  if (minimum === undefined) return { currency, minimumSubtotal }
  const own = takes.kind === 'FIXED' ? currency : null
  requireCurrency(own, minimum)
  return { currency: own ?? minimum?.currency ?? null, minimumSubtotal: minimum?.amount ?? null }
}
