// Ends a discount now. Carts that hold its code say so; orders keep it.
import { command, id } from '#write/command.ts'
import { requireStandingDiscount, writeDiscount } from './discount.ts'
import { discountEnded } from './events.ts'
import { DiscountHasEnded, DiscountNotFound } from './rejections.ts'

export const endDiscount = command({
  name: 'EndDiscount',
  summary:
    'Ends a discount now, or before it has begun. A cart that holds its code can not be placed with it any more; orders keep it.',
  permission: 'discounts.write',
  input: { discountId: id('discount').describe('The discount.') },
  target: ({ discountId }) => ({ aggregate: 'discount', id: discountId }),
  rejections: [DiscountNotFound, DiscountHasEnded],

  async handle({ tx, now, record }, { discountId }) {
    const discount = await requireStandingDiscount(tx, discountId, now)
    await writeDiscount(tx, {
      ...discount,
      startsAt: Math.min(discount.startsAt, now),
      endsAt: now,
    })
    record(discountEnded({ discountId }))
    return { discount: discountId }
  },
})
