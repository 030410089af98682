// A payment's own row: there or refused, and made once.
import { and, asc, eq } from 'drizzle-orm'
import type { OrderStatus } from '#domain/order-status.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { as, insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { type Order, requireOrder } from '#write/orders/order.ts'
import { OrderNotOpen } from '#write/orders/rejections.ts'
import { CurrencyMismatch, PaymentAlreadyRecorded, PaymentNotFound } from './rejections.ts'
import { payments } from './tables.ts'

export type Payment = typeof payments.$inferSelect

/** Statuses of an order that still takes money. */
export const TAKES_MONEY: readonly OrderStatus[] = ['PENDING', 'CONFIRMED', 'COMPLETED']

export async function requirePayment(
  tx: Connection,
  paymentId: string,
): Promise<{ payment: Payment; order: Order }> {
  const [payment] = await paymentBy(tx, { paymentId })
  if (!payment) throw new PaymentNotFound({ paymentId }, ['input', 'paymentId'])
  return { payment, order: await requireOrder(tx, payment.orderId) }
}

/** For what names a payment of an order that must be at one of these statuses. */
export function requireOrderTakesMoney({ id: orderId, status }: Order): void {
  if (!TAKES_MONEY.includes(status))
    throw new OrderNotOpen({ orderId, status }, ['input', 'paymentId'])
}

export function requireCurrency(
  { currency }: { currency: string },
  found: string,
  path: readonly string[] = ['input', 'amount', 'currency'],
): void {
  if (found !== currency) throw new CurrencyMismatch({ required: currency, found }, path)
}

export async function insertPayment(
  { tx, newId, now }: Context,
  payment: Pick<Payment, 'orderId' | 'provider' | 'method' | 'currency' | 'reference'>,
  path: readonly string[] = ['input', 'reference'],
): Promise<Payment> {
  const { provider, reference } = payment
  if (reference !== null && (await paymentKnownAs(tx, { provider, reference })))
    throw new PaymentAlreadyRecorded({ reference }, path)
  const made = { ...payment, id: newId('payment'), clientSecret: null, createdAt: now }
  await insertPayments(tx, [made])
  return made
}

export async function paymentKnownAs(
  tx: Connection,
  known: { provider: string; reference: string },
): Promise<Payment | null> {
  const [payment] = await paymentByReference(tx, known)
  return payment ?? null
}

export const paymentsOf = statement((db, $: Params<{ orderId: string }>) =>
  db.select().from(payments).where(eq(payments.orderId, $.orderId)).orderBy(asc(payments.id)),
)

export const paymentBy = statement((db, $: Params<{ paymentId: string }>) =>
  db.select().from(payments).where(eq(payments.id, $.paymentId)),
)

/** What the provider calls a payment, and the secret that it made for the customer's browser. */
export const identifyPayment = statement(
  (db, $: Params<{ paymentId: string; reference: string; clientSecret: string | null }>) =>
    db
      .update(payments)
      .set({
        reference: as(payments.reference, $.reference),
        clientSecret: as(payments.clientSecret, $.clientSecret),
      })
      .where(eq(payments.id, $.paymentId)),
)

const paymentByReference = statement((db, $: Params<{ provider: string; reference: string }>) =>
  db
    .select()
    .from(payments)
    .where(and(eq(payments.provider, $.provider), eq(payments.reference, $.reference))),
)

const insertPayments = insertInto(payments)
