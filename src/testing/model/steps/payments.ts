// Steps of money: promised, taken, given up and given back, by people and by a provider that answers and
// reports early, late, twice and out of order.
import type { Model, ModelPayment, ModelReport, ReportType } from '../model.ts'
import { dueOf, settle, takesMoney } from '../orders.ts'
import {
  ask,
  begin,
  contradicts,
  count,
  countWaiting,
  enter,
  knownAs,
  promisedFor,
  returnStranded,
  roomOf,
  answer as takeAnswer,
  truthOf,
} from '../payments.ts'
import { answer, fitting, gbp, iso, type Move, type Plans, pick, type Step } from '../plan.ts'
import { PROVIDER, referenceOf } from '../provider.ts'

const HOUR = 3_600_000
const MANUAL = 'manual'
/** A provider that reports and can't be asked. */
const STRANGER = 'elsewhere'

const euro = (amount: number) => ({ amount, currency: 'EUR' })
const money = (amount: number, n: number) => (n % 9 === 0 ? euro(amount) : gbp(amount))
const notConnected = ({ provider }: ModelPayment) =>
  [provider === STRANGER, 'PAYMENT_PROVIDER_NOT_CONNECTED'] as const

export const paymentSteps = {
  recordManualPayment: [
    2,
    (model, { a, b, n }) => {
      const order = fitting(model.orders, a, takesMoney)
      if (!order) return null
      const due = dueOf(model, order)
      const amount = n % 3 !== 0 && due > 0 ? due : 1 + n * 5
      const reference = b % 3 === 0 ? `slip-${b % 4}` : null
      const occurredAt = n % 10 === 7 ? model.now + (b % 2 === 0 ? HOUR : -HOUR) : null
      return {
        command: 'RecordManualPayment',
        input: {
          ...{ orderId: order.id, amount: money(amount, n), method: 'cash', reference },
          ...(occurredAt !== null && { occurredAt: iso(occurredAt) }),
        },
        expected: answer(
          [(occurredAt ?? 0) > model.now, 'DATE_IN_FUTURE'],
          [!takesMoney(order), 'ORDER_NOT_OPEN'],
          [n % 9 === 0, 'CURRENCY_MISMATCH'],
          [knownAs(model, MANUAL, reference) !== undefined, 'PAYMENT_ALREADY_RECORDED'],
        ),
        apply: ({ result }) => {
          const payment = begin(model, order, result.payment as string, MANUAL, reference)
          const at = occurredAt ?? model.now
          enter(model, payment, { type: 'CAPTURED', amount, reference, occurredAt: at })
          settle(model, order)
        },
      }
    },
  ],
  authorizePayment: [
    1.5,
    (model, { a, b, n }) => {
      const order = fitting(model.orders, a, takesMoney)
      if (!order) return null
      const provider = [MANUAL, PROVIDER, PROVIDER, STRANGER][b % 4] as string
      const isElsewhere = provider === STRANGER ? b % 8 !== 3 : provider === PROVIDER && n % 4 === 0
      const reference = isElsewhere ? `${provider}-${n % 4}` : null
      const given = n % 3 === 0 ? 40 + n * 5 : null
      const unpromised = dueOf(model, order) - promisedFor(model, order)
      const amount = given ?? unpromised
      return {
        command: 'AuthorizePayment',
        input: {
          ...{ orderId: order.id, provider, method: 'Card' },
          ...(reference && { reference }),
          ...(given !== null && { amount: money(given, b + 1) }),
        },
        expected: answer(
          [!takesMoney(order), 'ORDER_NOT_OPEN'],
          [given !== null && (b + 1) % 9 === 0, 'CURRENCY_MISMATCH'],
          [provider === STRANGER && !reference, 'PAYMENT_PROVIDER_NOT_CONNECTED'],
          [given === null && !isElsewhere && unpromised <= 0, 'NOTHING_TO_AUTHORIZE'],
          [knownAs(model, provider, reference) !== undefined, 'PAYMENT_ALREADY_RECORDED'],
        ),
        apply: ({ result }) => {
          const payment = begin(model, order, result.payment as string, provider, reference)
          if (provider === MANUAL)
            enter(model, payment, { type: 'AUTHORIZED', amount, reference, occurredAt: model.now })
          else if (!isElsewhere) ask(model, payment, 'AUTHORIZE', amount)
          countWaiting(model, payment)
          settle(model, order)
        },
      }
    },
  ],
  capturePayment: [
    2,
    (model, { a, b, n }) => {
      const payment = fitting(model.payments, a, (one) => roomOf(model, one).promised > 0)
      if (!payment) return null
      const { promised } = roomOf(model, payment)
      const given = n % 3 === 0 ? null : n % 3 === 1 ? promised + (b % 2) : Math.ceil(promised / 2)
      return moving(model, payment, { kind: 'CAPTURE', type: 'CAPTURED', given, promised, n: b }, [
        !takesMoney(payment.order),
        'ORDER_NOT_OPEN',
      ])
    },
  ],
  voidPayment: [
    4,
    (model, { a, b, n }) => {
      const payment = fitting(
        model.payments,
        a,
        (one) => roomOf(model, one).promised > 0 || roomOf(model, one).isAwaited,
      )
      if (!payment) return null
      const { promised } = roomOf(model, payment)
      const given = n % 3 === 0 ? null : n % 3 === 1 ? promised + (b % 2) : Math.ceil(promised / 2)
      return moving(model, payment, { kind: 'VOID', type: 'VOIDED', given, promised, n: b })
    },
  ],
  refundPayment: [
    3,
    (model, { a, b, n }) => {
      const payment = fitting(model.payments, a, (one) => roomOf(model, one).refundable > 0)
      return payment ? refunding(model, payment, b, n) : null
    },
  ],
  reportPaymentEvent: [
    4,
    (model, step) => {
      const told = toldBy(model, step)
      return told ? reporting(model, told) : null
    },
  ],
  recordPaymentAnswer: [
    1.5,
    (model, { a }) => {
      const standing = model.requests.filter(({ id }) => id !== null)
      const request = fitting(standing, a, ({ status }) => status === 'PENDING')
      if (a % 12 === 0 || !request)
        return {
          command: 'RecordPaymentAnswer',
          input: { requestId: `prq_${'0'.repeat(26)}`, entries: [] },
          expected: 'PAYMENT_REQUEST_NOT_FOUND',
          apply: () => {},
        }
      const given = truthOf(request)
      return {
        command: 'RecordPaymentAnswer',
        input: { requestId: request.id, entries: [], ...given },
        expected: 'ACCEPTED',
        apply: () => {
          takeAnswer(model, request, given)
          settle(model, request.payment.order)
        },
      }
    },
  ],
  returnStrandedPayments: [
    0.5,
    (model, { a }) => {
      const order = fitting(model.orders, a, ({ status }) => status === 'EXPIRED')
      return order
        ? {
            command: 'ReturnStrandedPayments',
            input: { orderId: order.id },
            expected: 'ACCEPTED',
            apply: () => returnStranded(model, order),
          }
        : null
    },
  ],
} satisfies Plans

