// What an order is worth now and what has been paid for it: sums of its lines and of its payments'
// ledgers, the same for the rules and for what is shown.
import { groupedBy } from './grouped.ts'
import { sumOf } from './money.ts'
import { amountsFrom, type PaymentAmounts, type PaymentEntryType } from './payments.ts'
import { type Worth, worthOfFirst } from './worth.ts'

/** In minor units of the order's currency. */
export type Balance = PaymentAmounts

/** A promise is of one payment: what another one took is not taken from it. */
export function balanceFrom(
  entries: readonly { paymentId: string; type: PaymentEntryType; amount: number }[],
): Balance {
  const byPayment = groupedBy(entries, ({ paymentId }) => paymentId)
  return addedUp([...byPayment.values()].map(amountsFrom))
}

export const addedUp = (payments: readonly PaymentAmounts[]): Balance => ({
  authorized: sumOf(payments.map(({ authorized }) => authorized)),
  captured: sumOf(payments.map(({ captured }) => captured)),
  refunded: sumOf(payments.map(({ refunded }) => refunded)),
  disputed: sumOf(payments.map(({ disputed }) => disputed)),
})

/** What the shop has and may keep. */
export const paidOf = ({ captured, refunded, disputed }: Omit<Balance, 'authorized'>): number =>
  captured - refunded - disputed

/**
 * What is owed for an order now: its total less what cancelled units really cost, and less the refunds that were
 * granted, never below nothing; and nothing once all of it is cancelled.
 */
export function currentTotalOf(
  total: number,
  lines: readonly (Worth & { cancelled: number })[],
  granted: number,
): number {
  if (lines.every(({ quantity, cancelled }) => cancelled >= quantity)) return 0
  const cancelled = sumOf(lines.map((line) => worthOfFirst(line.cancelled, line)))
  return Math.max(0, total - cancelled - granted)
}
