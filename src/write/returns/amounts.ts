// How much is granted, as commands take it: something, in the order's currency.
import { money } from '#write/command.ts'
import type { Order } from '#write/orders/order.ts'
import { CurrencyMismatch } from '#write/payments/rejections.ts'

export const grantedAmount = () =>
  money().refine(({ amount }) => amount !== 0, { error: 'must be at least 1', path: ['amount'] })

export function requireCurrency(order: Order, { currency }: { currency: string }): void {
  if (currency !== order.currency)
    throw new CurrencyMismatch({ required: order.currency, found: currency }, [
      'input',
      'amount',
      'currency',
    ])
}
