// Makes a discount: by a code that shoppers enter, or applied by itself.
import { codeKeyOf } from '#domain/discounts.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { flag, instant, maybe, text } from '#kernel/input.ts'
import { CollectionNotFound, ProductNotFound, ProductRepeated } from '#write/catalog/rejections.ts'
import { command } from '#write/command.ts'
import { CurrencyMismatch } from '#write/payments/rejections.ts'
import { requireRoomForAutomatic } from './discount.ts'
import {
  discountCode,
  limit,
  minimum,
  requireCurrency,
  requireDates,
  requireTargets,
  takenInput,
  takesOf,
  targetCollections,
  targetProducts,
} from './discount-input.ts'
import { discountCreated } from './events.ts'
import {
  DiscountCodeTaken,
  DiscountDatesReversed,
  TooManyAutomaticDiscounts,
} from './rejections.ts'
import { discounts } from './tables.ts'

export const createDiscount = command({
  name: 'CreateDiscount',
  summary:
    'Makes a discount. With a code shoppers enter it; without one it is applied by itself. Automatic discounts are applied first, oldest first, then codes as they were entered, each to what those before it left.',
  permission: 'discounts.write',
  input: {
    name: text({ max: 100 }).describe('What shoppers and staff read: `Summer sale`.'),
    code: maybe(discountCode()).describe(
      'What shoppers enter, unique for good; case makes no difference. Left out, it is applied by itself.',
    ),
    takes: takenInput().describe('What it takes.'),
    minimumSubtotal: maybe(minimum()).describe(
      'What the goods that it is for must cost together before discounts; it then holds in this currency alone.',
    ),
    productIds: maybe(targetProducts()).describe(
      'The products that it is for. Everything unless products or collections are given.',
    ),
    collectionIds: maybe(targetCollections()).describe(
      'The collections whose products it is for, as they stand when it is applied.',
    ),
    startsAt: maybe(instant()).describe('From when on it holds; at once unless given.'),
    endsAt: maybe(instant()).describe('From when on it no longer holds; never unless given.'),
    usageLimit: maybe(limit()).describe(
      'How many orders may hold it. Those that are cancelled whole or expire give their use back.',
    ),
    usageLimitPerCustomer: maybe(limit()).describe(
      'How many orders of one customer may, who is known by their account, or for a code by their e-mail. Applied by itself, it is then for those who are signed in alone.',
    ),
    isCombinable: maybe(flag()).describe(
      'True where it may stand beside others that may as well. False unless given: it stands alone.',
    ),
  },
  rejections: [
    DiscountCodeTaken,
    DiscountDatesReversed,
    TooManyAutomaticDiscounts,
    CurrencyMismatch,
    ProductNotFound,
    ProductRepeated,
    CollectionNotFound,
  ],

  async handle({ tx, now, newId, record }, input) {
    const code = input.code ?? null
    const minimum = input.minimumSubtotal ?? null
    const own = input.takes.amount?.currency ?? null
    requireCurrency(own, minimum)
    const [startsAt, endsAt] = [input.startsAt ?? now, input.endsAt ?? null]
    requireDates(startsAt, endsAt)
    const targets = {
      productIds: input.productIds ?? [],
      collectionIds: input.collectionIds ?? [],
    }
    await requireTargets(tx, targets)
    if (code === null) await requireRoomForAutomatic(tx, now)
    const id = newId('discount')
    const [made] = await insertDiscount(tx, {
      ...targets,
      id,
      name: input.name,
      code,
      codeKey: code && codeKeyOf(code),
      isAutomatic: code === null,
      takes: takesOf(input.takes),
      currency: own ?? minimum?.currency ?? null,
      minimumSubtotal: minimum?.amount ?? null,
      startsAt,
      endsAt,
      usageLimit: input.usageLimit ?? null,
      usageLimitPerCustomer: input.usageLimitPerCustomer ?? null,
      isCombinable: input.isCombinable ?? false,
      used: 0,
      createdAt: now,
    })
    if (!made) throw new DiscountCodeTaken({ discountCode: code ?? '' }, ['input', 'code'])
    record(discountCreated({ discountId: id }))
    return { discount: id }
  },
})

const insertDiscount = statement((db, $: Params<typeof discounts.$inferSelect>) =>
  db
    .insert(discounts)
    .values({
      id: $.id,
      name: $.name,
      code: $.code,
      codeKey: $.codeKey,
      isAutomatic: $.isAutomatic,
      takes: $.takes,
      currency: $.currency,
      minimumSubtotal: $.minimumSubtotal,
      productIds: $.productIds,
      collectionIds: $.collectionIds,
      startsAt: $.startsAt,
      endsAt: $.endsAt,
      usageLimit: $.usageLimit,
      usageLimitPerCustomer: $.usageLimitPerCustomer,
      isCombinable: $.isCombinable,
      used: $.used,
      createdAt: $.createdAt,
    })
    .onConflictDoNothing({ target: discounts.codeKey })
    .returning({ id: discounts.id }),
)
