// By which parcels can be followed, as commands take it.
import { list, maybe, object, text, textWhere, type z } from '#kernel/input.ts'
import type { Tracking } from './tables.ts'

const TRACKINGS_MAX = 10

const isWebAddress = (value: string): boolean =>
  URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

const trackingInput = object('TrackingInput', 'By which a parcel can be followed.', {
  carrier: text({ max: 60 }).describe('Who carries it.'),
  number: text({ max: 100 }).describe("The carrier's number for it."),
  url: maybe(textWhere(isWebAddress, 'must be an http or https address', { max: 1_000 })).describe(
    'Where it can be followed.',
  ),
})

const trackings = () => list(trackingInput, { min: 0, max: TRACKINGS_MAX })

export const ONE_A_PARCEL = `One entry a parcel, up to ${TRACKINGS_MAX}.`
export const trackingsInput = trackings

export const trackingsOf = (given: z.infer<ReturnType<typeof trackings>>): Tracking[] =>
  given.map(({ url, ...tracking }) => ({ ...tracking, url: url ?? null }))
