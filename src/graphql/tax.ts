// Tax rates: the type, the list, what orders say of their tax, and what is done to rates.
import type { TaxSum } from '#domain/order-price.ts'
import { percentOf, type TaxRates } from '#domain/tax.ts'
import {
  loadTaxRatesOfCountries,
  loadTaxRateViews,
  type TaxRateRow,
  taxRateListing,
} from '#read/tax-rate/load.ts'
import { removeTaxRate } from '#write/tax/remove-tax-rate.ts'
import { setTaxRate } from '#write/tax/set-tax-rate.ts'
import { builder, MoneyType } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import type { Context } from './context.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'

const ratesOfCountry = { load: loadTaxRatesOfCountries }

/** The rates of a country by class. */
export async function taxRatesIn(countryCode: string, context: Context): Promise<TaxRates> {
  const rows = await context.batched(ratesOfCountry, countryCode)
  return new Map(rows.map(({ taxClass, rate }) => [taxClass, rate]))
}

const RATE = 'In thousandths of a percent: 20000 is 20 %.'
const PERCENT = 'The same as people read it: `20`, `5.5`.'

export const TaxRate = noun<TaxRateRow>({
  name: 'TaxRate',
  kind: 'taxRate',
  description: 'How much tax is on a class of goods in a country.',
  source: {
    view: 'tax_rate_view',
    keyOf: ({ id }) => id,
    load: loadTaxRateViews,
    permission: 'catalog.read',
    visible: (_, viewer) => viewer.holds('catalog.read'),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it was set.' }),
    countryCode: t.exposeString('countryCode', { description: 'ISO 3166-1 alpha-2.' }),
    taxClass: t.exposeString('taxClass', { description: 'The class of goods.' }),
    rate: t.exposeInt('rate', { description: RATE }),
    percent: t.string({ description: PERCENT, resolve: ({ rate }) => percentOf(rate) }),
    name: t.exposeString('name', { description: 'What the tax is called there.' }),
  }),
})

export const TaxSumType = builder.objectRef<TaxSum & { currency: string }>('TaxSum').implement({
  description: 'What of an order is taxed at one rate, as placed.',
  fields: (t) => {
    const amount = (name: 'net' | 'tax' | 'gross', description: string) =>
      t.field({
        type: MoneyType,
        description,
        resolve: ({ currency, ...sum }) => ({ amount: sum[name], currency }),
      })
    return {
      taxRate: t.exposeInt('taxRate', { description: RATE }),
      percent: t.string({ description: PERCENT, resolve: ({ taxRate }) => percentOf(taxRate) }),
      net: amount('net', 'What it costs without tax.'),
      tax: amount('tax', 'The tax on it.'),
      gross: amount('gross', 'What it costs with tax.'),
    }
  },
})

listField('taxRates', {
  name: 'TaxRate',
  description: 'Tax rates, by country and class.',
  permission: 'catalog.read',
  connection: connectionOf(TaxRate),
  listing: taxRateListing,
  keyOf: ({ id }) => id,
  primes: TaxRate,
})

mutation(setTaxRate, { taxRate: TaxRate })
mutation(removeTaxRate, {})
