// Draft orders: what staff put together, priced at the moment of the question as carts are, and what is
// done to them.
import { DRAFT_ORDER_STATUSES } from '#domain/draft-order-status.ts'
import type { PricedLine } from '#read/cart/price.ts'
import {
  type DraftOrderRow,
  draftOrderListing,
  loadDraftOrderViews,
  loadDraftOrderViewsByNumber,
  loadDraftOrderViewsByOrder,
} from '#read/draft-order/load.ts'
import { completeDraftOrder } from '#write/draft-orders/complete-draft-order.ts'
import { createDraftOrder } from '#write/draft-orders/create-draft-order.ts'
import { deleteDraftOrder } from '#write/draft-orders/delete-draft-order.ts'
import { updateDraftOrder } from '#write/draft-orders/update-draft-order.ts'
import { basketFields, basketLineFields, pricingBy } from './baskets.ts'
import { builder, MoneyType, needs } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import { lookUp } from './lookup.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { Order } from './orders.ts'
import { enumNamed } from './vocabulary.ts'

const PERMISSION = 'orders.draft'

const pricingOf = pricingBy<DraftOrderRow>(null)

const DraftOrderLine = builder.objectRef<PricedLine>('DraftOrderLine').implement({
  description: 'Units of one variant in a draft order, at the price of staff or of this moment.',
  fields: (t) => ({
    ...basketLineFields(t),
    catalogPrice: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What the catalog says that one unit costs now; null where it says nothing.',
      resolve: ({ catalogPrice: amount, currency }) =>
        amount === null ? null : { amount, currency },
    }),
    priceReason: t.exposeString('priceReason', {
      nullable: true,
      description: 'Why staff ask another price; null where it is the catalog’s.',
    }),
  }),
})

export const DraftOrder = noun<DraftOrderRow>({
  name: 'DraftOrder',
  kind: 'draftOrder',
  description:
    'An order that staff put together. While it is open it holds no stock and no discount, and costs what completing it would charge at that moment; once it is completed, `order` says what was charged.',
  source: {
    view: 'draft_order_view',
    keyOf: ({ id }) => id,
    load: loadDraftOrderViews,
    permission: PERMISSION,
    visible: (_, viewer) => viewer.holds(PERMISSION),
  },
  fields: (t) => ({
    ...basketFields(t, pricingOf),
    number: t.exposeInt('number', { description: 'Unique among draft orders.' }),
    name: t.string({
      description: 'The number as people say it, so that nobody takes it for an order’s: `D-1001`.',
      resolve: ({ number }) => `D-${number}`,
    }),
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    status: t.expose('status', {
      type: enumNamed('DraftOrderStatus', DRAFT_ORDER_STATUSES),
      description: 'Whether it is still to be completed.',
    }),
    lines: t.field({
      type: [DraftOrderLine],
      description: 'What is in it, in the order in which it was given.',
      resolve: async (draft, _, context) => (await pricingOf(draft, context)).lines,
    }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'Where the confirmation goes; null where it goes nowhere.',
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What staff wrote. It becomes a note on the order.',
    }),
    order: t.field({
      type: Order.ref,
      nullable: true,
      description: 'The order that it became. Whoever may draft orders may see it.',
      resolve: ({ orderId }, _, context) => {
        if (orderId === null) return null
        context.grant(orderId)
        return context.row(Order.source, orderId)
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was last changed.',
    }),
  }),
})

const byNumber = { load: loadDraftOrderViewsByNumber }
const byOrder = { load: loadDraftOrderViewsByOrder }

builder.queryField('draftOrder', (t) =>
  t.field({
    ...needs(PERMISSION),
    description:
      'A draft order by its id or its number: exactly one of them. Null where there is none.',
    type: DraftOrder.ref,
    nullable: true,
    args: {
      id: t.arg.id({ required: false, description: 'Its id.' }),
      number: t.arg.int({ required: false, description: 'Its number.' }),
    },
    resolve: (_, { id, number }, context) =>
      lookUp(context, DraftOrder, { id, number }, { number: byNumber }),
  }),
)

listField('draftOrders', {
  name: 'DraftOrder',
  description: 'Draft orders, those that became orders too; deleted ones are gone.',
  permission: PERMISSION,
  connection: connectionOf(DraftOrder),
  listing: draftOrderListing,
  keyOf: ({ id }) => id,
  primes: DraftOrder,
})

builder.objectField(Order.ref, 'draftOrder', (t) =>
  t.field({
    ...needs(PERMISSION),
    type: DraftOrder.ref,
    nullable: true,
    description:
      'The draft order that it was placed from. Null for any other, and to who may not draft orders.',
    resolve: ({ id }, _, context) => context.batched(byOrder, id),
  }),
)

mutation(createDraftOrder, { draftOrder: DraftOrder })
mutation(updateDraftOrder, { draftOrder: DraftOrder })
mutation(deleteDraftOrder, {})
mutation(completeDraftOrder, { order: Order, draftOrder: DraftOrder }, { grants: ['order'] })
