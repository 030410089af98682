// What an order's page says, worked out from its rows: statuses, sums, and what may be done now.
import { sumOf } from '#domain/money.ts'
import { addedUp, currentTotalOf, paidOf } from '#domain/order-balance.ts'
import { availableActions, fulfilmentStatusOf, paymentStatusOf } from '#domain/order-status.ts'
import {
  claimedOf,
  type ReturnMoments,
  type ReturnStatus,
  type ReturnUnits,
  returnStatusOf,
} from '#domain/returns.ts'
import type {
  OrderViewCancellation,
  OrderViewFulfilment,
  OrderViewLine,
  OrderViewNote,
  OrderViewPayment,
  OrderViewRefundGrant,
  OrderViewUnits,
  orderView,
} from './table.ts'

export type OrderPage = typeof orderView.$inferSelect
type WorkedOut =
  | 'paymentStatus'
  | 'fulfilmentStatus'
  | 'currentTotal'
  | 'authorized'
  | 'captured'
  | 'refunded'
  | 'disputed'
  | 'due'
  | 'lines'
  | 'fulfilments'
  | 'returnIds'
  | 'refundGrants'
  | 'payments'
  | 'cancellations'
  | 'notes'
  | 'availableActions'

type Head = Omit<OrderPage, WorkedOut>
type Units = { orderLineId: string; quantity: number }
/** One line of a fulfilment, with what is said of the whole fulfilment. */
type Sent = Omit<OrderViewFulfilment, 'lines'> & Units
type Cut = Omit<OrderViewCancellation, 'lines'> & { lines: readonly Units[] }
type Granted = Omit<OrderViewRefundGrant, 'lines'> & { lines: readonly Units[] }
/** One line of a return, with what was decided about the whole return. */
type Back = ReturnMoments & ReturnUnits & { returnId: string; orderLineId: string }

export function pageOf(
  head: Head,
  parts: {
    lines: Omit<OrderViewLine, 'returnable'>[]
    payments: OrderViewPayment[]
    notes: OrderViewNote[]
    sent: Sent[]
    cut: Cut[]
    back: Back[]
    granted: Granted[]
  },
): OrderPage {
  const { payments, notes } = parts
  const all = parts.lines.map((line) => ({ returnable: returnableOf(line, parts.back), ...line }))
  const named = new Map(all.map((line) => [line.id, line]))
  // What an edit took off is named where something was done to it before, and nowhere else.
  const lines = all.filter(({ quantity }) => quantity > 0)
  const fulfilments = fulfilmentsFrom(parts.sent, named)
  const balance = addedUp(payments)
  const currentTotal = currentTotalOf(head.total, lines, head.refundGranted)
  const goods = lines.filter(({ isService }) => !isService)
  return {
    currentTotal,
    due: currentTotal - paidOf(balance),
    paymentStatus: paymentStatusOf({ total: currentTotal, ...balance }),
    fulfilmentStatus: fulfilmentStatusOf(
      goods.map(({ quantity, cancelled, fulfilled, returned }) => ({
        ordered: quantity,
        cancelled,
        fulfilled,
        returned,
      })),
    ),
    lines,
    fulfilments,
    returnIds: [...new Set(parts.back.map(({ returnId }) => returnId))],
    refundGrants: parts.granted.map((grant) => explained(grant, named)),
    payments,
    cancellations: parts.cut.map((cancellation) => explained(cancellation, named)),
    notes,
    availableActions: availableActions({
      status: head.status,
      onHold: head.onHold,
      lines: lines.map(({ quantity, cancelled, inFulfilment, isService }) => ({
        ordered: quantity,
        cancelled,
        fulfilled: inFulfilment,
        isService,
      })),
      openFulfilments: fulfilments.filter(({ status }) => status === 'PENDING').length,
      sentFulfilments: fulfilments.filter(({ status }) => status === 'SHIPPED').length,
      cancellableFulfilments: fulfilments.filter((one) => isCancellable(one, named)).length,
      returnableUnits: sumOf(goods.map(({ returnable }) => returnable)),
      returns: returnStatusesOf(parts.back),
      grantable: currentTotal,
      payments,
    }),
    ...head,
    ...balance,
  }
}

/** One row a fulfilment and line becomes one fulfilment with its lines. */
function fulfilmentsFrom(
  rows: readonly Sent[],
  named: ReadonlyMap<string, OrderViewLine>,
): OrderViewFulfilment[] {
  const fulfilments: OrderViewFulfilment[] = []
  for (const { orderLineId, quantity, ...fulfilment } of rows) {
    let last = fulfilments.at(-1)
    if (last?.id !== fulfilment.id) {
      last = { lines: [], ...fulfilment }
      fulfilments.push(last)
    }
    last.lines.push(unitsOf({ orderLineId, quantity }, named))
  }
  return fulfilments
}

/** What was done to units, with the words that they were sold under. */
const explained = <Done extends { lines: readonly Units[] }>(
  done: Done,
  named: ReadonlyMap<string, OrderViewLine>,
): Omit<Done, 'lines'> & { lines: OrderViewUnits[] } => ({
  ...done,
  lines: done.lines.map((line) => unitsOf(line, named)),
})

const returnableOf = (
  { id, fulfilled }: Pick<OrderViewLine, 'id' | 'fulfilled'>,
  back: readonly Back[],
): number => {
  const claims = back.filter(({ orderLineId }) => orderLineId === id)
  return fulfilled - sumOf(claims.map((claim) => claimedOf(claim, claim)))
}

/** What has shipped can be taken back unless returns speak for its units. */
const isCancellable = (
  { status, lines }: OrderViewFulfilment,
  named: ReadonlyMap<string, OrderViewLine>,
): boolean =>
  status === 'PENDING' ||
  (status === 'SHIPPED' &&
    lines.every(
      ({ orderLineId, quantity }) => quantity <= (named.get(orderLineId)?.returnable ?? 0),
    ))

function returnStatusesOf(back: readonly Back[]): ReturnStatus[] {
  const byReturn = new Map<string, Back[]>()
  for (const line of back)
    byReturn.set(line.returnId, [...(byReturn.get(line.returnId) ?? []), line])
  return [...byReturn.values()].map((lines) => returnStatusOf(lines[0] as Back, lines))
}

/** Units of a line, by the words that it was sold under. */
function unitsOf(
  { orderLineId, quantity }: Units,
  named: ReadonlyMap<string, OrderViewLine>,
): OrderViewUnits {
  const { sku, name } = named.get(orderLineId) as OrderViewLine // Units are of the order's lines.
  return { orderLineId, sku, name, quantity }
}
