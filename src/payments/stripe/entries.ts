// What a payment intent says has happened to the money: the same whether Stripe answers with it or
// reports it, so that each counts once.
import type { Stripe } from 'stripe'
import { fromStripe } from './amounts.ts'

type Intent = Pick<
  Stripe.PaymentIntent,
  | 'id'
  | 'status'
  | 'currency'
  | 'amount'
  | 'amount_capturable'
  | 'amount_received'
  | 'latest_charge'
>

export type IntentEntry = {
  type: 'AUTHORIZED' | 'CAPTURED' | 'VOIDED'
  amount: number
  reference: string
}

export function entriesOf(intent: Intent): IntentEntry[] {
  const { id, status, currency, amount, amount_capturable, amount_received } = intent
  const charge = idOf(intent.latest_charge)
  if (charge === null) return [] // Nobody has tried to pay yet.
  const entry = (type: IntentEntry['type'], units: number, reference: string): IntentEntry[] =>
    units > 0 ? [{ type, amount: fromStripe(units, currency), reference }] : []
  const rest = amount - amount_received
  switch (status) {
    case 'requires_capture':
      return entry('AUTHORIZED', amount_capturable, charge)
    case 'succeeded': // What a capture leaves is given up by it.
      return [...entry('CAPTURED', amount_received, charge), ...entry('VOIDED', rest, charge)]
    case 'canceled':
      return entry('VOIDED', rest, id)
    default:
      return []
  }
}

export const idOf = (named: string | { id: string } | null | undefined): string | null =>
  typeof named === 'string' ? named : (named?.id ?? null)
