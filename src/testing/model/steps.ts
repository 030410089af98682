// Every kind of step, and sequences of them: the first ones of a sequence fill the shelves, so that the
// rest has something to do, and each sequence has a mood that draws some kinds more often.
import fc from 'fast-check'
import type { Model, ModelShop } from './model.ts'
import type { Move, Plan, Plans, Step } from './plan.ts'
import { cartSteps } from './steps/carts.ts'
import { catalogSteps } from './steps/catalog.ts'
import { customerSteps } from './steps/customers.ts'
import { deadLetterSteps } from './steps/dead-letters.ts'
import { fulfilmentSteps } from './steps/fulfilment.ts'
import { orderSteps } from './steps/orders.ts'
import { paymentSteps } from './steps/payments.ts'
import { returnSteps } from './steps/returns.ts'
import { stockSteps } from './steps/stock.ts'

/** Commands that no step gives, and why. `createProduct` names `CreateProduct`. */
export const WITHOUT_STEPS: Readonly<Record<string, string>> = {
  createApiKey: 'Keys move no stock and no money: access.test.ts.',
  createOwnerKey: 'Keys move no stock and no money: access.test.ts.',
  revokeApiKey: 'Keys move no stock and no money: access.test.ts.',
}

const ROOMS: Record<string, Plans> = {
  ...{ catalog: catalogSteps, stock: stockSteps, customers: customerSteps, carts: cartSteps },
  ...{ orders: orderSteps, payments: paymentSteps, fulfilment: fulfilmentSteps },
  ...{ returns: returnSteps, letters: deadLetterSteps },
}

const PLANS: Plans = Object.assign({}, ...Object.values(ROOMS))

export const KINDS: readonly string[] = Object.keys(PLANS)

const planOf = (kind: string): Plan => (PLANS[kind] as Plans[string])[1]

/** What brings a shop further: done where there is nothing to do a step to, and often where it would be refused. */
const FURTHER = [
  ...[
    'refundReturn',
    'receiveReturn',
    'approveReturn',
    'requestReturn',
    'shipFulfilment',
    'createFulfilment',
  ],
  ...['capturePayment', 'authorizePayment', 'recordManualPayment', 'placeOrder', 'startCart'],
]

export function moveOf(model: Model, step: Step): Move | null {
  const own = planOf(step.kind)(model, step)
  if (own && (own.expected === 'ACCEPTED' || step.b % 2 === 0)) return own
  for (const kind of FURTHER) {
    const move = planOf(kind)(model, step)
    if (move?.expected === 'ACCEPTED') return move
  }
  return own
}

/** Time passes, and an earlier command is given again with its key: no plans of a command. */
export const PASS_TIME = 'time passes'
export const GIVE_AGAIN = 'given again'

const MOODS: readonly (readonly string[])[] = [
  ['fulfilment', 'returns'],
  ['payments', 'orders'],
  ['payments', 'fulfilment', 'returns'],
  ['carts', 'customers'],
  ['catalog', 'stock', 'letters'],
]

/** Evenly drawn: many small numbers would pick the same things over and over. */
const SMALL = fc.noBias(fc.nat({ max: 999 }))
const HOW = fc.oneof(
  { weight: 7, arbitrary: fc.constant('ONCE' as const) },
  { weight: 2, arbitrary: fc.constant('TWICE' as const) },
  { weight: 1, arbitrary: fc.constant('DRY' as const) },
)

const stepOf = (kind: fc.Arbitrary<string>): fc.Arbitrary<Step> =>
  fc.record({ kind, a: SMALL, b: SMALL, n: SMALL, how: HOW })

const inMood = (mood: readonly string[]): fc.Arbitrary<Step> =>
  stepOf(
    fc.oneof(
      ...Object.entries(ROOMS).flatMap(([room, plans]) =>
        Object.entries(plans).map(([kind, [weight]]) => ({
          weight: Math.ceil(weight * (mood.includes(room) ? 100 : 10)),
          arbitrary: fc.constant(kind),
        })),
      ),
      { weight: 70, arbitrary: fc.constant(PASS_TIME) },
      { weight: 40, arbitrary: fc.constant(GIVE_AGAIN) },
    ),
  )

const OPENING = [
  ...['createLocation', 'createLocation', 'createProduct', 'createProduct', 'createProduct'],
  ...['receiveStock', 'receiveStock', 'registerCustomer', 'startCart', 'placeOrder'],
]

export const SEQUENCE_LENGTH = 30

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000
const AWAITED_MS = 24 * 60 * 60 * 1_000
const RESERVED_MS = 15 * 60 * 1_000

const shopOf: fc.Arbitrary<ModelShop> = fc.record({
  awaitsPaymentMs: fc.constantFrom(null, AWAITED_MS),
  reservationMs: fc.constantFrom(null, RESERVED_MS),
  shipsUnpaid: fc.boolean(),
  cartLifetimeMs: fc.constant(LIFETIME_MS),
})

export type Sequence = { shop: ModelShop; steps: Step[] }

const left = SEQUENCE_LENGTH - OPENING.length

export const sequenceOf: fc.Arbitrary<Sequence> = fc.record({
  shop: shopOf,
  steps: fc
    .tuple(
      ...OPENING.map((kind) => stepOf(fc.constant(kind))),
      fc.oneof(
        ...MOODS.map((mood) => fc.array(inMood(mood), { minLength: left, maxLength: left })),
      ),
    )
    .map((parts) => parts.flat() as Step[]),
})
