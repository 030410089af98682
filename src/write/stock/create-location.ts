// Adds a place that holds stock.
import { isCountry } from '#domain/address.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { integer, maybe, text, textWhere } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { locationCreated } from './events.ts'
import { LocationCodeTaken } from './rejections.ts'
import { locations } from './tables.ts'

export const PRIORITY_DEFAULT = 100

export const createLocation = command({
  name: 'CreateLocation',
  summary: 'Adds a place that holds stock.',
  permission: 'stock.write',
  input: {
    code: text({ max: 40 }).describe('What staff call the place, unique: `MAIN`.'),
    name: text().describe("The place's name."),
    countryCode: textWhere(isCountry, 'must be an ISO 3166-1 alpha-2 country code').describe(
      'Where it stands, as ISO 3166-1 alpha-2.',
    ),
    priority: maybe(integer({ max: 1_000 })).describe(
      `Lower is asked first when stock is allocated. ${PRIORITY_DEFAULT} unless given; ties go by code.`,
    ),
  },
  rejections: [LocationCodeTaken],

  async handle({ tx, now, newId, record }, { code, name, countryCode, priority }) {
    const id = newId('location')
    const row = {
      id,
      code,
      name,
      countryCode,
      priority: priority ?? PRIORITY_DEFAULT,
      createdAt: now,
    }
    const [added] = await insertLocation(tx, row)
    if (!added) throw new LocationCodeTaken({ locationCode: code }, ['input', 'code'])
    record(locationCreated({ locationId: id }))
    return { location: id }
  },
})

const insertLocation = statement((db, $: Params<typeof locations.$inferSelect>) =>
  db
    .insert(locations)
    .values({
      id: $.id,
      code: $.code,
      name: $.name,
      countryCode: $.countryCode,
      priority: $.priority,
      createdAt: $.createdAt,
    })
    .onConflictDoNothing({ target: locations.code })
    .returning({ id: locations.id }),
)
