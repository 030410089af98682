// The lines that an order has once it is edited: those that stand, with their quantities from then on, and
// new ones. Nothing is written here.
import { sumOf } from '#domain/money.ts'
import { priceAt } from '#domain/pricing.ts'
import { PriceMissing, QuantityTooLarge } from '#write/carts/rejections.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { type Sellable, sellableVariants } from '#write/catalog/sellable.ts'
import type { Context } from '#write/command.ts'
import { type Stock, stockOf } from '#write/stock/allocation.ts'
import {
  OrderFull,
  OrderLineNamedTwice,
  OrderLineNotGrowable,
  OrderWouldBeEmpty,
  QuantityTooLow,
} from './edit-rejections.ts'
import { allocationsOf, askedUnits, ORDER_LINES_MAX, type Order, type OrderLine } from './order.ts'

export const LINE_QUANTITY_MAX = 1_000_000

export type EditedLine = {
  id: string
  /** Null where it is new. */
  stood: OrderLine | null
  variantId: string
  sku: string
  name: string
  isService: boolean
  taxClass: string
  unitPrice: number
  priceReason: string | null
  /** Units from now on, cancelled and shipped ones too. */
  quantity: number
  productId: string
  /** Grams a unit. */
  weight: number
}

type Added = {
  variantId: string
  quantity: number
  unitPrice?: number | null | undefined
  priceReason?: string | null | undefined
}
export type AskedLines = {
  setLines: readonly { orderLineId: string; quantity: number }[]
  addLines: readonly Added[]
}

export async function editedLines(
  context: Context,
  order: Order,
  standing: readonly OrderLine[],
  { setLines, addLines }: AskedLines,
): Promise<EditedLine[]> {
  const quantities = quantitiesSet(order.id, standing, setLines)
  const variantIds = [...standing, ...addLines].map(({ variantId }) => variantId)
  const variants = await sellableVariants(context.tx, [...new Set(variantIds)])
  const isCounted = await countedOf(context, order, variantIds)
  const lines = standing.map((line): EditedLine => {
    const { productId, weight } = variants.get(line.variantId) as Sellable // Variants stay.
    const quantity = quantities.get(line.id) ?? line.quantity
    return { ...line, stood: line, quantity, productId, weight: weight ?? 0 }
  })
  for (const line of lines)
    if (line.stood && line.quantity > line.stood.quantity && !isCounted.alike(line))
      throw new OrderLineNotGrowable({ orderLineId: line.id, sku: line.sku }, [
        ...pathOf(setLines, line.id),
        'quantity',
      ])

  for (const [index, asked] of addLines.entries()) {
    const path = ['input', 'addLines', String(index)]
    const added = lineOf(context, order, asked, variants.get(asked.variantId), path)
    const known = lines.find((line) => isLike(line, added) && isCounted.alike(line))
    if (known) known.quantity += added.quantity
    else lines.push(added)
    const { quantity, variantId } = known ?? added
    if (quantity > LINE_QUANTITY_MAX)
      throw new QuantityTooLarge({ variantId, quantityMax: LINE_QUANTITY_MAX }, [
        ...path,
        'quantity',
      ])
  }
  requireFitting(order.id, lines)
  return lines
}

/** By line. Refuses what is cancelled, in a fulfilment or shipped to be taken off. */
function quantitiesSet(
  orderId: string,
  standing: readonly OrderLine[],
  asked: AskedLines['setLines'],
): Map<string, number> {
  const within = ['input', 'setLines']
  const units = askedUnits(orderId, standing, asked, within)
  if (units.length < asked.length) {
    const ids = asked.map(({ orderLineId }) => orderLineId)
    const again = ids.findIndex((id, index) => ids.indexOf(id) < index)
    throw new OrderLineNamedTwice({ orderLineId: ids[again] as string }, [
      ...within,
      String(again),
      'orderLineId',
    ])
  }
  const low = units.filter(({ line, quantity }) => quantity < line.cancelled + line.inFulfilment)
  if (low.length > 0)
    throw new QuantityTooLow(
      {
        orderId,
        lines: low.map(({ line, quantity }) => ({
          orderLineId: line.id,
          sku: line.sku,
          requested: quantity,
          minimum: line.cancelled + line.inFulfilment,
        })),
      },
      low[0] && [...low[0].path, 'quantity'],
    )
  return new Map(units.map(({ line, quantity }) => [line.id, quantity]))
}

const pathOf = (asked: AskedLines['setLines'], lineId: string): string[] => [
  ...['input', 'setLines'],
  String(asked.findIndex(({ orderLineId }) => orderLineId === lineId)),
]

/**
 * Whether units more of a line would be held by locations as those are that it has: all units of a line
 * are, or none is.
 */
async function countedOf({ tx }: Context, order: Order, variantIds: readonly string[]) {
  const held = new Set((await allocationsOf(tx, order.id)).map(({ orderLineId }) => orderLineId))
  const stock = await stockOf(tx, [...new Set(variantIds)])
  return {
    alike: ({ id, stood, variantId, isService }: EditedLine): boolean =>
      isService || !stood || held.has(id) === (stock.get(variantId) as Stock).policy.tracked,
  }
}

/** At the price of now, or at what staff ask. */
function lineOf(
  { now, newId }: Context,
  { currency }: Order,
  { variantId, quantity, unitPrice: asked, priceReason }: Added,
  variant: Sellable | undefined,
  path: readonly string[],
): EditedLine {
  const at = [...path, 'variantId']
  if (!variant) throw new VariantNotFound({ variantId }, at)
  const { sku, name, isService, isSellable, taxClass, productId, weight, prices } = variant
  if (!isSellable) throw new VariantNotSellable({ variantId, sku }, at)
  const unitPrice = asked ?? priceAt(prices, currency, now)
  if (unitPrice === undefined) throw new PriceMissing({ variantId, sku, currency }, at)
  return {
    ...{ id: newId('orderLine'), stood: null, variantId, sku, name, isService, taxClass },
    ...{ unitPrice, priceReason: priceReason ?? null, quantity, productId },
    weight: weight ?? 0,
  }
}

/** What is bought on the same terms grows, rather than standing there twice. */
const isLike = (line: EditedLine, added: EditedLine): boolean =>
  line.quantity > 0 &&
  line.variantId === added.variantId &&
  line.unitPrice === added.unitPrice &&
  line.priceReason === added.priceReason &&
  line.taxClass === added.taxClass

function requireFitting(orderId: string, lines: readonly EditedLine[]): void {
  const left = lines.map(({ quantity, stood }) => quantity - (stood?.cancelled ?? 0))
  if (sumOf(left) === 0) throw new OrderWouldBeEmpty({ orderId }, ['input', 'setLines'])
  const count = lines.filter(({ quantity }) => quantity > 0).length
  if (count > ORDER_LINES_MAX && lines.some(({ stood }) => stood === null))
    throw new OrderFull({ orderId, linesMax: ORDER_LINES_MAX }, ['input', 'addLines'])
}
