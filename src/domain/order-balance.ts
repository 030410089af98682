// What an order is worth now and what has been paid for it: sums of its lines and of its payment
// ledger, the same for the rules and for what is shown.
import { sumOf } from './money.ts'

export const PAYMENT_ENTRY_TYPES = {
  AUTHORIZED: 'Money was promised and not yet taken.',
  CAPTURED: 'Money was taken.',
  VOIDED: 'A promise was given up.',
  REFUNDED: 'Money was given back.',
} as const
export type PaymentEntryType = keyof typeof PAYMENT_ENTRY_TYPES

/** In minor units of the order's currency. */
export type Balance = { authorized: number; captured: number; refunded: number }

export function balanceFrom(
  entries: readonly { type: PaymentEntryType; amount: number }[],
): Balance {
  const sums: Record<PaymentEntryType, number> = {
    AUTHORIZED: 0,
    CAPTURED: 0,
    VOIDED: 0,
    REFUNDED: 0,
  }
  for (const { type, amount } of entries) sums[type] += amount
  return {
    authorized: sums.AUTHORIZED - sums.VOIDED,
    captured: sums.CAPTURED,
    refunded: sums.REFUNDED,
  }
}

/**
 * What is owed for an order now: its total less what was cancelled and less the refunds that were
 * granted, never below nothing; and nothing once all of it is cancelled.
 */
export function currentTotalOf(
  total: number,
  lines: readonly { quantity: number; cancelled: number; unitPrice: number }[],
  granted: number,
): number {
  if (lines.every(({ quantity, cancelled }) => cancelled >= quantity)) return 0
  const cancelled = sumOf(lines.map(({ cancelled, unitPrice }) => cancelled * unitPrice))
  return Math.max(0, total - cancelled - granted)
}
