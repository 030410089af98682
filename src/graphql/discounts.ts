// Discounts: the type for staff, what carts and orders show of them, and what is done to them.
import { automaticFor, codeKeyOf, DISCOUNT_KINDS, type DiscountRule } from '#domain/discounts.ts'
import type { OrderDiscount } from '#domain/order-price.ts'
import { percentOf } from '#domain/tax.ts'
import {
  type BuyerKey,
  buyerKeyOf,
  type DiscountRow,
  discountListing,
  loadAutomaticDiscounts,
  loadDiscountUses,
  loadDiscountViews,
  loadDiscountViewsByCode,
} from '#read/discount/load.ts'
import { createDiscount } from '#write/discounts/create-discount.ts'
import { endDiscount } from '#write/discounts/end-discount.ts'
import { updateDiscount } from '#write/discounts/update-discount.ts'
import { builder, MoneyType, needs } from './builder.ts'
import { Collection } from './collections.ts'
import { connectionOf, listField } from './connection.ts'
import type { Batch, Context } from './context.ts'
import { lookUp } from './lookup.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { Product } from './products.ts'
import { enumNamed } from './vocabulary.ts'

const automaticAt: Batch<number, DiscountRow[]> = {
  load: (connection, moments) =>
    Promise.all(moments.map((now) => loadAutomaticDiscounts(connection, { now }))),
}
const byCode = { load: loadDiscountViewsByCode }
const usesOfBuyer: Batch<BuyerKey, Map<string, number>> = { load: loadDiscountUses }

/** The discounts that a basket may get now, and how often whoever buys it has used them. */
export async function offersOf(
  {
    codes: entered,
    buyer,
  }: {
    codes: readonly string[]
    buyer: { customerId: string | null; emailKey: string | null }
  },
  context: Context,
) {
  const [standing, found, usedByAccount, usedByBuyer] = await Promise.all([
    context.batched(automaticAt, context.now),
    Promise.all(entered.map((code) => context.batched(byCode, codeKeyOf(code)))),
    usesBy({ ...buyer, emailKey: null }, context),
    usesBy(buyer, context),
  ])
  const automatic = automaticFor(standing, buyer.customerId)
  const codes = found.filter((discount) => discount !== null)
  const usedByCustomer = new Map([
    ...automatic.map(({ id }) => [id, usedByAccount.get(id) ?? 0] as const),
    ...codes.map(({ id }) => [id, usedByBuyer.get(id) ?? 0] as const),
  ])
  return { automatic, codes, usedByCustomer }
}

const usesBy = async (
  buyer: { customerId: string | null; emailKey: string | null },
  context: Context,
): Promise<Map<string, number>> =>
  buyer.customerId === null && buyer.emailKey === null
    ? new Map()
    : context.batched(usesOfBuyer, buyerKeyOf(buyer))

export const CartDiscount = builder
  .objectRef<Pick<DiscountRule, 'code' | 'name'> & { amount: number; currency: string }>(
    'CartDiscount',
  )
  .implement({
    description: 'A discount that a cart gets now.',
    fields: (t) => ({
      code: t.exposeString('code', {
        nullable: true,
        description: 'The code that was entered; null where it is applied by itself.',
      }),
      name: t.exposeString('name', { description: 'Its name.' }),
      amount: t.field({
        type: MoneyType,
        description: 'What it takes off lines and shipping.',
        resolve: ({ amount, currency }) => ({ amount, currency }),
      }),
    }),
  })

