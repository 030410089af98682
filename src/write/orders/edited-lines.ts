// The lines that an order has once it is edited: those that stand, with their quantities from then on, and
// new ones. Nothing is written here.
import { sumOf } from '#domain/money.ts'
import { type Buyable, requireBuyable } from '#write/carts/buyable.ts'
import { QuantityTooLarge } from '#write/carts/rejections.ts'
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
/** At the price of now, or at what staff ask. */
type Bought = Buyable & { quantity: number; priceReason: string | null }
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
  const wanted = addLines.map(({ variantId, quantity, unitPrice = null, ...line }, index) => ({
    ...{ variantId, quantity, unitPrice, priceReason: line.priceReason ?? null },
    path: pathOfAdded(index, 'variantId'),
  }))
  const added = await requireBuyable(context, order.currency, wanted, { isByStaff: true })
  const known = await sellableVariants(
    context.tx,
    standing.map(({ variantId }) => variantId),
  )
  const isCounted = await countedOf(
    context,
    order,
    [...standing, ...added].map(({ variantId }) => variantId),
  )
  const lines = standing.map((line): EditedLine => {
    const { productId, weight } = known.get(line.variantId) as Sellable // Variants stay.
    const quantity = quantities.get(line.id) ?? line.quantity
    return { ...line, stood: line, quantity, productId, weight: weight ?? 0 }
  })
  requireGrowable(lines, isCounted, setLines)
  for (const [index, bought] of added.entries()) {
    const like = lines.find((line) => isLike(line, bought) && isCounted.alike(line))
    if (like) like.quantity += bought.quantity
    else lines.push(newLine(context, bought))
    requireQuantity(like ?? bought, pathOfAdded(index, 'quantity'))
  }
  requireFitting(order.id, lines)
  return lines
}

function requireGrowable(
  lines: readonly EditedLine[],
  isCounted: Counted,
  setLines: AskedLines['setLines'],
): void {
  for (const line of lines)
    if (line.stood && line.quantity > line.stood.quantity && !isCounted.alike(line))
      throw new OrderLineNotGrowable({ orderLineId: line.id, sku: line.sku }, [
        ...pathOf(setLines, line.id),
        'quantity',
      ])
}

function requireQuantity(
  { variantId, quantity }: Pick<EditedLine, 'variantId' | 'quantity'>,
  path: readonly string[],
): void {
  if (quantity > LINE_QUANTITY_MAX)
    throw new QuantityTooLarge({ variantId, quantityMax: LINE_QUANTITY_MAX }, path)
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

type Counted = { alike: (line: EditedLine) => boolean }

/**
 * Whether units more of a line would be held by locations as those are that it has: all units of a line
 * are, or none is.
 */
async function countedOf(
  { tx }: Context,
  order: Order,
  variantIds: readonly string[],
): Promise<Counted> {
  const held = new Set((await allocationsOf(tx, order.id)).map(({ orderLineId }) => orderLineId))
  const stock = await stockOf(tx, [...new Set(variantIds)])
  return {
    alike: ({ id, stood, variantId, isService }) =>
      isService || !stood || held.has(id) === (stock.get(variantId) as Stock).policy.tracked,
  }
}

const newLine = ({ newId }: Context, { weight, ...sold }: Bought): EditedLine => {
  const { variantId, sku, name, isService, taxClass } = sold
  const { unitPrice, priceReason, quantity, productId } = sold
  return {
    ...{ id: newId('orderLine'), stood: null, variantId, sku, name, isService, taxClass },
    ...{ unitPrice, priceReason, quantity, productId, weight: weight ?? 0 },
  }
}

/** What is bought on the same terms grows, rather than standing there twice. */
const isLike = (line: EditedLine, bought: Bought): boolean =>
  line.quantity > 0 &&
  line.variantId === bought.variantId &&
  line.unitPrice === bought.unitPrice &&
  line.priceReason === bought.priceReason &&
  line.taxClass === bought.taxClass

const pathOfAdded = (index: number, field: string): string[] => [
  ...['input', 'addLines', String(index)],
  field,
]

function requireFitting(orderId: string, lines: readonly EditedLine[]): void {
  const left = lines.map(({ quantity, stood }) => quantity - (stood?.cancelled ?? 0))
  if (sumOf(left) === 0) throw new OrderWouldBeEmpty({ orderId }, ['input', 'setLines'])
  const count = lines.filter(({ quantity }) => quantity > 0).length
  if (count > ORDER_LINES_MAX && lines.some(({ stood }) => stood === null))
    throw new OrderFull({ orderId, linesMax: ORDER_LINES_MAX }, ['input', 'addLines'])
}
