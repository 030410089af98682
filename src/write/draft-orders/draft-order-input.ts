// A draft order as staff give it, and what must be true of what they give: there, for sale, with a price.
import {
  email,
  identifying,
  integer,
  list,
  maybe,
  object,
  personal,
  text,
  type z,
} from '#kernel/input.ts'
import { requireBuyable } from '#write/carts/buyable.ts'
import { DISCOUNT_CODES_PER_CART_MAX } from '#write/carts/cart.ts'
import { PriceMissing } from '#write/carts/rejections.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { type Context, id } from '#write/command.ts'
import { addressInput, addressOf } from '#write/customers/address-input.ts'
import { requireCustomer } from '#write/customers/lookup.ts'
import { CustomerNotFound } from '#write/customers/rejections.ts'
import { discountCode } from '#write/discounts/discount-input.ts'
import { requireDiscountsOfCodes } from '#write/discounts/offers.ts'
import { DiscountCodeUnknown } from '#write/discounts/rejections.ts'
import { requireOfferedMethod } from '#write/shipping/method.ts'
import { ShippingMethodIsArchived, ShippingMethodNotFound } from '#write/shipping/rejections.ts'
import type { DraftOrder, DraftOrderUnits } from './draft-order.ts'
import { staffPrice, staffPriceRule } from './staff-price.ts'

const DRAFT_LINES_MAX = 500

const line = object('DraftOrderLineInput', 'Units of one variant.', {
  variantId: id('variant').describe('The variant, published or not.'),
  quantity: integer({ min: 1 }).describe('Units: 1 to 1,000,000.'),
  ...staffPrice,
})

export const draftLines = () =>
  list(staffPriceRule(line), { max: DRAFT_LINES_MAX }).describe(
    `What is in it: 1 to ${DRAFT_LINES_MAX} lines. A variant may stand on several of them, at different prices.`,
  )

export const draftFields = {
  customerId: maybe(id('customer')).describe('Whose order it will be; null is nobody’s.'),
  email: maybe(identifying(email())).describe(
    'Where the confirmation goes. Left out where a customer is named, it is theirs.',
  ),
  shippingAddress: maybe(addressInput).describe(
    'Where it goes to: what it is taxed and shipped by. It is completed only with one.',
  ),
  discountCodes: maybe(list(discountCode(), { min: 0, max: DISCOUNT_CODES_PER_CART_MAX })).describe(
    `All codes of discounts for it: up to ${DISCOUNT_CODES_PER_CART_MAX}; case makes no difference.`,
  ),
  shippingMethodId: maybe(id('shippingMethod')).describe(
    'How it ships; null is by no method, which costs nothing.',
  ),
  note: maybe(personal(text({ max: 2_000 }))).describe(
    'For staff to read, up to 2,000 characters. It becomes a note on the order.',
  ),
}

export const DRAFT_REJECTIONS = [
  CustomerNotFound,
  VariantNotFound,
  VariantNotSellable,
  PriceMissing,
  ShippingMethodNotFound,
  ShippingMethodIsArchived,
  DiscountCodeUnknown,
]

type Lines = z.infer<ReturnType<typeof draftLines>>
type Given = { lines?: Lines | null | undefined } & {
  [Field in keyof typeof draftFields]?: z.infer<(typeof draftFields)[Field]>
}

/** What a draft holds beside its lines. */
type Content = Pick<DraftOrder, 'currency' | keyof typeof draftFields>

/** What the draft is with what was given, or a refusal of the first that can't be so. */
export async function contentWith(
  context: Context,
  known: Content,
  given: Given,
): Promise<Content> {
  const { tx } = context
  const customer = given.customerId == null ? null : await requireCustomer(tx, given.customerId)
  await requireLines(context, known.currency, given.lines ?? [])
  if (given.shippingMethodId != null) await requireOfferedMethod(tx, given.shippingMethodId)
  const codes = await requireDiscountsOfCodes(tx, given.discountCodes ?? [])
  const { shippingAddress: address } = given
  return {
    currency: known.currency,
    customerId: changed(known.customerId, given.customerId),
    email: changed(customer ? customer.email : known.email, given.email),
    shippingAddress: changed(known.shippingAddress, address ? addressOf(address) : address),
    discountCodes: given.discountCodes === undefined ? known.discountCodes : codes,
    shippingMethodId: changed(known.shippingMethodId, given.shippingMethodId),
    note: changed(known.note, given.note),
  }
}

const changed = <Value>(known: Value | null, given: Value | null | undefined): Value | null =>
  given === undefined ? known : given

const requireLines = (context: Context, currency: string, lines: Lines) =>
  requireBuyable(
    context,
    currency,
    linesFrom(lines).map((line, index) => ({
      ...line,
      path: ['input', 'lines', String(index), 'variantId'],
    })),
    { isByStaff: true },
  )

/** Lines as they are kept. */
export const linesFrom = (lines: Lines): DraftOrderUnits[] =>
  lines.map(({ variantId, quantity, unitPrice, priceReason }) => ({
    ...{ variantId, quantity },
    unitPrice: unitPrice ?? null,
    priceReason: priceReason ?? null,
  }))
