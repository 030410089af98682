import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { EU_UK } from './eu-uk.ts'
import { importTaxRates } from './run.ts'

const MEMBERS =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')

const ratesOf = (app: Awaited<ReturnType<typeof testApp>>) =>
  app.rows<{ country: string; taxClass: string; rate: number }>(
    'select country_code as country, tax_class as taxClass, rate from tax_rates order by 1, 2',
  )

test('every member and the United Kingdom has a standard rate, and lower ones in their order', () => {
  expect(Object.keys(EU_UK.rates).sort()).toEqual([...MEMBERS, 'GB'].sort())
  for (const [country, percents] of Object.entries(EU_UK.rates)) {
    // The directive's least standard rate is 15 %, its least reduced rate 5 % (2006/112/EC, articles 97 and 98).
    expect(percents[0], country).toBeGreaterThanOrEqual(15)
    for (const reduced of percents.slice(1)) expect(reduced, country).toBeGreaterThanOrEqual(5)
    expect([...percents].sort((a, b) => b - a)).toEqual(percents)
    expect(percents.length).toBeLessThanOrEqual(3)
  }
})

test('the rates are set, and set again, to the thousandth of a percent; a class of the merchant’s own stays', async () => {
  const app = await testApp()
  const own = { countryCode: 'FI', taxClass: 'BOOKS', rate: 10_000, name: 'VAT' }
  await app.give('SetTaxRate', own)
  const counts = { rates: Object.values(EU_UK.rates).flat().length, countries: 28 }
  expect(await importTaxRates(app.dispatch, 'eu-uk')).toEqual(counts)
  const rates = ratesOf(app)
  expect(rates).toHaveLength(counts.rates + 1)
  expect(rates.filter(({ country }) => country === 'FI')).toEqual([
    { country: 'FI', taxClass: 'BOOKS', rate: 10_000 },
    { country: 'FI', taxClass: 'REDUCED', rate: 14_000 },
    { country: 'FI', taxClass: 'REDUCED_LOW', rate: 10_000 },
    { country: 'FI', taxClass: 'STANDARD', rate: 25_500 },
  ])
  expect(rates.filter(({ country }) => country === 'FR')).toContainEqual({
    ...{ country: 'FR', taxClass: 'REDUCED_LOW', rate: 5_500 },
  })
  expect(await importTaxRates(app.dispatch, 'eu-uk')).toEqual(counts)
  expect(ratesOf(app)).toEqual(rates)
})
