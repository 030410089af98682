// Takes what a payment provider tells of its own accord: it counts once by provider, reference and type,
// however late, early or often it comes. What no payment is known for is kept until one is.
import { and, eq } from 'drizzle-orm'
import { PAYMENT_REPORT_TYPES, type PaymentReportType } from '#domain/payments.ts'
import { insertInto, type Params, statement } from '#kernel/database/statement.ts'
import { amount, choice, instant, maybe, text, type z } from '#kernel/input.ts'
import { type Context, command, currency, id } from '#write/command.ts'
import { settleLifecycle } from '#write/orders/lifecycle.ts'
import { requireOrder } from '#write/orders/order.ts'
import { OrderNotFound } from '#write/orders/rejections.ts'
import { entriesKnownAs } from './enter.ts'
import { paymentReportKept, paymentReportMatched } from './events.ts'
import {
  identifyPayment,
  insertPayment,
  type Payment,
  paymentKnownAs,
  requireCurrency,
  requirePayment,
} from './payment.ts'
import {
  CurrencyMismatch,
  PaymentNotFound,
  PaymentReportConflict,
  ReportAmountMissing,
} from './rejections.ts'
import { countReport, countWaiting, ENTRY_OF, type Report } from './reports.ts'
import { returnStranded } from './stranded.ts'
import { paymentReports } from './tables.ts'

const input = {
  provider: text({ max: 60 }).describe('Who reports: `stripe`.'),
  reference: text({ max: 200 }).describe(
    "The provider's id of what happened: of the authorization, the capture, the refund or the dispute. A failure has the id of what failed.",
  ),
  type: choice('PaymentReportType', PAYMENT_REPORT_TYPES).describe('What happened.'),
  amount: maybe(amount({ min: 1 })).describe(
    'How much, in minor units. A failure is of the whole and needs none.',
  ),
  currency: currency().describe('The currency of the payment.'),
  occurredAt: instant().describe(
    'When it happened, by the provider. Of a success and a failure of the same the newer counts.',
  ),
  paymentReference: maybe(text({ max: 200 })).describe(
    "The provider's id of the payment, where `reference` is another.",
  ),
  paymentId: maybe(id('payment')).describe(
    'The payment, where the provider was told its id here. It takes the reference over.',
  ),
  orderId: maybe(id('order')).describe(
    'The order, where the provider knows it: an authorization or a capture of a payment that is not known here begins one.',
  ),
  method: maybe(text({ max: 60 })).describe(
    "How it was paid, for a payment that this begins. The provider's name unless given.",
  ),
}
type Told = z.infer<z.ZodObject<typeof input>>

export const reportPaymentEvent = command({
  name: 'ReportPaymentEvent',
  summary:
    'Takes what a payment provider tells. The same again is accepted and changes nothing; given again with its order or payment, a report that still waits is matched.',
  permission: 'payments.report',
  input,
  rejections: [
    ReportAmountMissing,
    PaymentReportConflict,
    PaymentNotFound,
    OrderNotFound,
    CurrencyMismatch,
  ],

  async handle(context, told) {
    if (told.type !== 'FAILED' && told.amount == null)
      throw new ReportAmountMissing({ type: told.type }, ['input', 'amount'])
    const known = await earlierReport(context, told)
    if (known?.paymentId) {
      const { payment } = await requirePayment(context.tx, known.paymentId)
      return { payment: payment.id, order: payment.orderId }
    }
    const payment = await paymentMeant(context, told)
    const report = known ?? (await keepReport(context, told))
    const reportId = report.id
    if (!payment) {
      if (!known) context.record(paymentReportKept({ reportId }))
      return { payment: null, order: null }
    }
    const { id: paymentId, orderId } = payment
    const { customerId } = await requireOrder(context.tx, orderId)
    if (!(await countReport(context, payment, customerId, report)))
      throw await conflictWithLedger(context, payment, told)
    if (known) context.record(paymentReportMatched({ reportId, paymentId, orderId }))
    await countWaiting(context, payment, customerId)
    await settleLifecycle(context, orderId)
    await returnStranded(context, orderId)
    return { payment: paymentId, order: orderId }
  },
})

/** The same as it was told before, which it must agree with. */
async function earlierReport({ tx }: Context, told: Told): Promise<Report | null> {
  const { provider, reference, type } = told
  const [known] = await reportKnownAs(tx, { provider, reference, type })
  if (!known) return null
  const { amount, currency } = known
  if (amount !== (told.amount ?? null) || currency !== told.currency)
    throw new PaymentReportConflict({ reference, type, amount, currency }, ['input', 'amount'])
  return known
}

/** The payment that is told of: by its provider's id, by its id here, or begun for its order. */
async function paymentMeant(context: Context, told: Told): Promise<Payment | null> {
  const { tx } = context
  const { provider, currency, paymentId, orderId } = told
  const reference = told.paymentReference ?? told.reference
  const named = paymentId ? (await requirePayment(tx, paymentId)).payment : null
  const order = orderId ? await requireOrder(tx, orderId) : null
  const known = await paymentKnownAs(tx, { provider, reference })
  if (known) {
    requireCurrency(known, currency, CURRENCY_PATH)
    return known
  }
  if (named?.provider === provider && named.reference === null) {
    requireCurrency(named, currency, CURRENCY_PATH)
    await identifyPayment(tx, { paymentId: named.id, reference, clientSecret: null })
    return { ...named, reference }
  }
  if (!order || (told.type !== 'AUTHORIZED' && told.type !== 'CAPTURED')) return null
  requireCurrency(order, currency, CURRENCY_PATH)
  const method = told.method ?? provider
  return insertPayment(context, { orderId: order.id, provider, method, currency, reference })
}

const CURRENCY_PATH = ['input', 'currency']

async function keepReport({ tx, newId, now }: Context, told: Told): Promise<Report> {
  const { provider, reference, type, currency, occurredAt } = told
  const report = {
    ...{ id: newId('paymentReport'), provider, reference, type, currency, occurredAt },
    paymentReference: told.paymentReference ?? reference,
    amount: told.amount ?? null,
    orderId: told.orderId ?? null,
    paymentId: null,
    at: now,
  }
  await insertReports(tx, [report])
  return report
}

/** A command of the shop's own entered the same, with another amount. */
async function conflictWithLedger({ tx }: Context, { id: paymentId }: Payment, told: Told) {
  const { reference, type, currency } = told
  const entryType = type === 'FAILED' ? null : ENTRY_OF[type]
  const known = await entriesKnownAs(tx, { paymentId, reference })
  const amount = known.find((entry) => entry.type === entryType)?.amount ?? null
  return new PaymentReportConflict({ reference, type, amount, currency }, ['input', 'amount'])
}

const reportKnownAs = statement(
  (db, $: Params<{ provider: string; reference: string; type: PaymentReportType }>) =>
    db
      .select()
      .from(paymentReports)
      .where(
        and(
          eq(paymentReports.provider, $.provider),
          eq(paymentReports.reference, $.reference),
          eq(paymentReports.type, $.type),
        ),
      ),
)

const insertReports = insertInto(paymentReports)
