// What a front end must know of the shop before it asks for anything else.
import type { Shop } from '#domain/shop.ts'
import { builder, needs, PUBLIC } from './builder.ts'

const ShopType = builder.objectRef<Shop>('Shop').implement({
  description: 'The settings of the shop that front ends show prices and days by.',
  fields: (t) => ({
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      description: 'Its own currency: prices and reports are in it where no other is asked for.',
    }),
    countryCode: t.exposeString('countryCode', {
      description:
        'ISO 3166-1 alpha-2. A cart that says nothing of where it goes is taxed as there.',
    }),
    pricesIncludeTax: t.exposeBoolean('pricesIncludeTax', {
      description: 'Whether prices have tax in them; otherwise it comes on top.',
    }),
    timeZone: t.exposeString('timeZone', {
      description: 'IANA name. Decides which day an order belongs to.',
    }),
  }),
})

builder.queryField('shop', (t) =>
  t.field({
    ...needs(PUBLIC),
    description: 'The shop that answers.',
    type: ShopType,
    resolve: (_, __, { backend }) => backend.shop,
  }),
)
