// Postal addresses, wherever something is sent.
import type { Address } from '#domain/address.ts'
import { builder } from './builder.ts'

export const AddressType = builder.objectRef<Address>('Address').implement({
  description: 'A postal address.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Who receives what is sent there.' }),
    line1: t.exposeString('line1', { description: 'Street and number.' }),
    line2: t.exposeString('line2', { nullable: true, description: 'What the street leaves open.' }),
    city: t.exposeString('city', { description: 'The town.' }),
    region: t.exposeString('region', { nullable: true, description: 'State, county or province.' }),
    postalCode: t.exposeString('postalCode', { description: 'As it is written there.' }),
    countryCode: t.exposeString('countryCode', { description: 'ISO 3166-1 alpha-2.' }),
    phone: t.exposeString('phone', { nullable: true, description: 'For the carrier.' }),
  }),
})
