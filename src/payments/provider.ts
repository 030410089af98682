// What a payment provider is to the shop: a name, and somebody who can be asked to move money. It is
// asked over the network, after the commit that decided it, and may be asked the same again.
import type { PaymentEntryType, PaymentRequestKind } from '#domain/payments.ts'

export type PaymentQuestion = {
  /** The same question has the same id however often it is asked: the provider's idempotency key. */
  requestId: string
  orderId: string
  paymentId: string
  kind: PaymentRequestKind
  /** Minor units. A void of 0 gives up what was never promised. */
  amount: number
  currency: string
  /** The provider's id for the payment; null where it is to begin one. */
  reference: string | null
}

export type PaymentAnswer =
  | {
      reference: string
      /** What the customer's browser confirms the payment with. */
      clientSecret?: string | null
      /** What happened to the money already. */
      entries: readonly {
        type: PaymentEntryType
        amount: number
        reference: string
        /** Epoch milliseconds; left out for now. */
        occurredAt?: number
      }[]
    }
  /** It will not be done, however often it is asked again. */
  | { error: string }

export type PaymentProvider = {
  name: string
  /** Bounded in time. Throws where it may be done yet: the same is then asked again later. */
  ask: (question: PaymentQuestion) => Promise<PaymentAnswer>
}
