// What an order's page says, worked out from its rows: statuses, sums, and what may be done now.
import { addedUp, currentTotalOf, paidOf } from '#domain/order-balance.ts'
import { availableActions, fulfilmentStatusOf, paymentStatusOf } from '#domain/order-status.ts'
import type {
  OrderViewCancellation,
  OrderViewFulfilment,
  OrderViewLine,
  OrderViewNote,
  OrderViewPayment,
  OrderViewUnits,
  orderView,
} from './table.ts'

type Page = typeof orderView.$inferSelect
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
  | 'payments'
  | 'cancellations'
  | 'notes'
  | 'availableActions'

type Head = Omit<Page, WorkedOut>
type Units = { orderLineId: string; quantity: number }
/** One line of a fulfilment, with what is said of the whole fulfilment. */
type Sent = Omit<OrderViewFulfilment, 'lines'> & Units
type Cut = Omit<OrderViewCancellation, 'lines'> & { lines: readonly Units[] }

export function pageOf(
  head: Head,
  parts: {
    lines: OrderViewLine[]
    payments: OrderViewPayment[]
    notes: OrderViewNote[]
    sent: Sent[]
    cut: Cut[]
  },
): Page {
  const { lines, payments, notes } = parts
  const named = new Map(lines.map((line) => [line.id, line]))
  const fulfilments = fulfilmentsFrom(parts.sent, named)
  const balance = addedUp(payments)
  const currentTotal = currentTotalOf(head.total, lines)
  const goods = lines.filter(({ isService }) => !isService)
  return {
    ...head,
    ...balance,
    currentTotal,
    due: currentTotal - paidOf(balance),
    paymentStatus: paymentStatusOf({ ...balance, total: currentTotal }),
    fulfilmentStatus: fulfilmentStatusOf(
      goods.map(({ quantity, cancelled, fulfilled }) => ({
        ordered: quantity,
        cancelled,
        fulfilled,
      })),
    ),
    lines,
    fulfilments,
    payments,
    cancellations: parts.cut.map((cancellation) => cancellationFrom(cancellation, named)),
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
      payments,
    }),
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
      last = { ...fulfilment, lines: [] }
      fulfilments.push(last)
    }
    last.lines.push(unitsOf({ orderLineId, quantity }, named))
  }
  return fulfilments
}

const cancellationFrom = (
  { id, reason, at, lines }: Cut,
  named: ReadonlyMap<string, OrderViewLine>,
): OrderViewCancellation => ({ id, reason, at, lines: lines.map((line) => unitsOf(line, named)) })

/** Units of a line, by the words that it was sold under. */
function unitsOf(
  { orderLineId, quantity }: Units,
  named: ReadonlyMap<string, OrderViewLine>,
): OrderViewUnits {
  const { sku, name } = named.get(orderLineId) as OrderViewLine // Units are of the order's lines.
  return { orderLineId, sku, name, quantity }
}
