// Sets how much tax is on a class of goods in a country, from now on.
import { sql } from 'drizzle-orm'
import { ZERO_TAX_CLASS } from '#domain/tax.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { country } from '#write/customers/address-input.ts'
import { taxRateSet } from './events.ts'
import { ZeroClassIsNeverTaxed } from './rejections.ts'
import { taxRates } from './tables.ts'
import { rate, taxClass } from './tax-class.ts'

export const setTaxRate = command({
  name: 'SetTaxRate',
  summary:
    'Sets the tax on a class of goods in a country. A class without a rate of its own is taxed as STANDARD is there; a country without STANDARD is not taxed. Carts follow at once, orders keep what they were placed with.',
  permission: 'settings.write',
  input: {
    countryCode: country().describe('Where goods are sold to, as ISO 3166-1 alpha-2.'),
    taxClass: taxClass().describe(
      'The class, as variants name it: STANDARD, REDUCED, or a code of your own.',
    ),
    rate: rate().describe(
      'In thousandths of a percent: 20000 is 20 %, 5500 is 5.5 %, 9975 is 9.975 %.',
    ),
    name: text({ max: 100 }).describe('What the tax is called there: `VAT`.'),
  },
  rejections: [ZeroClassIsNeverTaxed],

  async handle({ tx, now, newId, record }, { countryCode, taxClass, rate, name }) {
    if (taxClass === ZERO_TAX_CLASS && rate !== 0)
      throw new ZeroClassIsNeverTaxed({ countryCode }, ['input', 'rate'])
    const row = { id: newId('taxRate'), countryCode, taxClass, rate, name, createdAt: now }
    const [set] = await putRate(tx, row)
    const taxRateId = set?.id ?? row.id
    record(taxRateSet({ taxRateId }))
    return { taxRate: taxRateId }
  },
})

const putRate = statement((db, $: Params<typeof taxRates.$inferSelect>) =>
  db
    .insert(taxRates)
    .values({
      id: $.id,
      countryCode: $.countryCode,
      taxClass: $.taxClass,
      rate: $.rate,
      name: $.name,
      createdAt: $.createdAt,
    })
    .onConflictDoUpdate({
      target: [taxRates.countryCode, taxRates.taxClass],
      set: { rate: sql`excluded.rate`, name: sql`excluded.name` },
    })
    .returning({ id: taxRates.id }),
)
