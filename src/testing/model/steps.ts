// Every kind of step, and sequences of them: the first ones of a sequence fill the shelves, so that the
// rest has something to do, and each sequence has a theme, the kind of step that it draws most often.
import fc from '#testing/random.ts'
import type { Model, ModelShop } from './model.ts'
import type { Move, Plan, Plans, Step } from './plan.ts'
import { cartSteps } from './steps/carts.ts'
import { catalogSteps } from './steps/catalog.ts'
import { customerSteps } from './steps/customers.ts'
import { deadLetterSteps } from './steps/dead-letters.ts'
import { draftSteps } from './steps/drafts.ts'
import { editSteps } from './steps/edits.ts'
import { fulfilmentSteps } from './steps/fulfilment.ts'
import { orderSteps } from './steps/orders.ts'
import { paymentSteps } from './steps/payments.ts'
import { pricingSteps } from './steps/pricing.ts'
import { returnSteps } from './steps/returns.ts'
import { stockSteps } from './steps/stock.ts'

const without = (why: string, commands: readonly string[]): Record<string, string> =>
  Object.fromEntries(commands.map((command) => [command, why]))

/** Commands that no step gives, and why. `createProduct` names `CreateProduct`. */
export const WITHOUT_STEPS: Readonly<Record<string, string>> = {
  createApiKey: 'Keys move no stock and no money: access.test.ts.',
  createOwnerKey: 'Keys move no stock and no money: access.test.ts.',
  rotateApiKey: 'Keys move no stock and no money: access.test.ts.',
  createRole: 'Roles move no stock and no money: staff.test.ts.',
  updateRole: 'Roles move no stock and no money: staff.test.ts.',
  deleteRole: 'Roles move no stock and no money: staff.test.ts.',
  createStaffMember: 'Staff move no stock and no money: staff.test.ts.',
  updateStaffMember: 'Staff move no stock and no money: staff.test.ts.',
  deactivateStaffMember: 'Staff move no stock and no money: staff.test.ts.',
  reactivateStaffMember: 'Staff move no stock and no money: staff.test.ts.',
  revokeApiKey: 'Keys move no stock and no money: access.test.ts.',
  ...without('What is remembered with things moves nothing: metadata.test.ts.', [
    'setMetadata',
    'removeMetadata',
    'setPrivateMetadata',
    'removePrivateMetadata',
  ]),
  ...without('What stands in a collection, and who sees it: shop-window.test.ts.', [
    ...['publishCollection', 'unpublishCollection', 'moveCollectionProduct'],
    ...['addProductsToCollection', 'removeProductsFromCollection'],
  ]),
  removePrice: 'No answer names the ids of prices: shop-window.test.ts.',
  eraseCustomer: 'The laws erase everybody in the end: erase-all.ts.',
  eraseGuest: 'The laws erase everybody in the end: erase-all.ts.',
  ...without('Who is told moves nothing: webhooks.test.ts.', [
    ...['registerWebhook', 'updateWebhook', 'disableWebhook', 'giveUpWebhook', 'enableWebhook'],
    ...['rotateWebhookSecret', 'replayWebhook', 'testWebhook', 'deleteWebhook'],
  ]),
  setSearchSynonyms: 'What is found moves nothing: product-search.test.ts.',
  importCustomers: 'The rules are those of registering and updating: bulk.test.ts.',
}

const ROOMS: Record<string, Plans> = {
  ...{ catalog: catalogSteps, stock: stockSteps, letters: deadLetterSteps },
  ...{ customers: customerSteps, carts: cartSteps, orders: orderSteps, payments: paymentSteps },
  ...{
    fulfilment: fulfilmentSteps,
    returns: returnSteps,
    pricing: pricingSteps,
    drafts: draftSteps,
    edits: editSteps,
  },
}

const PLANS: Plans = Object.assign({}, ...Object.values(ROOMS))

export const KINDS: readonly string[] = Object.keys(PLANS)

const planOf = (kind: string): Plan => (PLANS[kind] as Plans[string])[1]

/** What brings a shop further: done where there is nothing to do a step to, and often where it would be refused. */
const FURTHER = [
  ...['refundReturn', 'receiveReturn', 'approveReturn', 'requestReturn'],
  ...['shipFulfilment', 'createFulfilment'],
]

/** What an order is placed and paid by, each first in its turn. */
const PAYING = ['recordManualPayment', 'authorizePayment', 'capturePayment', 'placeOrder']

