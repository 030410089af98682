// What a location has still to make ready or ship: the list that a warehouse works from.
import { QUEUE_STATUSES } from '#domain/fulfilment-queue.ts'
import {
  type FulfilmentQueueRow,
  fulfilmentQueueListing,
  loadFulfilmentQueue,
  type QueueLine,
} from '#read/fulfilment-queue/load.ts'
import { builder } from './builder.ts'
import { connectionOf, type Listable, listField } from './connection.ts'
import { Fulfilment } from './fulfilments.ts'
import { Location } from './locations.ts'
import { Order } from './orders.ts'
import { enumNamed } from './vocabulary.ts'

const FulfilmentQueueLine = builder.objectRef<QueueLine>('FulfilmentQueueLine').implement({
  description: 'Units of one order line that a location has still to send.',
  fields: (t) => ({
    orderLineId: t.exposeID('orderLineId', { description: 'The order line.' }),
    sku: t.exposeString('sku', { description: 'Its SKU.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    open: t.exposeInt('open', { description: 'Units to be made ready: `createFulfilment`.' }),
    ready: t.exposeInt('ready', { description: 'Units to ship: `shipFulfilment`.' }),
  }),
})

const EntryType = builder.objectRef<FulfilmentQueueRow>('FulfilmentQueueEntry')
EntryType.implement({
  description: 'What one location has still to send for one order.',
  fields: (t) => ({
    order: t.field({
      type: Order.ref,
      nullable: true,
      description: 'The order.',
      resolve: ({ orderId }, _, context) => context.row(Order.source, orderId),
    }),
    orderNumber: t.exposeInt('orderNumber', { description: "The order's number." }),
    placedAt: t.expose('placedAt', {
      type: 'DateTime',
      description: 'When the order was placed.',
    }),
    location: t.field({
      type: Location.ref,
      nullable: true,
      description:
        'Which location. Null to who may not see stock, and where no location holds the units because they are not tracked: any may send them.',
      resolve: ({ locationId }, _, context) =>
        locationId === null ? null : context.row(Location.source, locationId),
    }),
    status: t.expose('status', {
      type: enumNamed('FulfilmentQueueStatus', QUEUE_STATUSES),
      description: 'How far the location is with it.',
    }),
    onHold: t.exposeBoolean('onHold', {
      description: 'True where nothing of the order may be made ready or ship for now.',
    }),
    unitsOpen: t.exposeInt('unitsOpen', { description: 'Units to be made ready.' }),
    unitsReady: t.exposeInt('unitsReady', {
      description: 'Units that are ready and have not shipped.',
    }),
    lines: t.expose('lines', {
      type: [FulfilmentQueueLine],
      description: "What of, in the order of the order's lines.",
    }),
    fulfilments: t.field({
      type: [Fulfilment.ref],
      description: 'What is ready and has not shipped, oldest first.',
      resolve: async ({ fulfilmentIds }, _, context) => {
        const rows = await Promise.all(
          fulfilmentIds.map((id) => context.row(Fulfilment.source, id)),
        )
        return rows.filter((row) => row !== null)
      },
    }),
  }),
})

const Entry: Listable = {
  name: 'FulfilmentQueueEntry',
  ref: EntryType,
  source: {
    view: 'fulfilment_queue_view',
    keyOf: ({ id }: FulfilmentQueueRow) => id,
    load: loadFulfilmentQueue,
    permission: 'orders.read',
    visible: (_, viewer) => viewer.holds('orders.read'),
  },
}

listField('fulfilmentQueue', {
  name: 'FulfilmentQueue',
  description:
    'What is to be made ready or shipped now: an entry an order and location, oldest orders first.',
  permission: 'orders.read',
  connection: connectionOf(Entry),
  listing: fulfilmentQueueListing,
  keyOf: ({ id }) => id,
  primes: Entry,
})
