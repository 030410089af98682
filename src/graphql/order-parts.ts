// What an order's page is made of: lines, cancellations and notes.

import { percentOf } from '#domain/tax.ts'
import type {
  OrderRow,
  OrderViewCancellation,
  OrderViewLine,
  OrderViewNote,
  OrderViewRefundGrant,
  OrderViewUnits,
} from '#read/order/load.ts'
import { builder, MoneyType, needs, type SchemaTypes } from './builder.ts'
import { Location } from './locations.ts'
import { Variant } from './variants.ts'

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>
export type Priced<Part> = Part & { currency: string }

const OrderAllocation = builder
  .objectRef<OrderViewLine['allocations'][number]>('OrderAllocation')
  .implement({
    description: 'Units that a location holds for an order line and has not shipped.',
    fields: (t) => ({
      quantity: t.exposeInt('quantity', { description: 'How many units.' }),
      location: t.field({
        type: Location.ref,
        nullable: true,
        description: 'Where they are.',
        resolve: ({ locationId }, _, context) => context.row(Location.source, locationId),
      }),
    }),
  })

type Part = Pick<OrderViewLine, 'discount' | 'net' | 'tax' | 'gross' | 'taxRate'>
type PartFields<R> = PothosSchemaTypes.ObjectFieldBuilder<Types, R>

/** What a part of an order costs: alike for lines and for shipping. */
export function pricedFields<R>(t: PartFields<R>, of: (row: R) => Priced<Part>) {
  const amount = (name: 'discount' | 'net' | 'tax' | 'gross', description: string) =>
    t.field({
      type: MoneyType,
      description,
      resolve: (row) => {
        const part = of(row as R)
        return { amount: part[name], currency: part.currency }
      },
    })
  return {
    discount: amount('discount', 'What discounts took of it.'),
    net: amount('net', 'What it costs after discounts, without tax.'),
    tax: amount('tax', 'The tax on it.'),
    gross: amount('gross', 'What it costs, after discounts and with tax.'),
    taxRate: t.int({
      description: 'In thousandths of a percent: 20000 is 20 %.',
      resolve: (row) => of(row as R).taxRate,
    }),
    taxPercent: t.string({
      description: 'The same as people read it: `20`, `5.5`.',
      resolve: (row) => percentOf(of(row as R).taxRate),
    }),
  }
}

/** What an order says of its shipping, now or before an edit. */
type Shipped = Pick<
  OrderRow,
  | 'shippingMethodName'
  | 'shippingTotal'
  | 'shippingDiscount'
  | 'shippingNet'
  | 'shippingTax'
  | 'shippingGross'
  | 'shippingTaxRate'
  | 'currency'
>

export const shippingOf = (order: Shipped): Priced<Part> => ({
  discount: order.shippingDiscount,
  net: order.shippingNet,
  tax: order.shippingTax,
  gross: order.shippingGross,
  taxRate: order.shippingTaxRate,
  currency: order.currency,
})

export const OrderShipping = builder.objectRef<Shipped>('OrderShipping').implement({
  description: 'How an order ships and what that costs, as placed or last edited.',
  fields: (t) => ({
    name: t.exposeString('shippingMethodName', {
      nullable: true,
      description: 'What the method was called then; null where none was chosen.',
    }),
    price: t.field({
      type: MoneyType,
      description: 'Its price, before discounts.',
      resolve: ({ shippingTotal: amount, currency }) => ({ amount, currency }),
    }),
    ...pricedFields<Shipped>(t, shippingOf),
  }),
})

