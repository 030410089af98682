// What a provider is asked stands as pending until it answers, and counts as done meanwhile. Nobody is
// asked here: the fact that a request stands makes it happen after the commit.
import { asc, eq } from 'drizzle-orm'
import { canMove, type PaymentRequestKind, type PaymentRequestStatus } from '#domain/payments.ts'
import { as, insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { paymentRequested } from './events.ts'
import type { Payment } from './payment.ts'
import { PaymentProviderNotConnected } from './rejections.ts'
import { paymentRequests } from './tables.ts'

export const isConnected = ({ settings }: Context, provider: string): boolean =>
  settings.paymentProviders.includes(provider)

export function requireConnected(context: Context, provider: string, path: string[]): void {
  const connected = [...context.settings.paymentProviders]
  if (!canMove(provider, connected))
    throw new PaymentProviderNotConnected({ provider, connected }, path)
}

export async function askProvider(
  { tx, newId, now, record }: Context,
  payment: Payment,
  customerId: string | null,
  asked: { kind: PaymentRequestKind; amount: number; reason?: string | null },
): Promise<void> {
  const { id: paymentId, orderId, provider, currency, reference } = payment
  const { kind, amount, reason = null } = asked
  const id = newId('paymentRequest')
  await insertRequests(tx, [
    { id, paymentId, orderId, kind, amount, status: 'PENDING', reason, at: now },
  ])
  record(
    paymentRequested({
      ...{ orderId, paymentId, customerId, requestId: id },
      ...{ provider, kind, amount, currency, reference },
    }),
  )
}

export const requestBy = statement((db, $: Params<{ requestId: string }>) =>
  db.select().from(paymentRequests).where(eq(paymentRequests.id, $.requestId)),
)

export const requestsOf = statement((db, $: Params<{ paymentId: string }>) =>
  db
    .select()
    .from(paymentRequests)
    .where(eq(paymentRequests.paymentId, $.paymentId))
    .orderBy(asc(paymentRequests.id)),
)

export const answerRequest = statement(
  (
    db,
    $: Params<{
      requestId: string
      status: PaymentRequestStatus
      error: string | null
      answeredAt: number
    }>,
  ) =>
    db
      .update(paymentRequests)
      .set({
        status: as(paymentRequests.status, $.status),
        error: as(paymentRequests.error, $.error),
        answeredAt: as(paymentRequests.answeredAt, $.answeredAt),
      })
      .where(eq(paymentRequests.id, $.requestId)),
)

/**
 * A report may come before the answer to what it reports: the oldest pending request that fits is
 * answered by it. Whatever the answer itself names is still entered, once.
 */
export async function settleRequest(
  { tx, now }: Context,
  { paymentId, kind, amount }: { paymentId: string; kind: PaymentRequestKind; amount: number },
): Promise<void> {
  const fitting = (await requestsOf(tx, { paymentId })).find(
    (request) =>
      request.status === 'PENDING' &&
      request.kind === kind &&
      (kind === 'AUTHORIZE' || request.amount === amount),
  )
  if (!fitting) return
  const answered = { status: 'SUCCEEDED', error: null, answeredAt: now } as const
  await answerRequest(tx, { requestId: fitting.id, ...answered })
}

const insertRequests = insertInto(paymentRequests)
