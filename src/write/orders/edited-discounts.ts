// The discounts that an order has once it is edited: those that it keeps as they were promised, whatever
// became of them since and however small the order gets, and those of codes that were added, which must
// count now as they must for whoever places an order.
import { chooseDiscounts, codeKeyOf, type DiscountRule } from '#domain/discounts.ts'
import { type OrderDiscount, orderDiscountOf } from '#domain/order-price.ts'
import { isFor, type QuoteLine } from '#domain/quote.ts'
import { DISCOUNT_CODES_PER_CART_MAX } from '#write/carts/cart.ts'
import { collectionsByProduct } from '#write/catalog/collections.ts'
import type { Context } from '#write/command.ts'
import { refusalOfCode } from '#write/discounts/code-problems.ts'
import { offersFor } from '#write/discounts/offers.ts'
import { DiscountCodeUnknown, TooManyDiscountCodes } from '#write/discounts/rejections.ts'
import { releaseSomeDiscounts } from '#write/discounts/usage.ts'
import { DiscountCodeNotOnOrder, DiscountCodeOnOrder } from './edit-rejections.ts'
import type { EditedLine } from './edited-lines.ts'
import type { Order } from './order.ts'

export type AskedCodes = {
  addDiscountCodes: readonly string[]
  removeDiscountCodes: readonly string[]
}

export type EditedDiscounts = {
  kept: OrderDiscount[]
  removed: OrderDiscount[]
  added: DiscountRule[]
  /** In the order of the lines: the discounts that each may have something of. */
  idsByLine: string[][]
}

/** Gives back the uses of what is removed: the same code may be added again on the terms of now. */
export async function editedDiscounts(
  context: Context,
  order: Order,
  lines: readonly EditedLine[],
  asked: AskedCodes,
): Promise<EditedDiscounts> {
  const removed = removedOf(order, asked.removeDiscountCodes)
  const removedIds = removed.flatMap(({ discountId }) => discountId ?? [])
  if (removedIds.length > 0) await releaseSomeDiscounts(context, order.id, removedIds)
  const kept = order.discounts.filter((one) => !one.isRemoved && !removed.includes(one))
  const { added, usedByCustomer } = await addedOf(context, order, kept, asked.addDiscountCodes)
  const collectionsOf = await collectionsFor(context, lines, [
    ...kept.flatMap(({ terms }) => terms ?? []),
    ...added,
  ])
  const basket = lines.map(
    ({ id: key, stood, productId, unitPrice, quantity }): QuoteLine => ({
      ...{ key, productId, unitPrice, taxRate: 0 },
      quantity: quantity - (stood ? stood.cancelled + stood.returned : 0),
      collectionIds: collectionsOf.get(productId) ?? [],
    }),
  )
  if (added.length > 0) {
    const { problems } = chooseDiscounts(
      { codes: [...kept.map(asEntered), ...added], automatic: [] },
      {
        lines: basket.filter(({ quantity }) => quantity > 0),
        ...{ currency: order.currency, now: context.now, usedByCustomer },
      },
      () => 0,
    )
    const [problem] = problems
    if (problem) throw refusalOfCode(problem, pathOf(asked.addDiscountCodes, problem.discountCode))
  }
  return {
    ...{ kept, removed, added },
    idsByLine: lines.map(({ stood }, index) => {
      const line = basket[index] as QuoteLine
      return [
        ...kept
          .filter((one) => isPromised(one, stood, line))
          .flatMap(({ discountId }) => discountId ?? []),
        ...added.filter((rule) => isFor(rule, line)).map(({ id }) => id),
      ]
    }),
  }
}

/**
 * What a line had something of it keeps, though its product left the collection; and no other line that
 * stood gets it because its product joined one.
 */
function isPromised(
  { discountId, terms }: OrderDiscount,
  stood: EditedLine['stood'],
  line: QuoteLine,
): boolean {
  if (terms === null) return false
  if (stood?.discounts.some((part) => part.discountId === discountId)) return true
  return isFor(terms, stood ? { ...line, collectionIds: [] } : line)
}

