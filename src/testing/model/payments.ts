// The model's money: one ledger a payment, whose amounts are sums, and what a provider was asked.
import {
  type EntryType,
  type Model,
  type ModelEntry,
  type ModelOrder,
  type ModelPayment,
  type ModelReport,
  type ModelRequest,
  type RequestKind,
  sum,
} from './model.ts'
import { answerOf, PROVIDER, type ProviderAnswer } from './provider.ts'

export type Amounts = { authorized: number; captured: number; refunded: number; disputed: number }

export function amountsOf({ entries }: ModelPayment): Amounts {
  const of = (type: EntryType) =>
    sum(entries.filter((entry) => entry.type === type).map(({ amount }) => amount))
  const captured = of('CAPTURED') - of('CAPTURE_FAILED')
  return {
    captured,
    authorized: Math.max(
      0,
      of('AUTHORIZED') - of('AUTHORIZATION_FAILED') - of('VOIDED') - captured,
    ),
    refunded: of('REFUNDED') - of('REFUND_FAILED'),
    disputed: Math.max(0, of('DISPUTED') - of('DISPUTE_WON'), of('DISPUTE_LOST')),
  }
}

export const paymentsOf = ({ payments }: Model, order: ModelOrder): ModelPayment[] =>
  payments.filter((payment) => payment.order === order)

export function balanceOf(model: Model, order: ModelOrder): Amounts {
  const all = paymentsOf(model, order).map(amountsOf)
  return {
    authorized: sum(all.map(({ authorized }) => authorized)),
    captured: sum(all.map(({ captured }) => captured)),
    refunded: sum(all.map(({ refunded }) => refunded)),
    disputed: sum(all.map(({ disputed }) => disputed)),
  }
}

/** What the shop has and may keep. */
export function paidFor(model: Model, order: ModelOrder): number {
  const { captured, refunded, disputed } = balanceOf(model, order)
  return captured - refunded - disputed
}

export const promisedFor = (model: Model, order: ModelOrder): number =>
  balanceOf(model, order).authorized

const requestsOf = ({ requests }: Model, payment: ModelPayment) =>
  requests.filter((request) => request.payment === payment)

/** What may still be done with a payment; what its provider was asked counts as done. */
export function roomOf(model: Model, payment: ModelPayment) {
  const { authorized, captured, refunded, disputed } = amountsOf(payment)
  const own = requestsOf(model, payment)
  const pending = (kind: RequestKind) =>
    sum(
      own
        .filter((request) => request.kind === kind && request.status === 'PENDING')
        .map(({ amount }) => amount),
    )
  return {
    promised: Math.max(0, authorized - pending('CAPTURE') - pending('VOID')),
    refundable: Math.max(0, captured - refunded - disputed - pending('REFUND')),
    isAwaited:
      payment.entries.length === 0 &&
      own.some(({ kind, status }) => kind === 'AUTHORIZE' && status === 'SUCCEEDED') &&
      own.every(({ kind, status }) => kind !== 'VOID' || status === 'FAILED'),
  }
}

export function begin(
  model: Model,
  order: ModelOrder,
  id: string,
  provider: string,
  reference: string | null,
): ModelPayment {
  const payment = { id, order, provider, reference, entries: [] }
  model.payments.push(payment)
  return payment
}

export const knownAs = ({ payments }: Model, provider: string, reference: string | null) =>
  reference === null
    ? undefined
    : payments.find((payment) => payment.provider === provider && payment.reference === reference)

export function ask(model: Model, payment: ModelPayment, kind: RequestKind, amount: number): void {
  const ordinal = 1 + requestsOf(model, payment).filter((request) => request.kind === kind).length
  model.requests.push({
    ...{ id: null, payment, kind, ordinal, amount },
    ...{ status: 'PENDING', isAsked: false },
  })
}

const FAILURES: Partial<Record<EntryType, EntryType>> = {
  AUTHORIZED: 'AUTHORIZATION_FAILED',
  CAPTURED: 'CAPTURE_FAILED',
  REFUNDED: 'REFUND_FAILED',
}

/** A reference counts once for each type; a success that failed meanwhile does not count at all. */
export function enter(model: Model, payment: ModelPayment, entry: ModelEntry): boolean {
  const { type, reference, occurredAt } = entry
  if (reference !== null) {
    if (payment.entries.some((known) => known.type === type && known.reference === reference))
      return false
    const failure = model.reports.find(
      (report) =>
        report.type === 'FAILED' &&
        report.provider === payment.provider &&
        report.reference === reference,
    )
    if (type in FAILURES && failure && failure.occurredAt >= occurredAt) return false
  }
  payment.entries.push(entry)
  return true
}

