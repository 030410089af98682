// Takes a class's own rate in a country away.
import { and, eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { command } from '#write/command.ts'
import { country } from '#write/customers/address-input.ts'
import { taxRateRemoved } from './events.ts'
import { TaxRateNotFound } from './rejections.ts'
import { taxRates } from './tables.ts'
import { taxClass } from './tax-class.ts'

export const removeTaxRate = command({
  name: 'RemoveTaxRate',
  summary:
    'Takes the own rate of a class in a country away: it is taxed as STANDARD is there, and without STANDARD nothing is. Orders keep what they were placed with.',
  permission: 'settings.write',
  input: {
    countryCode: country().describe('The country, as ISO 3166-1 alpha-2.'),
    taxClass: taxClass().describe('The class.'),
  },
  rejections: [TaxRateNotFound],

  async handle({ tx, record }, { countryCode, taxClass }) {
    const [gone] = await removeRate(tx, { countryCode, taxClass })
    if (!gone) throw new TaxRateNotFound({ countryCode, taxClass }, ['input', 'taxClass'])
    record(taxRateRemoved({ taxRateId: gone.id }))
    return {}
  },
})

const removeRate = statement((db, $: Params<{ countryCode: string; taxClass: string }>) =>
  db
    .delete(taxRates)
    .where(and(eq(taxRates.countryCode, $.countryCode), eq(taxRates.taxClass, $.taxClass)))
    .returning({ id: taxRates.id }),
)