function removedOf({ id: orderId, discounts }: Order, codes: readonly string[]): OrderDiscount[] {
  return codes.map((code, index) => {
    const found = discounts.find(
      (one) => !one.isRemoved && one.code !== null && codeKeyOf(one.code) === codeKeyOf(code),
    )
    if (found) return found
    throw new DiscountCodeNotOnOrder({ orderId, discountCode: code }, [
      ...['input', 'removeDiscountCodes', String(index)],
    ])
  })
}

async function addedOf(
  { tx, now }: Context,
  { id: orderId, customerId, emailKey }: Order,
  kept: readonly OrderDiscount[],
  codes: readonly string[],
): Promise<{ added: DiscountRule[]; usedByCustomer: Map<string, number> }> {
  if (codes.length === 0) return { added: [], usedByCustomer: new Map() }
  const entered = kept.flatMap(({ code }) => (code === null ? [] : codeKeyOf(code)))
  for (const [index, code] of codes.entries()) {
    if (entered.includes(codeKeyOf(code)))
      throw new DiscountCodeOnOrder({ orderId, discountCode: code }, pathOf(codes, code))
    entered.push(codeKeyOf(code))
    if (entered.length > DISCOUNT_CODES_PER_CART_MAX)
      throw new TooManyDiscountCodes({ codesMax: DISCOUNT_CODES_PER_CART_MAX }, [
        ...['input', 'addDiscountCodes', String(index)],
      ])
  }
  const { codes: added, usedByCustomer } = await offersFor(tx, {
    ...{ codes, now, buyer: { customerId, emailKey } },
  })
  const known = new Set(added.map(({ code }) => codeKeyOf(code as string)))
  const unknown = codes.find((code) => !known.has(codeKeyOf(code)))
  if (unknown !== undefined)
    throw new DiscountCodeUnknown({ discountCode: unknown }, pathOf(codes, unknown))
  return { added, usedByCustomer }
}

/** Where the code stands in the input, as far as it goes by its key. */
const pathOf = (codes: readonly string[], code: string): string[] => [
  ...['input', 'addDiscountCodes'],
  String(codes.findLastIndex((given) => codeKeyOf(given) === codeKeyOf(code))),
]

async function collectionsFor(
  { tx }: Context,
  lines: readonly EditedLine[],
  terms: readonly { collectionIds: readonly string[] }[],
): Promise<Map<string, string[]>> {
  if (terms.every(({ collectionIds }) => collectionIds.length === 0)) return new Map()
  return collectionsByProduct(
    tx,
    lines.map(({ productId }) => productId),
  )
}

/** A discount that the order has, as others stand beside it: no condition takes it away. */
const asEntered = ({ discountId, code, name, terms }: OrderDiscount): DiscountRule => ({
  ...{ id: discountId ?? '', code, name, takes: { kind: 'FREE_SHIPPING' } },
  ...{ productIds: [], collectionIds: [], currency: null, minimumSubtotal: null },
  ...{ startsAt: 0, endsAt: null, usageLimit: null, usageLimitPerCustomer: null, used: 0 },
  isCombinable: terms?.isCombinable ?? true,
})

/** The discounts as the order holds them from now on, with what each takes: those that take nothing yet stay out. */
export function discountsAfter(
  { discounts }: Order,
  { removed, added }: EditedDiscounts,
  takenBy: (discountId: string | null) => number,
): OrderDiscount[] {
  const again = new Set(added.map(({ id }) => id))
  const stood = discounts
    .filter(({ discountId }) => discountId === null || !again.has(discountId))
    .map((one) => {
      const amount = takenBy(one.discountId)
      return removed.includes(one) ? { ...one, amount, isRemoved: true } : { ...one, amount }
    })
    .filter(({ isRemoved, amount }) => !isRemoved || amount > 0)
  return [
    ...stood,
    ...added
      .map((rule) => orderDiscountOf(rule, takenBy(rule.id)))
      .filter(({ amount }) => amount > 0),
  ]
}
