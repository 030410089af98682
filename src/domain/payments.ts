// What a payment ledger says: amounts are sums of its entries, whatever the order in which they came,
// the same for the rules and for what is shown.

export const PAYMENT_ENTRY_TYPES = {
  AUTHORIZED: 'Money was promised and not yet taken.',
  AUTHORIZATION_FAILED: 'A promise turned out not to hold: it takes an `AUTHORIZED` back.',
  VOIDED: 'A promise was given up.',
  CAPTURED: 'Money was taken.',
  CAPTURE_FAILED: 'Money that was taken did not come after all: it takes a `CAPTURED` back.',
  REFUNDED: 'Money was given back.',
  REFUND_FAILED: 'Money that was given back returned: it takes a `REFUNDED` back.',
  DISPUTED: "The customer's bank took money away until a dispute is decided.",
  DISPUTE_WON: 'A dispute was decided for the shop: the money is back.',
  DISPUTE_LOST: 'A dispute was decided against the shop: the money stays away.',
} as const
export type PaymentEntryType = keyof typeof PAYMENT_ENTRY_TYPES

/** Money that people moved: nobody need be asked, and the ledger says so at once. */
export const MANUAL = 'manual'

/** Whether commands can move money of this provider: of any other its reports alone tell. */
export const canMove = (provider: string, connected: readonly string[]): boolean =>
  provider === MANUAL || connected.includes(provider)

export type PaymentSuccess = 'AUTHORIZED' | 'CAPTURED' | 'REFUNDED'

/** Entries are never changed: what failed later is taken back by an entry of its own. */
export const FAILURE_OF = {
  AUTHORIZED: 'AUTHORIZATION_FAILED',
  CAPTURED: 'CAPTURE_FAILED',
  REFUNDED: 'REFUND_FAILED',
} as const satisfies Record<PaymentSuccess, PaymentEntryType>

export const isSuccess = (type: PaymentEntryType): type is PaymentSuccess => type in FAILURE_OF

export const PAYMENT_REQUEST_KINDS = {
  AUTHORIZE: 'To have the whole payment promised.',
  CAPTURE: 'To take what was promised.',
  VOID: 'To give a promise up.',
  REFUND: 'To give back what was taken.',
} as const
export type PaymentRequestKind = keyof typeof PAYMENT_REQUEST_KINDS

export const PAYMENT_REQUEST_STATUSES = {
  PENDING: 'The provider has not answered yet.',
  SUCCEEDED: 'The provider did it.',
  FAILED: 'The provider did not do it; `error` says why.',
} as const
export type PaymentRequestStatus = keyof typeof PAYMENT_REQUEST_STATUSES

/** What a provider tells of its own accord. */
export const PAYMENT_REPORT_TYPES = {
  AUTHORIZED: 'Money was promised.',
  CAPTURED: 'Money was taken.',
  VOIDED: 'A promise was given up, or has lapsed.',
  REFUNDED: 'Money was given back.',
  FAILED: 'An authorization, a capture or a refund failed: the one with the same reference.',
  DISPUTE_OPENED: 'The customer disputes a charge, and its money is gone until that is decided.',
  DISPUTE_WON: 'A dispute was decided for the shop.',
  DISPUTE_LOST: 'A dispute was decided against the shop.',
} as const
export type PaymentReportType = keyof typeof PAYMENT_REPORT_TYPES

/** In minor units. */
export type PaymentAmounts = {
  /** Promised, and neither taken nor given up. */
  authorized: number
  captured: number
  refunded: number
  /** Taken away by a dispute that is open or lost: it counts as not paid. */
  disputed: number
}

type Entry = { type: PaymentEntryType; amount: number }

/** Of one payment. Entries may come in any order, and some of them not at all. */
export function amountsFrom(entries: readonly Entry[]): PaymentAmounts {
  const sums = new Map<PaymentEntryType, number>()
  for (const { type, amount } of entries) sums.set(type, (sums.get(type) ?? 0) + amount)
  const sum = (type: PaymentEntryType) => sums.get(type) ?? 0
  const captured = sum('CAPTURED') - sum('CAPTURE_FAILED')
  const promised = sum('AUTHORIZED') - sum('AUTHORIZATION_FAILED') - sum('VOIDED')
  return {
    authorized: Math.max(0, promised - captured),
    captured,
    refunded: sum('REFUNDED') - sum('REFUND_FAILED'),
    // A loss that is told before its dispute counts at once, and only once.
    disputed: Math.max(0, sum('DISPUTED') - sum('DISPUTE_WON'), sum('DISPUTE_LOST')),
  }
}

/** What may still be done with a payment. */
export type PaymentRoom = {
  capturable: number
  voidable: number
  refundable: number
  /** Its provider still lets the customer promise money, of which nothing has come: that can be given up. */
  isAwaited: boolean
}

type Request = { kind: PaymentRequestKind; status: PaymentRequestStatus; amount: number }

/** Where one payment stands. What a provider was asked and has not answered counts as done. */
export function standingOf(
  entries: readonly Entry[],
  requests: readonly Request[],
): PaymentAmounts & PaymentRoom {
  const amounts = amountsFrom(entries)
  const pending = { AUTHORIZE: 0, CAPTURE: 0, VOID: 0, REFUND: 0 }
  for (const { kind, status, amount } of requests) if (status === 'PENDING') pending[kind] += amount
  const promised = Math.max(0, amounts.authorized - pending.CAPTURE - pending.VOID)
  const kept = amounts.captured - amounts.refunded - amounts.disputed
  return {
    ...amounts,
    capturable: promised,
    voidable: promised,
    refundable: Math.max(0, kept - pending.REFUND),
    isAwaited:
      entries.length === 0 &&
      requests.some(({ kind, status }) => kind === 'AUTHORIZE' && status === 'SUCCEEDED') &&
      !requests.some(({ kind, status }) => kind === 'VOID' && status !== 'FAILED'),
  }
}
