// Says anew by which the parcels of a fulfilment can be followed, before or after it shipped.
import { command, id } from '#write/command.ts'
import { fulfilmentTrackingUpdated } from './events.ts'
import { requireFulfilmentAt, writeFulfilment } from './fulfilment.ts'
import { FulfilmentNotFound, FulfilmentNotOpen } from './rejections.ts'
import { ONE_A_PARCEL, trackingsInput, trackingsOf } from './tracking.ts'

export const updateFulfilmentTracking = command({
  name: 'UpdateFulfilmentTracking',
  summary:
    'Sets by which the parcels of a fulfilment can be followed, before or after it ships. The list replaces the one that stands.',
  permission: 'fulfilment.write',
  input: {
    fulfilmentId: id('fulfilment').describe('The fulfilment.'),
    trackings: trackingsInput().describe(`${ONE_A_PARCEL} Empty where none can be followed.`),
  },
  rejections: [FulfilmentNotFound, FulfilmentNotOpen],

  async handle({ tx, record }, { fulfilmentId, trackings }) {
    const fulfilment = await requireFulfilmentAt(tx, fulfilmentId, [
      'PENDING',
      'SHIPPED',
      'DELIVERED',
    ])
    const { orderId } = fulfilment
    await writeFulfilment(tx, { ...fulfilment, trackings: trackingsOf(trackings) })
    record(fulfilmentTrackingUpdated({ orderId, fulfilmentId }))
    return { order: orderId, fulfilment: fulfilmentId }
  },
})