export const OrderLine = builder.objectRef<Priced<OrderViewLine>>('OrderLine').implement({
  description: 'What was sold, with its words and price as they were when the order got it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The line's id." }),
    variant: t.field({
      type: Variant.ref,
      nullable: true,
      description:
        'What it is in the catalog now. Null where it is not for you, or no longer sold.',
      resolve: ({ variantId }, _, context) => context.row(Variant.source, variantId),
    }),
    sku: t.exposeString('sku', { description: 'The SKU that it was sold under.' }),
    name: t.exposeString('name', { description: 'The name that it was sold under.' }),
    isService: t.exposeBoolean('isService', {
      description: 'True where nothing ships and no stock is kept.',
    }),
    quantity: t.exposeInt('quantity', {
      description: 'Units as placed or last edited, cancelled ones too.',
    }),
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
    priceReason: t.field({
      ...needs('orders.read'),
      type: 'String',
      nullable: true,
      description:
        'Why staff asked this price; null where it was the catalog’s, and to who may not read all orders.',
      resolve: ({ priceReason }) => priceReason,
    }),
    ...pricedFields<Priced<OrderViewLine>>(t, (line) => line),
    taxClass: t.exposeString('taxClass', { description: 'The class that it was taxed as.' }),
    cancelled: t.exposeInt('cancelled', { description: 'Units that are cancelled.' }),
    inFulfilment: t.exposeInt('inFulfilment', {
      description: 'Units that stand in a fulfilment, shipped or not.',
    }),
    fulfilled: t.exposeInt('fulfilled', { description: 'Units that have shipped.' }),
    returned: t.exposeInt('returned', { description: 'Units that came back.' }),
    returnable: t.exposeInt('returnable', {
      description: 'Units that have shipped and that no return speaks for.',
    }),
    allocations: t.field({
      ...needs('stock.read'),
      type: [OrderAllocation],
      nullable: true,
      description: 'What locations hold for the line. Null to who may not see stock.',
      resolve: ({ allocations }) => allocations,
    }),
  }),
})

export const OrderUnits = builder.objectRef<OrderViewUnits>('OrderUnits').implement({
  description: 'Units of an order line.',
  fields: (t) => ({
    orderLineId: t.exposeID('orderLineId', { description: 'The line.' }),
    sku: t.exposeString('sku', { description: 'Its SKU.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    quantity: t.exposeInt('quantity', { description: 'How many units.' }),
  }),
})

export const OrderCancellation = builder
  .objectRef<OrderViewCancellation>('OrderCancellation')
  .implement({
    description: 'Units of an order that were cancelled together.',
    fields: (t) => ({
      id: t.exposeID('id', { description: "The cancellation's id." }),
      lines: t.expose('lines', { type: [OrderUnits], description: 'What was cancelled.' }),
      reason: t.exposeString('reason', { nullable: true, description: 'Why, where it was said.' }),
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    }),
  })

export const OrderNote = builder.objectRef<OrderViewNote>('OrderNote').implement({
  description: 'What staff wrote on an order.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The note's id." }),
    text: t.exposeString('text', { description: 'What it says.' }),
    authorId: t.exposeID('authorId', { description: 'Who wrote it: the id of an API key.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was written.' }),
  }),
})

export const RefundGrant = builder
  .objectRef<Priced<OrderViewRefundGrant>>('RefundGrant')
  .implement({
    description:
      'That the shop owes so much for an order. What is paid out stands in its payments.',
    fields: (t) => ({
      id: t.exposeID('id', { description: "The grant's id." }),
      amount: t.field({
        type: MoneyType,
        description: 'How much.',
        resolve: ({ amount, currency }) => ({ amount, currency }),
      }),
      lines: t.expose('lines', {
        type: [OrderUnits],
        description: 'What it is for. It only explains: the amount is what counts.',
      }),
      returnId: t.exposeID('returnId', {
        nullable: true,
        description: 'The return that it is for, where it is for one.',
      }),
      reason: t.exposeString('reason', { nullable: true, description: 'Why, where it was said.' }),
      authorId: t.exposeID('authorId', { description: 'Who granted it: the id of an API key.' }),
      at: t.expose('at', { type: 'DateTime', description: 'When it was granted.' }),
    }),
  })
