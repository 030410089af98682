// What payments refuse.
import { text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { currency } from '#write/command.ts'

export const CurrencyMismatch = rejection({
  name: 'CurrencyMismatch',
  summary: "The payment is not in the order's currency.",
  facts: {
    required: currency().describe("The order's currency."),
    found: currency().describe("The payment's currency."),
  },
  message: ({ required, found }) => `The order is in ${required}, the payment in ${found}.`,
})

export const PaymentAlreadyRecorded = rejection({
  name: 'PaymentAlreadyRecorded',
  summary: 'A manual payment with this reference is recorded already, for this order or another.',
  facts: { reference: text().describe('The reference that is known.') },
  message: ({ reference }) => `A payment with the reference ${reference} is recorded already.`,
})
