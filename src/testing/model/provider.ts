// A payment provider as the model knows it: what it answers follows from what it is asked, so that both
// the shop that asks it and the model that predicts the answer have the same one.
import type { PaymentAnswer, PaymentProvider } from '#payments/provider.ts'
import type { EntryType, RequestKind } from './model.ts'

export const PROVIDER = 'acme'

type Question = { paymentId: string; kind: RequestKind; ordinal: number; amount: number }
export type ProviderAnswer =
  | { error: string }
  | { reference: string; entries: { type: EntryType; amount: number; reference: string }[] }

export const referenceOf = (paymentId: string): string => `acme-${paymentId}`

const DONE = { CAPTURE: 'CAPTURED', VOID: 'VOIDED', REFUND: 'REFUNDED' } as const

/** It turns down every fourth. A promise comes from the customer later, as a report. */
export function answerOf({ paymentId, kind, ordinal, amount }: Question): ProviderAnswer {
  if ((amount + ordinal) % 4 === 3) return { error: 'Declined.' }
  const reference = referenceOf(paymentId)
  if (kind === 'AUTHORIZE' || amount === 0) return { reference, entries: [] }
  const made = `${kind}-${paymentId}-${ordinal}`
  return { reference, entries: [{ type: DONE[kind], amount, reference: made }] }
}

/** Counts what it is asked, once each. */
export function modelProvider(): PaymentProvider {
  const asked = new Map<string, number>()
  const counts = new Map<string, number>()
  return {
    name: PROVIDER,
    ask: async ({ requestId, paymentId, kind, amount }) => {
      const key = `${paymentId} ${kind}`
      const ordinal = asked.get(requestId) ?? (counts.get(key) ?? 0) + 1
      if (!asked.has(requestId)) counts.set(key, ordinal)
      asked.set(requestId, ordinal)
      return answerOf({ paymentId, kind, ordinal, amount }) as PaymentAnswer
    },
  }
}
