// Where an order stands and what may be done with it now, derived from quantities and amounts and
// never set.
import { canMove, type PaymentRoom } from './payments.ts'
import type { ReturnStatus } from './returns.ts'

export const ORDER_STATUSES = {
  PENDING: 'Placed, and waiting for its payment until it expires.',
  CONFIRMED: 'Placed, and to be paid and shipped.',
  COMPLETED:
    'Paid, and everything in it has shipped or was cancelled; or closed, though not paid in full.',
  CANCELLED: 'Everything in it was cancelled.',
  EXPIRED: 'It was not paid in time.',
} as const
export type OrderStatus = keyof typeof ORDER_STATUSES

export const PAYMENT_STATUSES = {
  UNPAID: 'Nothing has been paid or promised.',
  AUTHORIZED: 'The whole amount is promised and not yet taken.',
  PARTIALLY_PAID: 'Less has been paid than is owed.',
  PAID: 'Exactly what is owed has been paid.',
  OVERPAID: 'More has been paid than is owed.',
  PARTIALLY_REFUNDED: 'Some of what was paid has been given back.',
  REFUNDED: 'All that was paid has been given back.',
} as const
export type PaymentStatus = keyof typeof PAYMENT_STATUSES

export const FULFILMENT_STATUSES = {
  UNFULFILLED: 'Nothing has shipped.',
  PARTIALLY_FULFILLED: 'Some of it has shipped.',
  FULFILLED: 'Everything that was not cancelled has shipped.',
  PARTIALLY_RETURNED: 'Some of what shipped came back.',
  RETURNED: 'All that shipped came back.',
} as const
export type FulfilmentStatus = keyof typeof FULFILMENT_STATUSES

/**
 * What a dispute took away counts as not paid.
 * @param total What is owed now: cancelled lines are not. All in minor units.
 */
export function paymentStatusOf({
  total,
  authorized,
  captured,
  refunded,
  disputed,
}: {
  total: number
  authorized: number
  captured: number
  refunded: number
  disputed: number
}): PaymentStatus {
  const paid = captured - disputed
  if (refunded > 0 && refunded >= paid) return 'REFUNDED'
  const kept = paid - refunded
  if (kept > total) return 'OVERPAID'
  if (refunded > 0) return 'PARTIALLY_REFUNDED'
  if (paid > 0) return kept === total ? 'PAID' : 'PARTIALLY_PAID'
  return authorized > 0 && authorized >= total ? 'AUTHORIZED' : 'UNPAID'
}

export type LineQuantities = { ordered: number; cancelled: number; fulfilled: number }

/** Lines wholly cancelled don't count, and services are for the caller to leave out. */
export function fulfilmentStatusOf(
  lines: readonly (LineQuantities & { returned?: number })[],
): FulfilmentStatus {
  let owed = 0
  let fulfilled = 0
  let returned = 0
  for (const line of lines) {
    owed += line.ordered - line.cancelled
    fulfilled += line.fulfilled
    returned += line.returned ?? 0
  }
  if (fulfilled === 0) return 'UNFULFILLED'
  if (returned > 0) return returned >= fulfilled ? 'RETURNED' : 'PARTIALLY_RETURNED'
  return fulfilled >= owed ? 'FULFILLED' : 'PARTIALLY_FULFILLED'
}

export const ORDER_ACTIONS = {
  EDIT: 'Change its lines, address, discounts or shipping: `editOrder`.',
  CANCEL: 'Cancel everything: `cancelOrder`.',
  CANCEL_LINES: 'Cancel units that are in no fulfilment: `cancelOrderLines`.',
  RECORD_PAYMENT: 'Record money that was received: `recordManualPayment`.',
  AUTHORIZE_PAYMENT: 'Have money promised: `authorizePayment`.',
  CAPTURE_PAYMENT: 'Take money that was promised: `capturePayment`.',
  VOID_PAYMENT: 'Give a promise up: `voidPayment`.',
  REFUND_PAYMENT: 'Give money back: `refundPayment`.',
  CREATE_FULFILMENT: 'Make units ready at a location: `createFulfilment`.',
  SHIP_FULFILMENT: 'Ship what is ready: `shipFulfilment`.',
  DELIVER_FULFILMENT: 'Note that what has shipped arrived: `deliverFulfilment`.',
  CANCEL_FULFILMENT: 'Take back what is ready or has shipped: `cancelFulfilment`.',
  REQUEST_RETURN: 'Ask for units that have shipped to come back: `requestReturn`.',
  APPROVE_RETURN: 'Decide about a return: `approveReturn` or `rejectReturn`.',
  RECEIVE_RETURN: 'Take in what comes back: `receiveReturn`.',
  GRANT_REFUND: 'Grant a refund: `grantRefund`, or `refundReturn` for a return.',
  HOLD: 'Let nothing of it ship for now: `holdOrder`.',
  RELEASE: 'Let it ship again: `releaseOrder`.',
  CLOSE: 'Call it done, though it is not paid in full: `closeOrder`.',
  ADD_NOTE: 'Write a note: `addOrderNote`.',
} as const
export type OrderAction = keyof typeof ORDER_ACTIONS

