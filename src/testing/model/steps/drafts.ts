// Steps of draft orders: put together and changed at prices that staff set, completed as carts are placed,
// or thrown away.
import type { Model, ModelDraft } from '../model.ts'
import { priceOf } from '../model.ts'
import {
  ADDRESS,
  answer,
  countryAt,
  emailOf,
  fitting,
  type Move,
  type Plans,
  pick,
  type Step,
} from '../plan.ts'
import { itemsOf, priceDraft } from '../prices.ts'
import { splitOf } from '../stock.ts'
import { ordered } from './carts.ts'

type Item = ModelDraft['items'][number]

const isOpen = ({ status }: ModelDraft) => status === 'OPEN'

const notOpen = ({ status }: ModelDraft) =>
  [
    !(status === 'OPEN'),
    status === 'DELETED' ? 'DRAFT_ORDER_NOT_FOUND' : 'DRAFT_ORDER_NOT_OPEN',
  ] as const

/** Staff sell what is not published too, at a price of their own if need be. */
function obstacle(model: Model, { variantId, unitPrice }: Item): string | null {
  const { isArchived, product, ...variant } = model.variant(variantId)
  if (isArchived || product.status === 'ARCHIVED') return 'VARIANT_NOT_SELLABLE'
  if (unitPrice !== null) return null
  const own = { ...variant, isArchived, product }
  return priceOf(own, model.now) === null ? 'PRICE_MISSING' : null
}

const firstObstacle = (model: Model, items: readonly Item[]) => {
  const found = items.flatMap((item) => obstacle(model, item) ?? [])
  return [found.length > 0, found[0] ?? ''] as const
}

export const isDraftPriced = (model: Model, { items }: ModelDraft): boolean =>
  items.every((item) => obstacle(model, item) === null)

const isShort = (model: Model, { items }: ModelDraft): boolean =>
  items.some(
    ({ variantId, quantity }) =>
      !model.variant(variantId).isService && splitOf(model, variantId, quantity) === null,
  )

/** What staff write down of lines: of each variant once, some at a price of their own. */
function drawnItems(model: Model, { a, b, n }: Step): Item[] {
  const variants = [pick(model.variants, a), ...(n % 3 === 0 ? [] : [pick(model.variants, b)])]
  return [...new Set(variants)].flatMap((variant, at) =>
    variant
      ? [
          {
            variantId: variant.id,
            quantity: 1 + ((n + at) % 3),
            unitPrice: (n + at) % 4 === 0 ? b % 700 : null,
          },
        ]
      : [],
  )
}

const linesOf = (items: readonly Item[]) =>
  items.map(({ unitPrice, ...item }) => ({
    ...item,
    ...(unitPrice !== null && { unitPrice, priceReason: 'Agreed.' }),
  }))

/** What else a draft says, and as it stands. */
function drawnTerms(model: Model, { a, b, n }: Step) {
  const customer = n % 4 === 0 ? pick(model.customers, a) : undefined
  const withCode = model.discounts.filter(({ code }) => code !== null)
  const discount = n % 2 === 0 ? pick(withCode, b) : undefined
  const isUnknown = n % 11 === 0
  const method =
    b % 2 === 0 ? (fitting(model.methods, a, ({ isArchived }) => !isArchived) ?? null) : null
  const country = a % 7 === 0 ? null : countryAt(b)
  const codes = [...(discount ? [discount] : [])]
  return {
    input: {
      customerId: customer?.id ?? null,
      email: emailOf(b),
      shippingAddress: country === null ? null : { ...ADDRESS, countryCode: country },
      discountCodes: [...codes.map(({ code }) => code), ...(isUnknown ? ['NOBODY-KNOWS'] : [])],
      shippingMethodId: method?.id ?? null,
    },
    refusals: [
      [method?.isArchived === true, 'SHIPPING_METHOD_IS_ARCHIVED'],
      [isUnknown, 'DISCOUNT_CODE_UNKNOWN'],
    ] as const,
    stands: { customerId: customer?.id ?? null, email: emailOf(b), country, codes, method },
  }
}

export const draftSteps = {
  createDraftOrder: [
    2,
    (model, step) => {
      const items = drawnItems(model, step)
      if (items.length === 0) return null
      const { input, refusals, stands } = drawnTerms(model, step)
      return {
        command: 'CreateDraftOrder',
        input: { currency: 'GBP', lines: linesOf(items), ...input },
        expected: answer(firstObstacle(model, items), ...refusals),
        apply: ({ result }) => {
          model.drafts.push({ id: result.draftOrder as string, status: 'OPEN', items, ...stands })
        },
      }
    },
  ],
  updateDraftOrder: [
    2,
    (model, step) => {
      const draft = fitting(model.drafts, step.a, isOpen)
      const items = drawnItems(model, step)
      if (!draft || items.length === 0) return null
      const { input, refusals, stands } = drawnTerms(model, step)
      const isWhole = step.n % 3 === 0
      return {
        command: 'UpdateDraftOrder',
        input: { draftOrderId: draft.id, lines: linesOf(items), ...(isWhole && input) },
        expected: answer(notOpen(draft), firstObstacle(model, items), ...(isWhole ? refusals : [])),
        apply: () => {
          Object.assign(draft, { items }, isWhole && stands)
        },
      }
    },
  ],
  completeDraftOrder: [
    3,
    (model, { a }) => {
      const draft = fitting(
        model.drafts,
        a,
        (one) => isOpen(one) && isDraftPriced(model, one) && !isShort(model, one),
      )
      return draft ? completing(model, draft) : null
    },
  ],
  deleteDraftOrder: [
    1,
    (model, { a }) => {
      const draft = fitting(model.drafts, a, isOpen)
      return draft
        ? {
            command: 'DeleteDraftOrder',
            input: { draftOrderId: draft.id },
            expected: answer(notOpen(draft)),
            apply: () => {
              draft.status = 'DELETED'
            },
          }
        : null
    },
  ],
} satisfies Plans

function completing(model: Model, draft: ModelDraft): Move {
  const { refusal } = priceDraft(model, draft)
  return {
    command: 'CompleteDraftOrder',
    input: { draftOrderId: draft.id },
    expected:
      draft.status === 'COMPLETED'
        ? 'ACCEPTED'
        : answer(
            notOpen(draft),
            [draft.country === null, 'SHIPPING_ADDRESS_MISSING'],
            firstObstacle(model, draft.items),
            [refusal !== null, refusal ?? ''],
            [isShort(model, draft), 'INSUFFICIENT_STOCK'],
          ),
    apply: (accepted) => {
      if (draft.status === 'COMPLETED') return
      const { customerId, email, country } = draft
      const cost = priceDraft(model, draft)
      ordered(model, { items: itemsOf(model, draft), customerId, email, country, cost }, accepted)
      draft.status = 'COMPLETED'
    },
  }
}