export const Discount = noun<DiscountRow>({
  name: 'Discount',
  kind: 'discount',
  description: 'What takes something off the price of baskets, by a code or by itself.',
  source: {
    view: 'discount_view',
    keyOf: ({ id }) => id,
    load: loadDiscountViews,
    permission: 'discounts.read',
    visible: (_, viewer) => viewer.holds('discounts.read'),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    name: t.exposeString('name', { description: 'What shoppers and staff read.' }),
    code: t.exposeString('code', {
      nullable: true,
      description: 'What shoppers enter; null where it is applied by itself.',
    }),
    kind: t.field({
      type: enumNamed('DiscountKind', DISCOUNT_KINDS),
      description: 'What it takes.',
      resolve: ({ takes }) => takes.kind,
    }),
    rate: t.int({
      nullable: true,
      description: 'Its share in thousandths of a percent, where it takes one.',
      resolve: ({ takes }) => (takes.kind === 'PERCENT' ? takes.rate : null),
    }),
    percent: t.string({
      nullable: true,
      description: 'The same as people read it: `12.5`.',
      resolve: ({ takes }) => (takes.kind === 'PERCENT' ? percentOf(takes.rate) : null),
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'The amount, where it takes one.',
      resolve: ({ takes, currency }) =>
        takes.kind === 'FIXED' && currency ? { amount: takes.amount, currency } : null,
    }),
    minimumSubtotal: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What the goods that it is for must cost together before discounts.',
      resolve: ({ minimumSubtotal: amount, currency }) =>
        amount !== null && currency ? { amount, currency } : null,
    }),
    products: t.field({
      type: [Product.ref],
      description: 'The products that it is for; with no collections either, it is for everything.',
      resolve: ({ productIds }, _, context) => rowsOf(context, Product.source, productIds),
    }),
    collections: t.field({
      type: [Collection.ref],
      description: 'The collections whose products it is for.',
      resolve: ({ collectionIds }, _, context) => rowsOf(context, Collection.source, collectionIds),
    }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'From when on it holds.' }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From when on it no longer holds; null is never.',
    }),
    usageLimit: t.exposeInt('usageLimit', {
      nullable: true,
      description: 'How many orders may hold it; null is any number.',
    }),
    usageLimitPerCustomer: t.exposeInt('usageLimitPerCustomer', {
      nullable: true,
      description: 'How many orders of one customer may; null is any number.',
    }),
    isCombinable: t.exposeBoolean('isCombinable', {
      description: 'Whether it may stand beside others that may as well.',
    }),
    used: t.exposeInt('used', {
      description: 'How many orders hold it; those that were cancelled whole or expired do not.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
})

async function rowsOf<R>(
  context: Context,
  source: Parameters<typeof context.row<R>>[0],
  ids: readonly string[],
): Promise<R[]> {
  const rows = await Promise.all(ids.map((id) => context.row(source, id)))
  return rows.filter((row) => row !== null)
}

export const OrderDiscountType = builder
  .objectRef<OrderDiscount & { currency: string }>('OrderDiscount')
  .implement({
    description:
      'A discount as it was when an order got it: what it promised then, the order keeps.',
    fields: (t) => ({
      code: t.exposeString('code', {
        nullable: true,
        description: 'The code that was entered; null where it was applied by itself.',
      }),
      name: t.exposeString('name', { description: 'What it was called then.' }),
      amount: t.field({
        type: MoneyType,
        description: 'What it takes off.',
        resolve: ({ amount, currency }) => ({ amount, currency }),
      }),
      isRemoved: t.boolean({
        description:
          'True where an edit took it off: only units that were cancelled or came back before still have of it.',
        resolve: ({ isRemoved = false }) => isRemoved,
      }),
      discount: t.field({
        ...needs('discounts.read'),
        type: Discount.ref,
        nullable: true,
        description:
          'What it is now. Null to who may not see discounts, and where the order was placed elsewhere.',
        resolve: ({ discountId }, _, context) =>
          discountId === null ? null : context.row(Discount.source, discountId),
      }),
    }),
  })

builder.queryField('discount', (t) =>
  t.field({
    ...needs('discounts.read'),
    description:
      'A discount by its id or by its code: exactly one of them. Null where there is none.',
    type: Discount.ref,
    nullable: true,
    args: {
      id: t.arg.id({ required: false, description: 'Its id.' }),
      code: t.arg.string({ required: false, description: 'Its code; case makes no difference.' }),
    },
    resolve: (_, { id, code }, context) =>
      lookUp(
        context,
        Discount,
        { id, code: code == null ? code : codeKeyOf(code) },
        { code: byCode },
      ),
  }),
)

listField('discounts', {
  name: 'Discount',
  description: 'Discounts.',
  permission: 'discounts.read',
  connection: connectionOf(Discount),
  listing: discountListing,
  keyOf: ({ id }) => id,
  primes: Discount,
})

mutation(createDiscount, { discount: Discount })
mutation(updateDiscount, { discount: Discount })
mutation(endDiscount, { discount: Discount })