const from = (kinds: readonly string[], at: number): string[] => [
  ...kinds.slice(at % kinds.length),
  ...kinds.slice(0, at % kinds.length),
]

/** What makes room for a step that the common way further leaves no room for, each first in its turn. */
const LEADS: Readonly<Record<string, readonly string[]>> = {
  abandonCart: ['startCart'],
  applyDiscountCode: ['createDiscount', 'startCart'],
  chooseShipping: ['createShippingMethod', 'startCart'],
  cancelFulfilment: ['createFulfilment'],
  cancelReturn: ['requestReturn'],
  completeDraftOrder: ['createDraftOrder'],
  closeOrder: ['shipFulfilment', 'createFulfilment', 'authorizePayment', 'placeOrder'],
  deleteDraftOrder: ['createDraftOrder'],
  editOrder: ['placeOrder', 'startCart'],
  dropDeadLetter: ['parkDeadLetter'],
  expireOrder: ['startCart', 'placeOrder'],
  importRefunds: ['importOrders'],
  importReturns: ['importOrders'],
  placeOrder: ['setCartLine', 'startCart'],
  publishProduct: ['archiveProduct'],
  recordPaymentAnswer: ['authorizePayment'],
  rejectReturn: ['requestReturn'],
  releaseOrder: ['holdOrder', 'placeOrder'],
  removeAddress: ['registerCustomer', 'addAddress'],
  removeDiscountCode: ['applyDiscountCode', 'createDiscount', 'startCart'],
  removeTaxRate: ['setTaxRate'],
  setCartLine: ['startCart'],
  unpublishProduct: ['archiveProduct'],
  updateAddress: ['registerCustomer', 'addAddress'],
  updateDiscount: ['createDiscount'],
  updateShippingMethod: ['createShippingMethod'],
  updateCollection: ['createCollection'],
  updateDraftOrder: ['createDraftOrder'],
  updateFulfilmentTracking: ['createFulfilment', 'cancelFulfilment'],
  voidPayment: ['authorizePayment'],
}

/** What stands in the way of a step that nothing refuses in a shop where all is as it should be. */
const OBSTACLES: Readonly<Record<string, readonly string[]>> = {
  archiveVariant: ['archiveProduct'],
  completeDraftOrder: ['deleteDraftOrder', 'createDraftOrder'],
  deleteDraftOrder: ['deleteDraftOrder', 'completeDraftOrder', 'createDraftOrder'],
  updateDraftOrder: ['deleteDraftOrder', 'completeDraftOrder', 'createDraftOrder'],
  importProducts: ['archiveProduct'],
  setPrices: ['archiveProduct'],
  startCart: ['archiveProduct'],
  archiveShippingMethod: ['archiveShippingMethod'],
  chooseShipping: ['archiveShippingMethod'],
  endDiscount: ['endDiscount'],
  updateDiscount: ['endDiscount'],
  updateShippingMethod: ['archiveShippingMethod'],
}

/** The step with other numbers too, so that its kind may find something else to be done to. */
const varied = (step: Step): Step[] =>
  Array.from({ length: 12 }, (_, at) => ({
    ...step,
    ...{ a: step.a + 7 * at, b: step.b + 5 * at, n: step.n + 11 * at },
  }))

/** A move of the step's kind that is answered as the step wishes. */
export function wishedOf(model: Model, step: Step): Move | undefined {
  const moves = varied(step).flatMap((other) => planOf(step.kind)(model, other) ?? [])
  return moves.find(({ expected }) => (expected === 'ACCEPTED') === (step.wish === 'ACCEPTED'))
}

/** A move that leads to the step, or does anything at all. */
export function leadOf(model: Model, step: Step): Move | undefined {
  const obstacles = step.wish === 'REFUSED' ? (OBSTACLES[step.kind] ?? []) : []
  const leads = [...obstacles, ...from(LEADS[step.kind] ?? [], step.a)]
  const further = [...leads, ...FURTHER, ...from(PAYING, step.a)]
  for (const kind of [...(step.n % 5 === 0 ? [] : further), ...from(KINDS, step.n)]) {
    const move = planOf(kind)(model, step)
    if (move?.expected === 'ACCEPTED') return move
  }
  return undefined
}

/** Time passes, and an earlier command is given again with its key: no plans of a command. */
export const PASS_TIME = 'time passes'
export const GIVE_AGAIN = 'given again'