type Moving = {
  kind: 'CAPTURE' | 'VOID'
  type: 'CAPTURED' | 'VOIDED'
  given: number | null
  promised: number
  n: number
}

/** Takes or gives up what was promised: at once where people do it, and else a provider is asked. */
function moving(
  model: Model,
  payment: ModelPayment,
  { kind, type, given: wanted, promised, n }: Moving,
  ...earlier: (readonly [boolean, string])[]
): Move {
  const given = wanted === 0 ? null : wanted
  const amount = given ?? promised
  const { isAwaited } = roomOf(model, payment)
  const isNothing = amount === 0 && !(kind === 'VOID' && isAwaited)
  return {
    command: kind === 'CAPTURE' ? 'CapturePayment' : 'VoidPayment',
    input: { paymentId: payment.id, ...(given !== null && { amount: money(given, n) }) },
    expected: answer(
      ...earlier,
      [given !== null && n % 9 === 0, 'CURRENCY_MISMATCH'],
      notConnected(payment),
      [amount > promised || isNothing, `${kind}_EXCEEDED`],
    ),
    apply: () => {
      if (payment.provider === MANUAL)
        enter(model, payment, { type, amount, reference: null, occurredAt: model.now })
      else ask(model, payment, kind, amount)
      settle(model, payment.order)
    },
  }
}

function refunding(model: Model, payment: ModelPayment, b: number, n: number): Move {
  const { refundable } = roomOf(model, payment)
  const amount = Math.max(
    1,
    [refundable, refundable + 1, Math.ceil(refundable / 2)][n % 3] as number,
  )
  const occurredAt = b % 9 === 0 ? model.now + HOUR : null
  return {
    command: 'RefundPayment',
    input: {
      ...{ paymentId: payment.id, amount: money(amount, b + 1) },
      ...(occurredAt !== null && { occurredAt: iso(occurredAt) }),
    },
    expected: answer(
      [occurredAt !== null, 'DATE_IN_FUTURE'],
      [(b + 1) % 9 === 0, 'CURRENCY_MISMATCH'],
      notConnected(payment),
      [amount > refundable, 'REFUND_EXCEEDED'],
    ),
    apply: () => {
      if (payment.provider === MANUAL)
        enter(model, payment, { type: 'REFUNDED', amount, reference: null, occurredAt: model.now })
      else ask(model, payment, 'REFUND', amount)
      settle(model, payment.order)
    },
  }
}

