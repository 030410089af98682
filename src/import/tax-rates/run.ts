// Sets the rates of a list through commands. Run again it sets the same again; a rate of the merchant's own
// in another class stays.
import { systemActor } from '#kernel/actor.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import { EU_UK } from './eu-uk.ts'

export const TAX_RATE_LISTS = { 'eu-uk': EU_UK } as const
export type TaxRateList = keyof typeof TAX_RATE_LISTS

const CLASSES = ['STANDARD', 'REDUCED', 'REDUCED_LOW'] as const
const THOUSANDTHS = 1_000
const IMPORTER = systemActor('tax-rates')

/** Answers how many rates were set, for how many countries. */
export async function importTaxRates(
  dispatch: Dispatch,
  list: TaxRateList,
): Promise<{ rates: number; countries: number }> {
  const countries = Object.entries(TAX_RATE_LISTS[list].rates)
  let rates = 0
  for (const [countryCode, percents] of countries)
    for (const [index, percent] of percents.entries()) {
      const rate = Math.round(percent * THOUSANDTHS)
      const input = { countryCode, taxClass: CLASSES[index], rate, name: 'VAT' }
      const { outcome } = await dispatch({ command: 'SetTaxRate', input, actor: IMPORTER })
      if (outcome.outcome !== 'ACCEPTED')
        throw new Error(`The rate of ${countryCode} was not set: ${JSON.stringify(outcome)}`)
      rates++
    }
  return { rates, countries: countries.length }
}