/** What goes on in a shop while a room's step is the theme. */
const AROUND: Readonly<Record<string, readonly string[]>> = {
  carts: ['carts', 'stock', 'customers', 'pricing'],
  edits: ['edits', 'orders', 'carts', 'pricing', 'fulfilment'],
  drafts: ['drafts', 'pricing', 'stock'],
  pricing: ['pricing', 'carts'],
  orders: ['orders', 'payments', 'fulfilment'],
  payments: ['payments', 'orders'],
  fulfilment: ['fulfilment', 'returns', 'orders'],
  returns: ['returns', 'fulfilment', 'payments'],
}

/** Evenly drawn: many small numbers would pick the same things over and over. */
const SMALL = fc.noBias(fc.nat({ max: 999 }))
const HOW = fc.oneof(
  { weight: 7, arbitrary: fc.constant('ONCE' as const) },
  { weight: 2, arbitrary: fc.constant('TWICE' as const) },
  { weight: 1, arbitrary: fc.constant('DRY' as const) },
)

const WISH: fc.Arbitrary<Step['wish']> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('ACCEPTED') },
  { weight: 1, arbitrary: fc.constant('REFUSED') },
)

const stepOf = (
  kind: fc.Arbitrary<string>,
  wish: fc.Arbitrary<Step['wish']> = WISH,
): fc.Arbitrary<Step> => fc.record({ kind, wish, a: SMALL, b: SMALL, n: SMALL, how: HOW })

/** Every second step is the theme's own. */
function stepAround(theme: string): fc.Arbitrary<Step> {
  const [own] = Object.entries(ROOMS).find(([, plans]) => theme in plans) as [string, Plans]
  const around = AROUND[own] ?? [own]
  const rest = fc.oneof(
    ...Object.entries(ROOMS).flatMap(([room, plans]) =>
      Object.entries(plans).map(([kind, [weight]]) => ({
        weight: Math.ceil(weight * (around.includes(room) ? 100 : 10)),
        arbitrary: fc.constant(kind),
      })),
    ),
    { weight: 400, arbitrary: fc.constant(PASS_TIME) },
    { weight: 40, arbitrary: fc.constant(GIVE_AGAIN) },
  )
  const ofTheme = { weight: 1, arbitrary: fc.constant(theme) }
  return stepOf(fc.oneof(ofTheme, { weight: 1, arbitrary: rest }))
}

const SHELVES = [
  ...['createLocation', 'createLocation', 'createProduct', 'createProduct', 'createProduct'],
  ...['receiveStock', 'receiveStock', 'registerCustomer'],
]
const PLAIN = [...SHELVES, 'startCart', 'placeOrder']
const PRICED = [
  ...[...SHELVES, 'setTaxRate', 'setTaxRate', 'createDiscount', 'createDiscount'],
  ...['createShippingMethod', 'startCart', 'applyDiscountCode', 'chooseShipping', 'placeOrder'],
]

/** Steps after the opening. */
const SEQUENCE_LENGTH = 20

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000
const AWAITED_MS = 24 * 60 * 60 * 1_000
const RESERVED_MS = 15 * 60 * 1_000

const shopOf: fc.Arbitrary<ModelShop> = fc.record({
  awaitsPaymentMs: fc.constantFrom(null, AWAITED_MS),
  reservationMs: fc.constantFrom(null, RESERVED_MS),
  shipsUnpaid: fc.boolean(),
  cartLifetimeMs: fc.constant(LIFETIME_MS),
  pricesIncludeTax: fc.boolean(),
})

export type Sequence = { shop: ModelShop; steps: Step[] }

const stepsAfter = (opening: readonly string[], theme: string): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      ...opening.map((kind) => stepOf(fc.constant(kind), fc.constant('ACCEPTED'))),
      fc.array(stepAround(theme), { minLength: SEQUENCE_LENGTH, maxLength: SEQUENCE_LENGTH }),
    )
    .map((parts) => parts.flat() as Step[])

/** A shop and what happens in it around its theme, one kind of step: even the rarest is done and refused often. */
export const sequenceOf = (theme: string): fc.Arbitrary<Sequence> =>
  fc.record({
    shop: shopOf,
    steps: fc.oneof(...[PLAIN, PRICED, PRICED].map((opening) => stepsAfter(opening, theme))),
  })
