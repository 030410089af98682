// What an order was before each of its edits, for staff.
import { PAGE_SIZE_MAX } from '#kernel/page.ts'
import {
  loadOrderRevisions,
  type OrderRevisionLine,
  type OrderRevisionRow,
} from '#read/order-revision/load.ts'
import { AddressType } from './address.ts'
import { builder, MoneyType, needs } from './builder.ts'
import { OrderDiscountType } from './discounts.ts'
import { batchesBySize, sizeOf } from './latest.ts'
import { OrderShipping, type Priced, pricedFields } from './order-parts.ts'
import { Order } from './orders.ts'
import { Variant } from './variants.ts'

const RevisedOrderLine = builder
  .objectRef<Priced<OrderRevisionLine>>('RevisedOrderLine')
  .implement({
    description: 'A line of an order, as it was agreed before an edit.',
    fields: (t) => ({
      orderLineId: t.exposeID('id', { description: 'The line.' }),
      variant: t.field({
        type: Variant.ref,
        nullable: true,
        description:
          'What it is in the catalog now. Null where it is not for you, or no longer sold.',
        resolve: ({ variantId }, _, context) => context.row(Variant.source, variantId),
      }),
      sku: t.exposeString('sku', { description: 'The SKU that it was sold under.' }),
      name: t.exposeString('name', { description: 'The name that it was sold under.' }),
      quantity: t.exposeInt('quantity', { description: 'Units, cancelled ones too.' }),
      cancelled: t.exposeInt('cancelled', { description: 'Units that were cancelled by then.' }),
      unitPrice: t.field({
        type: MoneyType,
        description: 'The price of one unit.',
        resolve: ({ unitPrice, currency }) => ({ amount: unitPrice, currency }),
      }),
      lineTotal: t.field({
        type: MoneyType,
        description: 'Quantity × unit price.',
        resolve: ({ lineTotal, currency }) => ({ amount: lineTotal, currency }),
      }),
      priceReason: t.exposeString('priceReason', {
        nullable: true,
        description: 'Why staff asked this price; null where it was the catalog’s.',
      }),
      ...pricedFields<Priced<OrderRevisionLine>>(t, (line) => line),
    }),
  })

type Amount = 'subtotal' | 'discountTotal' | 'shippingTotal' | 'taxTotal' | 'total'

const OrderRevision = builder.objectRef<OrderRevisionRow>('OrderRevision').implement({
  description: 'An order as it was agreed before an edit, and who edited it, when and why.',
  fields: (t) => {
    const amount = (name: Amount, description: string) =>
      t.field({
        type: MoneyType,
        description,
        resolve: (revision) => ({ amount: revision[name], currency: revision.currency }),
      })
    return {
      number: t.exposeInt('number', {
        description: 'Counting from 1: that is the order as it was placed.',
      }),
      at: t.expose('at', { type: 'DateTime', description: 'When it was edited: until then.' }),
      authorId: t.exposeID('authorId', { description: 'Who edited it: the id of an API key.' }),
      reason: t.exposeString('reason', { description: 'Why.' }),
      lines: t.field({
        type: [RevisedOrderLine],
        description: 'What was sold.',
        resolve: ({ lines, currency }) => lines.map((line) => ({ ...line, currency })),
      }),
      shippingAddress: t.expose('shippingAddress', {
        type: AddressType,
        nullable: true,
        description: 'Where it went.',
      }),
      countryCode: t.exposeString('countryCode', {
        nullable: true,
        description: 'Where it was sold to, as ISO 3166-1 alpha-2.',
      }),
      subtotal: amount('subtotal', 'The sum of the lines.'),
      discountTotal: amount('discountTotal', 'What discounts took off lines and shipping.'),
      discounts: t.field({
        type: [OrderDiscountType],
        description: 'The discounts that it had, in the order of their application.',
        resolve: ({ discounts, currency }) =>
          discounts.map((discount) => ({ ...discount, currency })),
      }),
      shippingTotal: amount('shippingTotal', 'What shipping cost before discounts.'),
      shipping: t.field({
        type: OrderShipping,
        description: 'How it shipped and what that cost.',
        resolve: (revision) => revision,
      }),
      taxTotal: amount('taxTotal', 'All tax, within prices or on top of them.'),
      total: amount('total', 'What it cost.'),
    }
  },
})

const revisions = batchesBySize<OrderRevisionRow[]>(loadOrderRevisions)

builder.objectField(Order.ref, 'revisions', (t) =>
  t.field({
    ...needs('orders.read'),
    type: [OrderRevision],
    nullable: true,
    description:
      'What it was before each of its edits, the latest first. Null to who may not read all orders.',
    args: {
      first: t.arg.int({
        description: `How many: 1 to ${PAGE_SIZE_MAX}, which is all that an order can have. All unless given.`,
      }),
    },
    resolve: ({ id }, { first }, context) =>
      context.batched(revisions(sizeOf(first, PAGE_SIZE_MAX)), id),
  }),
)
