// Locations: the type, its queries and its mutations.
import { type LocationRow, loadLocationViews, locationListing } from '#read/location/load.ts'
import { createLocation } from '#write/stock/create-location.ts'
import { updateLocation } from '#write/stock/update-location.ts'
import { builder, needs } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'

export const Location = noun<LocationRow>({
  name: 'Location',
  kind: 'location',
  description: 'A place that holds stock.',
  source: {
    view: 'location_view',
    keyOf: ({ id }) => id,
    load: loadLocationViews,
    permission: 'stock.read',
    visible: (_, viewer) => viewer.holds('stock.read'),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    code: t.exposeString('code', { description: 'What staff call it, unique.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    countryCode: t.exposeString('countryCode', { description: 'ISO 3166-1 alpha-2.' }),
    priority: t.exposeInt('priority', {
      description: 'Lower is asked first when stock is allocated.',
    }),
  }),
})

builder.queryField('location', (t) =>
  t.field({
    ...needs('stock.read'),
    description: 'A location by its id.',
    type: Location.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(Location.source, id),
  }),
)

listField('locations', {
  name: 'Location',
  description: 'All places that hold stock.',
  permission: 'stock.read',
  connection: connectionOf(Location),
  listing: locationListing,
  keyOf: ({ id }) => id,
  primes: Location,
})

mutation(createLocation, { location: Location })
mutation(updateLocation, { location: Location })
