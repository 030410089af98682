// What an order costs once it is edited, and which discounts and shipping it has then: what stands stays
// as it was frozen, and what is new is priced as of now.
import { parcelOf } from '#domain/basket.ts'
import {
  type EditToPrice,
  type PricedPart,
  type RepricedOrder,
  rateOf,
  reprice,
  takenBy,
} from '#domain/edited-order.ts'
import { AMOUNT_MAX, sumOf } from '#domain/money.ts'
import { shippingPriceOf } from '#domain/shipping.ts'
import { STANDARD_TAX_CLASS, type TaxRates, taxRateOf } from '#domain/tax.ts'
import type { Context } from '#write/command.ts'
import { methodById, requireOfferedMethod } from '#write/shipping/method.ts'
import { ShippingMethodUnavailable } from '#write/shipping/rejections.ts'
import { taxRatesOf } from '#write/tax/rates.ts'
import { discountsAfter, type EditedDiscounts } from './edited-discounts.ts'
import type { EditedLine } from './edited-lines.ts'
import { requireModest } from './insert-order.ts'
import type { Order } from './order.ts'
import { OrderTooLarge } from './placing-rejections.ts'

export type Destination = {
  countryCode: string | null
  /** True where it is another country than before, by which all of it is taxed from now on. */
  isRetaxed: boolean
}

type Method = Pick<Order, 'shippingMethodId' | 'shippingMethodName'>

/** The order's own columns that say what it costs. */
export type EditedHead = Method &
  Pick<
    Order,
    | 'subtotal'
    | 'discountTotal'
    | 'shippingTotal'
    | 'taxTotal'
    | 'total'
    | 'discounts'
    | 'shippingDiscount'
    | 'shippingNet'
    | 'shippingTax'
    | 'shippingGross'
    | 'shippingTaxRate'
  >

/** @param chosen The way of shipping; null for none, undefined for the one that stands. */
export async function editedPrice(
  context: Context,
  order: Order,
  lines: readonly EditedLine[],
  {
    discounts,
    destination,
    chosen,
  }: {
    discounts: EditedDiscounts
    destination: Destination
    chosen: string | null | undefined
  },
): Promise<{ head: EditedHead; lines: RepricedOrder['lines'] }> {
  const { tx, settings } = context
  requireModest(lines, ['input'])
  const { pricesIncludeTax } = order
  const { isRetaxed } = destination
  const countryCode = destination.countryCode ?? settings.countryCode
  const rates = await taxRatesOf(tx, countryCode)
  const { method, ...shipping } = await shippingAfter(context, order, lines, {
    ...{ rates, countryCode, isRetaxed, chosen },
  })
  const priced = reprice({
    ...{ shipping, isRetaxed, pricesIncludeTax },
    lines: lines.map(({ stood, quantity, unitPrice, taxClass }, index) => ({
      ...{ stood, quantity, unitPrice },
      taxRate: stood && !isRetaxed ? rateOf(stood) : taxRateOf(rates, taxClass),
      discountIds: discounts.idsByLine[index] ?? [],
    })),
    discounts: [
      ...discounts.kept.flatMap(({ discountId: id, terms }) =>
        id === null || terms === null ? [] : { id, takes: terms.takes, isNew: false },
      ),
      ...discounts.added.map(({ id, takes }) => ({ id, takes, isNew: true })),
    ],
    removedIds: new Set(discounts.removed.map(({ discountId }) => discountId)),
  })
  const parts = [...priced.lines, priced.shipping]
  const sum = (name: 'discount' | 'tax' | 'gross') => sumOf(parts.map((part) => part[name]))
  const total = sum('gross')
  if (total > AMOUNT_MAX) throw new OrderTooLarge({ totalMax: AMOUNT_MAX }, ['input'])
  return {
    lines: priced.lines,
    head: {
      ...method,
      total,
      subtotal: sumOf(lines.map(({ unitPrice, quantity }) => unitPrice * quantity)),
      discountTotal: sum('discount'),
      shippingTotal: shipping.price,
      taxTotal: sum('tax'),
      discounts: discountsAfter(order, discounts, (id) => takenBy(id, parts)),
      shippingDiscount: priced.shipping.discount,
      shippingNet: priced.shipping.net,
      shippingTax: priced.shipping.tax,
      shippingGross: priced.shipping.gross,
      shippingTaxRate: priced.shipping.taxRate,
    },
  }
}

async function shippingAfter(
  { tx }: Context,
  order: Order,
  lines: readonly EditedLine[],
  {
    rates,
    countryCode,
    isRetaxed,
    chosen,
  }: {
    rates: TaxRates
    countryCode: string
    isRetaxed: boolean
    chosen: string | null | undefined
  },
): Promise<EditToPrice['shipping'] & { method: Method }> {
  const { shippingMethodId, shippingMethodName, shippingTotal } = order
  const stood = shippingOf(order, lines)
  if (chosen === undefined) {
    const known = isRetaxed && shippingMethodId ? await methodById(tx, shippingMethodId) : null
    const taxRate = isRetaxed
      ? taxRateOf(rates, known?.taxClass ?? STANDARD_TAX_CLASS)
      : rateOf(stood)
    const method = { shippingMethodId, shippingMethodName }
    return { stood, method, price: shippingTotal, taxRate, isNew: false }
  }
  if (chosen === null) {
    const method = { shippingMethodId: null, shippingMethodName: null }
    return { stood, method, price: 0, taxRate: taxRateOf(rates, STANDARD_TAX_CLASS), isNew: true }
  }
  const offered = await requireOfferedMethod(tx, chosen)
  const parcel = parcelOf({
    ...{ countryCode, currency: order.currency },
    lines: lines.map((line) => ({
      ...line,
      ...{ key: line.id, collectionIds: [] },
      quantity: line.quantity - (line.stood ? line.stood.cancelled + line.stood.returned : 0),
    })),
  })
  const price = shippingPriceOf(offered, parcel)
  if (price === null)
    throw new ShippingMethodUnavailable({ shippingMethodId: chosen, ...parcel }, [
      ...['input', 'shippingMethodId'],
    ])
  const method = { shippingMethodId: chosen, shippingMethodName: offered.name }
  return { stood, method, price, taxRate: taxRateOf(rates, offered.taxClass), isNew: true }
}

/** What the shipping of an order costs: of each discount it has what no line has. */
function shippingOf(order: Order, lines: readonly EditedLine[]): PricedPart {
  const ofLines = lines.flatMap(({ stood }) => stood ?? [])
  return {
    discount: order.shippingDiscount,
    net: order.shippingNet,
    tax: order.shippingTax,
    gross: order.shippingGross,
    taxRate: order.shippingTaxRate,
    discounts: order.discounts
      .map(({ discountId, amount }) => ({
        discountId,
        amount: amount - takenBy(discountId, ofLines),
      }))
      .filter(({ amount }) => amount > 0),
  }
}
