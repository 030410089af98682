// Writes an order as it is from an edit on: its stock moves by as many units as its lines gain and lose,
// what they lose before what they gain.
import { eq, sql } from 'drizzle-orm'
import type { RepricedOrder } from '#domain/edited-order.ts'
import { as, insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { allocateStock } from '#write/stock/allocation.ts'
import type { EditedLine } from './edited-lines.ts'
import type { EditedHead } from './edited-price.ts'
import { giveBack } from './give-back.ts'
import type { Order } from './order.ts'
import { addToAllocations } from './quantities.ts'
import { orderLines, orders } from './tables.ts'

export type Edited = {
  head: EditedHead & Pick<Order, 'shippingAddress' | 'countryCode'>
  lines: (EditedLine & RepricedOrder['lines'][number])[]
}

/** Whether anything differs that somebody could have asked for. */
export function isChanged(order: Order, { head, lines }: Edited): boolean {
  const stood = Object.keys(head).map((name) => order[name as keyof typeof head])
  return (
    JSON.stringify(stood) !== JSON.stringify(Object.values(head)) ||
    lines.some(({ stood, ...line }) => !stood || isLineChanged(stood, line))
  )
}

const isLineChanged = (stood: Unwritten, line: Unwritten): boolean =>
  JSON.stringify(writtenOf(stood)) !== JSON.stringify(writtenOf(line))

export async function writeEdited(
  context: Context,
  { id: orderId }: Order,
  { head, lines }: Edited,
): Promise<void> {
  const { tx } = context
  await giveBack(
    context,
    orderId,
    lines.flatMap(({ stood, quantity }) =>
      stood && quantity < stood.quantity
        ? [{ line: stood, quantity: stood.quantity - quantity }]
        : [],
    ),
  )
  await writeHead(tx, { ...head, id: orderId })
  for (const { stood, ...line } of lines)
    if (stood && isLineChanged(stood, line)) await writeLine(tx, writtenOf(line))
  const first = (await lastPosition(tx, { orderId }))[0]?.position ?? -1
  const added = lines.filter(({ stood }) => stood === null)
  await insertLines(
    tx,
    added.map((line, index) => ({
      ...{ ...line, ...writtenOf(line), orderId, position: first + 1 + index },
      ...{ cancelled: 0, inFulfilment: 0, fulfilled: 0, returned: 0 },
    })),
  )
  const parts = await allocateStock(context, {
    reference: orderId,
    lines: lines
      .filter(({ isService, stood, quantity }) => !isService && quantity > (stood?.quantity ?? 0))
      .map(({ id: lineId, variantId, sku, stood, quantity }) => ({
        ...{ lineId, variantId, sku },
        quantity: quantity - (stood?.quantity ?? 0),
      })),
  })
  await addToAllocations(
    tx,
    parts.map(({ lineId: orderLineId, ...part }) => ({ ...part, orderLineId })),
  )
}

const writeHead = statement((db, $: Params<Edited['head'] & { id: string }>) =>
  db
    .update(orders)
    .set({
      shippingAddress: as(orders.shippingAddress, $.shippingAddress),
      countryCode: as(orders.countryCode, $.countryCode),
      subtotal: as(orders.subtotal, $.subtotal),
      discountTotal: as(orders.discountTotal, $.discountTotal),
      shippingTotal: as(orders.shippingTotal, $.shippingTotal),
      taxTotal: as(orders.taxTotal, $.taxTotal),
      total: as(orders.total, $.total),
      discounts: as(orders.discounts, $.discounts),
      shippingMethodId: as(orders.shippingMethodId, $.shippingMethodId),
      shippingMethodName: as(orders.shippingMethodName, $.shippingMethodName),
      shippingDiscount: as(orders.shippingDiscount, $.shippingDiscount),
      shippingNet: as(orders.shippingNet, $.shippingNet),
      shippingTax: as(orders.shippingTax, $.shippingTax),
      shippingGross: as(orders.shippingGross, $.shippingGross),
      shippingTaxRate: as(orders.shippingTaxRate, $.shippingTaxRate),
      edits: sql`${orders.edits} + 1`,
    })
    .where(eq(orders.id, $.id)),
)

type Written = Pick<
  typeof orderLines.$inferSelect,
  | 'id'
  | 'quantity'
  | 'lineTotal'
  | 'discounts'
  | 'discount'
  | 'net'
  | 'tax'
  | 'gross'
  | 'taxRate'
  | 'settled'
>

type Unwritten = Omit<Written, 'lineTotal'> & { unitPrice: number }

/** What an edit may change of a line. */
const writtenOf = (line: Unwritten): Written => {
  const { id, quantity, unitPrice, discounts, discount, net, tax, gross, taxRate, settled } = line
  const lineTotal = quantity * unitPrice
  return { id, quantity, lineTotal, discounts, discount, net, tax, gross, taxRate, settled }
}

const writeLine = statement((db, $: Params<Written>) =>
  db
    .update(orderLines)
    .set({
      quantity: as(orderLines.quantity, $.quantity),
      lineTotal: as(orderLines.lineTotal, $.lineTotal),
      discounts: as(orderLines.discounts, $.discounts),
      discount: as(orderLines.discount, $.discount),
      net: as(orderLines.net, $.net),
      tax: as(orderLines.tax, $.tax),
      gross: as(orderLines.gross, $.gross),
      taxRate: as(orderLines.taxRate, $.taxRate),
      settled: as(orderLines.settled, $.settled),
    })
    .where(eq(orderLines.id, $.id)),
)

const lastPosition = statement((db, $: Params<{ orderId: string }>) =>
  db
    .select({ position: sql<number | null>`max(${orderLines.position})` })
    .from(orderLines)
    .where(eq(orderLines.orderId, $.orderId)),
)

const insertLines = insertInto(orderLines)