export const ENTRY_OF: Record<Exclude<ModelReport['type'], 'FAILED'>, EntryType> = {
  AUTHORIZED: 'AUTHORIZED',
  CAPTURED: 'CAPTURED',
  VOIDED: 'VOIDED',
  REFUNDED: 'REFUNDED',
  DISPUTE_OPENED: 'DISPUTED',
  DISPUTE_WON: 'DISPUTE_WON',
  DISPUTE_LOST: 'DISPUTE_LOST',
}

const REQUEST_OF: Partial<Record<ModelReport['type'], RequestKind>> = {
  AUTHORIZED: 'AUTHORIZE',
  CAPTURED: 'CAPTURE',
  VOIDED: 'VOID',
  REFUNDED: 'REFUND',
}

/** The ledger knows the same with another amount. */
export const contradicts = (payment: ModelPayment, { type, reference, amount }: ModelReport) =>
  type !== 'FAILED' &&
  payment.entries.some(
    (entry) =>
      entry.type === ENTRY_OF[type] && entry.reference === reference && entry.amount !== amount,
  )

export function count(model: Model, payment: ModelPayment, report: ModelReport): void {
  const { type, reference, occurredAt } = report
  if (type === 'FAILED') {
    for (const { type, amount, ...entry } of [...payment.entries]) {
      const failure = FAILURES[type]
      if (failure && entry.reference === reference && entry.occurredAt <= occurredAt)
        enter(model, payment, { type: failure, amount, reference, occurredAt })
    }
  } else {
    const amount = report.amount as number
    const kind = REQUEST_OF[type]
    if (enter(model, payment, { type: ENTRY_OF[type], amount, reference, occurredAt }) && kind) {
      const answered = requestsOf(model, payment).find(
        (request) =>
          request.status === 'PENDING' &&
          request.kind === kind &&
          (kind === 'AUTHORIZE' || request.amount === amount),
      )
      if (answered) answered.status = 'SUCCEEDED'
    }
  }
  report.isCounted = true
}

/** Counts what was told of a payment before it was known, the oldest first. */
export function countWaiting(model: Model, payment: ModelPayment): void {
  if (payment.reference === null) return
  const waiting = model.reports
    .filter(
      (report) =>
        !report.isCounted &&
        report.provider === payment.provider &&
        report.paymentReference === payment.reference &&
        report.currency === 'GBP',
    )
    .sort((one, other) => one.occurredAt - other.occurredAt)
  for (const report of waiting) if (!contradicts(payment, report)) count(model, payment, report)
}

/** What was paid or promised for an expired order goes back, where its provider can be asked. */
export function returnStranded(model: Model, order: ModelOrder): void {
  if (order.status !== 'EXPIRED') return
  for (const payment of paymentsOf(model, order)) {
    if (payment.provider !== PROVIDER) continue
    const { promised, refundable, isAwaited } = roomOf(model, payment)
    if (promised > 0 || isAwaited) ask(model, payment, 'VOID', promised)
    if (refundable > 0) ask(model, payment, 'REFUND', refundable)
  }
}

export const truthOf = ({ payment, ...request }: ModelRequest): ProviderAnswer =>
  answerOf({ ...request, paymentId: payment.id })

/** Takes an answer, the first or the same again. Where the order then stands is for the caller to settle. */
export function answer(model: Model, request: ModelRequest, given: ProviderAnswer): void {
  const isFirst = request.status === 'PENDING'
  if (isFirst) request.status = 'error' in given ? 'FAILED' : 'SUCCEEDED'
  if ('error' in given) return
  const asked = request.payment
  const reference = asked.reference ?? given.reference
  const payment = knownAs(model, asked.provider, reference) ?? asked
  payment.reference = reference
  for (const entry of given.entries) enter(model, payment, { ...entry, occurredAt: model.now })
  countWaiting(model, payment)
  returnStranded(model, asked.order)
}

const byHand = (model: Model, order: ModelOrder): ModelPayment[] =>
  paymentsOf(model, order).filter(({ provider }) => provider === 'manual')

/** What people brought for an order, and can still be given back by people. */
export const refundableByHand = (model: Model, order: ModelOrder): number =>
  sum(byHand(model, order).map((payment) => roomOf(model, payment).refundable))

/** From the oldest payment on. */
export function payBackByHand(
  model: Model,
  order: ModelOrder,
  amount: number,
  occurredAt: number,
): void {
  let left = amount
  for (const payment of byHand(model, order)) {
    const part = Math.min(left, roomOf(model, payment).refundable)
    if (part > 0)
      enter(model, payment, { type: 'REFUNDED', amount: part, reference: null, occurredAt })
    left -= part
  }
}
