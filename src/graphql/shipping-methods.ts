// Shipping methods: the type, what carts are offered, and what is done to them.
import { SHIPPING_BASES, type ShippingBracket } from '#domain/shipping.ts'
import type { Soon } from '#kernel/soon.ts'
import {
  loadOfferedMethods,
  loadShippingMethodViews,
  type ShippingMethodRow,
  shippingMethodListing,
} from '#read/shipping-method/load.ts'
import { archiveShippingMethod } from '#write/shipping/archive-shipping-method.ts'
import { createShippingMethod } from '#write/shipping/create-shipping-method.ts'
import { updateShippingMethod } from '#write/shipping/update-shipping-method.ts'
import { builder, MoneyType, needs } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import type { Batch, Context } from './context.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { enumNamed } from './vocabulary.ts'

const offered: Batch<'offered', ShippingMethodRow[]> = {
  load: (connection, keys) => Promise.all(keys.map(() => loadOfferedMethods(connection, {}))),
}
// A cart shows what it chose, though it may be archived since.
export const methodById = { load: loadShippingMethodViews }

/** The methods that are offered to anybody; a cart that chose another says so. */
export const methodsOffered = (context: Context): Soon<ShippingMethodRow[]> =>
  context.batched(offered, 'offered')

export type QuotedMethod = { id: string; name: string; price: number; currency: string }

export const ShippingQuote = builder.objectRef<QuotedMethod>('ShippingQuote').implement({
  description: 'A way of shipping that is offered for a cart, and what it costs.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the method: what `chooseShipping` takes.' }),
    name: t.exposeString('name', { description: 'What shoppers read.' }),
    price: t.field({
      type: MoneyType,
      description: 'What it costs this cart, before discounts; with tax where prices include it.',
      resolve: ({ price: amount, currency }) => ({ amount, currency }),
    }),
  }),
})

const ShippingBracketType = builder.objectRef<ShippingBracket>('ShippingBracket').implement({
  description: 'What shipping costs up to a weight or subtotal.',
  fields: (t) => ({
    upTo: t.expose('upTo', {
      type: 'MinorUnits',
      nullable: true,
      description: 'The most grams, or minor units of the subtotal; null is without end.',
    }),
    price: t.field({
      type: MoneyType,
      description: 'The price.',
      resolve: ({ price: amount, currency }) => ({ amount, currency }),
    }),
  }),
})

export const ShippingMethod = noun<ShippingMethodRow>({
  name: 'ShippingMethod',
  kind: 'shippingMethod',
  description: 'A way in which the shop ships.',
  source: {
    view: 'shipping_method_view',
    keyOf: ({ id }) => id,
    load: loadShippingMethodViews,
    permission: 'catalog.read; what is archived is for who may set it',
    visible: ({ isOffered }, viewer) =>
      viewer.holds('catalog.read') && (isOffered || viewer.holds('settings.write')),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    name: t.exposeString('name', { description: 'What shoppers read.' }),
    countryCodes: t.exposeStringList('countryCodes', {
      description: 'Where it goes to, as ISO 3166-1 alpha-2; none is everywhere.',
    }),
    basis: t.expose('basis', {
      type: enumNamed('ShippingBasis', SHIPPING_BASES),
      description: 'What its price goes by.',
    }),
    brackets: t.expose('brackets', {
      type: [ShippingBracketType],
      description: 'Its prices, of each currency from the lowest bracket to the highest.',
    }),
    taxClass: t.exposeString('taxClass', { description: 'The class that it is taxed as.' }),
    isOffered: t.exposeBoolean('isOffered', { description: 'False once it is archived.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was archived, if it was.',
    }),
  }),
})

builder.queryField('shippingMethod', (t) =>
  t.field({
    ...needs('catalog.read'),
    description: 'A shipping method by its id.',
    type: ShippingMethod.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(ShippingMethod.source, id),
  }),
)

listField('shippingMethods', {
  name: 'ShippingMethod',
  description: 'All shipping methods, archived ones too. What a cart is offered says the cart.',
  permission: 'settings.write',
  connection: connectionOf(ShippingMethod),
  listing: shippingMethodListing,
  keyOf: ({ id }) => id,
  primes: ShippingMethod,
})

mutation(createShippingMethod, { shippingMethod: ShippingMethod })
mutation(updateShippingMethod, { shippingMethod: ShippingMethod })
mutation(archiveShippingMethod, { shippingMethod: ShippingMethod })
