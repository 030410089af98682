// Changes what a location is called, where it stands, or when it is asked for stock.
import { eq } from 'drizzle-orm'
import { isCountry } from '#domain/address.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { integer, maybe, text, textWhere } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { PRIORITY_DEFAULT } from './create-location.ts'
import { locationUpdated } from './events.ts'
import { LocationNotFound } from './rejections.ts'
import { requireLocation } from './require.ts'
import { locations } from './tables.ts'

export const updateLocation = command({
  name: 'UpdateLocation',
  summary: "Changes a location's name, country or priority. What is left out stays.",
  permission: 'stock.write',
  input: {
    locationId: id('location').describe('The location to change.'),
    name: maybe(text()).describe('Its new name; null leaves it.'),
    countryCode: maybe(textWhere(isCountry, 'must be an ISO 3166-1 alpha-2 country code')).describe(
      'Where it stands now, as ISO 3166-1 alpha-2; null leaves it.',
    ),
    priority: maybe(integer({ max: 1_000 })).describe(
      `Lower is asked first when stock is allocated; null is ${PRIORITY_DEFAULT} again. Orders that are placed keep their locations.`,
    ),
  },
  target: ({ locationId }) => ({ aggregate: 'location', id: locationId }),
  rejections: [LocationNotFound],

  async handle({ tx, record }, { locationId, name, countryCode, priority }) {
    const location = await requireLocation(tx, locationId)
    const changed = {
      name: name ?? location.name,
      countryCode: countryCode ?? location.countryCode,
      priority: priority === undefined ? location.priority : (priority ?? PRIORITY_DEFAULT),
    }
    await update(tx, { id: locationId, ...changed })
    record(locationUpdated({ locationId }))
    return { location: locationId }
  },
})

type Changed = { id: string; name: string; countryCode: string; priority: number }

const update = statement((db, $: Params<Changed>) =>
  db
    .update(locations)
    .set({
      name: as(locations.name, $.name),
      countryCode: as(locations.countryCode, $.countryCode),
      priority: as(locations.priority, $.priority),
    })
    .where(eq(locations.id, $.id)),
)
