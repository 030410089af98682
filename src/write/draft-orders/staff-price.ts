// A price that staff set for a line, which always says why.
import { amount, maybe, text, type z } from '#kernel/input.ts'

export const staffPrice = {
  unitPrice: maybe(amount()).describe(
    'What one unit costs, in minor units of the order’s currency and with tax where prices include it; 0 is a gift. What the catalog says unless given. Discounts are taken off it as off any price.',
  ),
  priceReason: maybe(text({ max: 500 })).describe(
    'Why it costs that, for staff to read. Required with `unitPrice`, and only with it.',
  ),
}

type Priced = { unitPrice?: number | null | undefined; priceReason?: string | null | undefined }

/** Makes a line's price and its reason go together. */
export const staffPriceRule = <S extends z.ZodType<Priced>>(line: S): S =>
  line
    .refine(({ unitPrice, priceReason }) => unitPrice == null || priceReason != null, {
      error: 'must say why, where a price is set',
      path: ['priceReason'],
    })
    .refine(({ unitPrice, priceReason }) => priceReason == null || unitPrice != null, {
      error: 'must be a price, where a reason for one is given',
      path: ['unitPrice'],
    })