export type OrderState = {
  status: OrderStatus
  /** `fulfilled` counts what stands in any fulfilment, shipped or not. Services are included. */
  lines: readonly (LineQuantities & { isService: boolean })[]
  /** Fulfilments that have not shipped. */
  openFulfilments: number
  /** Fulfilments that have shipped and not arrived. */
  sentFulfilments: number
  /** Fulfilments that can be taken back whole. */
  cancellableFulfilments: number
  /** Units that have shipped and that no return speaks for. */
  returnableUnits: number
  /** Where each of its returns stands. */
  returns: readonly ReturnStatus[]
  /** What refunds can still be granted of, in minor units. */
  grantable: number
  /** What may still be done with each payment. */
  payments?: readonly PaymentRoom[]
  /** Nothing of it is made ready or ships meanwhile. */
  onHold: boolean
}

/** What a payment must have room for. */
const MOVES_MONEY = {
  CAPTURE_PAYMENT: ({ capturable }) => capturable > 0,
  VOID_PAYMENT: ({ voidable, isAwaited }) => voidable > 0 || isAwaited,
  REFUND_PAYMENT: ({ refundable }) => refundable > 0,
} as const satisfies Partial<Record<OrderAction, (room: PaymentRoom) => boolean>>

const openOf = ({ ordered, cancelled, fulfilled }: LineQuantities) =>
  ordered - cancelled - fulfilled

/** What may be done to an order now, always in the same order. */
export function availableActions(state: OrderState): OrderAction[] {
  const { status, lines, returns, onHold, payments = [] } = state
  const isUnderWay = status === 'CONFIRMED' || status === 'COMPLETED'
  const isOpen = status === 'PENDING' || status === 'CONFIRMED'
  const hasOpenUnits = lines.some((line) => openOf(line) > 0)
  const hasOpenGoods = lines.some((line) => !line.isService && openOf(line) > 0)
  const isUntouched = lines.every(({ fulfilled }) => fulfilled === 0)
  const takesMoney = isOpen || status === 'COMPLETED'
  const legal: Record<OrderAction, boolean> = {
    EDIT: isOpen && !onHold,
    CANCEL: isOpen && isUntouched,
    CANCEL_LINES: isOpen && hasOpenUnits,
    RECORD_PAYMENT: takesMoney,
    AUTHORIZE_PAYMENT: takesMoney,
    CAPTURE_PAYMENT: takesMoney && payments.some(MOVES_MONEY.CAPTURE_PAYMENT),
    VOID_PAYMENT: payments.some(MOVES_MONEY.VOID_PAYMENT),
    REFUND_PAYMENT: payments.some(MOVES_MONEY.REFUND_PAYMENT),
    CREATE_FULFILMENT: status === 'CONFIRMED' && !onHold && hasOpenGoods,
    SHIP_FULFILMENT: status === 'CONFIRMED' && !onHold && state.openFulfilments > 0,
    DELIVER_FULFILMENT: state.sentFulfilments > 0,
    CANCEL_FULFILMENT: state.cancellableFulfilments > 0,
    REQUEST_RETURN: isUnderWay && state.returnableUnits > 0,
    APPROVE_RETURN: returns.includes('REQUESTED'),
    RECEIVE_RETURN: returns.includes('APPROVED') || returns.includes('PARTIALLY_RECEIVED'),
    GRANT_REFUND: takesMoney && state.grantable > 0,
    HOLD: isOpen && !onHold,
    RELEASE: isOpen && onHold,
    CLOSE: status === 'CONFIRMED' && !onHold && !hasOpenGoods && state.openFulfilments === 0,
    ADD_NOTE: true,
  }
  return (Object.keys(ORDER_ACTIONS) as OrderAction[]).filter((action) => legal[action])
}

/**
 * Of what may be done, what can be: which providers can be asked is a setting of the shop's, so no row
 * knows it.
 */
export function actionsWithin(
  actions: readonly OrderAction[],
  payments: readonly (PaymentRoom & { provider: string })[],
  connected: readonly string[],
): OrderAction[] {
  const movable = payments.filter(({ provider }) => canMove(provider, connected))
  return actions.filter((action) => {
    const hasRoom = action in MOVES_MONEY && MOVES_MONEY[action as keyof typeof MOVES_MONEY]
    return !hasRoom || movable.some(hasRoom)
  })
}

/**
 * The status after something was paid, shipped or cancelled. Payment in full, or its promise, ends the
 * wait of a pending order. A service counts as fulfilled once the order is paid; nothing ships it.
 */
export function lifecycleOf({
  status,
  owed,
  paid,
  promised,
  lines,
}: {
  status: OrderStatus
  /** What is owed now, and captures less refunds and disputes, in minor units. */
  owed: number
  paid: number
  /** Authorized and not yet taken. */
  promised: number
  /** `fulfilled` counts what has shipped. Services are included. */
  lines: readonly (LineQuantities & { isService: boolean })[]
}): OrderStatus {
  if (status !== 'PENDING' && status !== 'CONFIRMED') return status
  if (lines.every(({ ordered, cancelled }) => cancelled >= ordered)) return 'CANCELLED'
  if (paid + promised < owed) return status
  const isShipped = lines.every((line) => line.isService || openOf(line) <= 0)
  return isShipped && paid >= owed ? 'COMPLETED' : 'CONFIRMED'
}
