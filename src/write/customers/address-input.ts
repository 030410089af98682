// A postal address as people give it, and as it is kept. All of it but the country is personal.
import { type Address, isCountry } from '#domain/address.ts'
import { maybe, object, personal, text, textWhere, type z } from '#kernel/input.ts'

const COUNTRY_RULE = 'must be an ISO 3166-1 alpha-2 country code'

/** An ISO 3166-1 alpha-2 code, in upper case. */
export const country = () => textWhere(isCountry, COUNTRY_RULE, { max: 2 })

/** The fields of an address, for the commands that take them one by one as well. */
export const addressFields = {
  name: personal(text().describe('Who receives it there: a person or a company.')),
  line1: personal(text().describe('Street and number.')),
  line2: maybe(personal(text())).describe('Flat, floor or building.'),
  city: personal(text({ max: 100 }).describe('City, town or village.')),
  region: maybe(personal(text({ max: 100 }))).describe('State, county or province.'),
  postalCode: personal(text({ max: 20 }).describe('Postal code, as its country writes it.')),
  countryCode: country().describe('ISO 3166-1 alpha-2, in upper case: `GB`.'),
  phone: maybe(personal(text({ max: 40 }))).describe('For whoever delivers there.'),
}

export const addressInput = object('AddressInput', 'A postal address.', addressFields)

/** The address as it is kept: what was left out is null. */
export const addressOf = (input: z.infer<typeof addressInput>): Address => ({
  name: input.name,
  line1: input.line1,
  line2: input.line2 ?? null,
  city: input.city,
  region: input.region ?? null,
  postalCode: input.postalCode,
  countryCode: input.countryCode,
  phone: input.phone ?? null,
})
