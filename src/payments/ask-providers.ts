// Asks a payment provider for what a command decided, and has its answer recorded. Nothing is asked
// inside a transaction, and what is asked twice bears the same id.
import { type Reaction, reactingTo, reaction } from '#kernel/reaction.ts'
import { paymentRequested } from '#write/payments/events.ts'
import type { PaymentAnswer, PaymentProvider } from './provider.ts'

export function askProviders(providers: readonly PaymentProvider[]): Reaction {
  const byName = new Map(providers.map((provider) => [provider.name, provider]))
  return reaction({
    name: 'ask-payment-providers',
    summary: 'Asks a payment provider to move money, and has its answer recorded.',
    reactsTo: [
      reactingTo(paymentRequested, async ({ customerId: _, provider: name, ...question }) => {
        const provider = byName.get(name)
        if (!provider) throw new Error(`The payment provider ${name} is not connected.`)
        const { requestId } = question
        return {
          command: 'RecordPaymentAnswer',
          input: { requestId, ...inputOf(await provider.ask(question)) },
        }
      }),
    ],
  })
}

const ERROR_LENGTH_MAX = 500

function inputOf(answer: PaymentAnswer) {
  if ('error' in answer) return { error: answer.error.slice(0, ERROR_LENGTH_MAX), entries: [] }
  const { reference, clientSecret = null, entries } = answer
  return {
    reference,
    clientSecret,
    entries: entries.map(({ occurredAt, ...entry }) => ({
      ...entry,
      ...(occurredAt !== undefined && { occurredAt: new Date(occurredAt).toISOString() }),
    })),
  }
}