type Told = Omit<ModelReport, 'isCounted'> & { payment: ModelPayment | undefined; step: Step }

const TYPES: readonly ReportType[] = [
  'AUTHORIZED',
  'CAPTURED',
  'AUTHORIZED',
  'CAPTURED',
  'REFUNDED',
  'FAILED',
  'VOIDED',
  'DISPUTE_OPENED',
  'DISPUTE_WON',
  'DISPUTE_LOST',
]

/** Of a payment that is known, or of one that is not yet: the same reference always of the same one. */
function toldBy(model: Model, step: Step): Told {
  const { a, b, n } = step
  const provided = model.payments.filter(({ provider }) => provider !== MANUAL)
  const payment = a % 3 === 0 ? undefined : pick(provided, Math.floor(a / 3))
  const provider = payment?.provider ?? (b % 4 === 3 ? STRANGER : PROVIDER)
  const paymentReference =
    payment?.reference ?? (payment ? referenceOf(payment.id) : `${provider}-${b % 4}`)
  const type = TYPES[n % TYPES.length] as ReportType
  const known = payment && pick(payment.entries, b)
  const reference =
    known?.reference && (type === 'FAILED' || b % 3 === 0)
      ? known.reference
      : `${paymentReference}${SUFFIX[type]?.[b % 2] ?? ''}`
  const usual = known?.reference === reference ? known.amount : 100 * (1 + (b % 2))
  const amount = type === 'FAILED' || n % 13 === 0 ? null : usual + (n % 7 === 0 ? 1 : 0)
  return {
    ...{ provider, reference, type, amount, paymentReference, payment, step },
    currency: n % 11 === 0 ? 'EUR' : 'GBP',
    occurredAt: model.now + ((step.b % 7) - 4) * HOUR,
  }
}

const SUFFIX: Partial<Record<ReportType, readonly [string, string]>> = {
  CAPTURED: ['/charge-1', '/charge-2'],
  FAILED: ['/charge-1', '/charge-2'],
  REFUNDED: ['/refund-1', '/refund-2'],
  DISPUTE_OPENED: ['/dispute-1', '/dispute-2'],
  DISPUTE_WON: ['/dispute-1', '/dispute-2'],
  DISPUTE_LOST: ['/dispute-1', '/dispute-2'],
}

function reporting(model: Model, { payment, step, ...told }: Told): Move {
  const { provider, reference, type, amount, currency, occurredAt, paymentReference } = told
  const order = payment?.order ?? (step.a % 2 === 0 ? pick(model.orders, step.b) : undefined)
  const namesOrder = order !== undefined && step.n % 3 !== 0
  const named = step.n % 4 === 0 ? payment : undefined
  const known = model.reports.find(
    (report) =>
      report.provider === provider && report.reference === reference && report.type === type,
  )
  const meant =
    knownAs(model, provider, paymentReference) ?? (named?.reference === null ? named : undefined)
  const begins = !meant && namesOrder && (type === 'AUTHORIZED' || type === 'CAPTURED')
  const report = known ?? { ...told, isCounted: false }
  return {
    command: 'ReportPaymentEvent',
    input: {
      ...{ provider, reference, type, currency, occurredAt: iso(occurredAt) },
      ...(amount !== null && { amount }),
      ...(paymentReference !== reference && { paymentReference }),
      ...(namesOrder && { orderId: order.id }),
      ...(named && { paymentId: named.id }),
    },
    expected: answer(
      [type !== 'FAILED' && amount === null, 'REPORT_AMOUNT_MISSING'],
      [
        known !== undefined && (known.amount !== amount || known.currency !== currency),
        'PAYMENT_REPORT_CONFLICT',
      ],
      [known?.isCounted === true, 'ACCEPTED'],
      [(meant !== undefined || begins) && currency !== 'GBP', 'CURRENCY_MISMATCH'],
      [meant !== undefined && contradicts(meant, report), 'PAYMENT_REPORT_CONFLICT'],
    ),
    apply: ({ result }) => {
      if (report.isCounted) return
      if (!known) model.reports.push(report)
      const own =
        meant ??
        (begins && order
          ? begin(model, order, result.payment as string, provider, paymentReference)
          : undefined)
      if (!own) return
      own.reference = own.reference ?? paymentReference
      count(model, own, report)
      countWaiting(model, own)
      settle(model, own.order)
      returnStranded(model, own.order)
    },
  }
}
