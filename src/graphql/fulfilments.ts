// Fulfilments: what one location sends for one order.
import { FULFILMENT_STATES } from '#domain/fulfilment-state.ts'
import {
  type FulfilmentRow,
  type FulfilmentViewTracking,
  loadFulfilmentViews,
} from '#read/fulfilment/load.ts'
import { builder, needs, PUBLIC } from './builder.ts'
import { Location } from './locations.ts'
import { noun } from './noun.ts'
import { OrderUnits } from './order-parts.ts'
import { enumNamed } from './vocabulary.ts'

const Tracking = builder.objectRef<FulfilmentViewTracking>('Tracking').implement({
  description: 'By which a parcel can be followed.',
  fields: (t) => ({
    carrier: t.exposeString('carrier', { description: 'Who carries it.' }),
    number: t.exposeString('number', { description: "The carrier's number for it." }),
    url: t.exposeString('url', { nullable: true, description: 'Where it can be followed.' }),
  }),
})

export const Fulfilment = noun<FulfilmentRow>({
  name: 'Fulfilment',
  kind: 'fulfilment',
  description: 'What one location sends for an order.',
  source: {
    view: 'fulfilment_view',
    keyOf: ({ id }) => id,
    load: loadFulfilmentViews,
    permission: 'whoever may see the order',
    visible: ({ orderId, customerId }, viewer) =>
      viewer.holds('orders.read') || viewer.isCustomer(customerId) || viewer.wasGranted(orderId),
  },
  fields: (t) => ({
    status: t.expose('status', {
      type: enumNamed('FulfilmentState', FULFILMENT_STATES),
      description: 'How far it is.',
    }),
    location: t.field({
      ...needs('stock.read'),
      type: Location.ref,
      nullable: true,
      description: 'Which location sends it. Null to who may not see stock.',
      resolve: ({ locationId }, _, context) => context.row(Location.source, locationId),
    }),
    lines: t.expose('lines', { type: [OrderUnits], description: 'What is in it.' }),
    trackings: t.expose('trackings', { type: [Tracking], description: 'One entry a parcel.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    shippedAt: t.expose('shippedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it left.',
    }),
    deliveredAt: t.expose('deliveredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it arrived.',
    }),
    cancelledAt: t.expose('cancelledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was cancelled.',
    }),
    cancelReason: t.field({
      ...needs('orders.read'),
      type: 'String',
      nullable: true,
      description: 'Why it was cancelled. Null to who may not read all orders.',
      resolve: ({ cancelReason }) => cancelReason,
    }),
  }),
})

builder.queryField('fulfilment', (t) =>
  t.field({
    ...needs(PUBLIC),
    description: 'A fulfilment by its id. Null where there is none, or it is not for you.',
    type: Fulfilment.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(Fulfilment.source, id),
  }),
)
