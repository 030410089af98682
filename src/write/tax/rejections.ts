// What setting tax refuses.
import { text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'

export const TaxRateNotFound = rejection({
  name: 'TaxRateNotFound',
  summary: 'The class of goods has no rate of its own in the country.',
  facts: {
    countryCode: text().describe('The country.'),
    taxClass: text().describe('The class.'),
  },
  message: ({ countryCode, taxClass }) => `${taxClass} has no rate of its own in ${countryCode}.`,
})

export const ZeroClassIsNeverTaxed = rejection({
  name: 'ZeroClassIsNeverTaxed',
  summary: 'Goods of the class ZERO are never taxed, so it takes no other rate than 0.',
  facts: { countryCode: text().describe('The country.') },
  message: ({ countryCode }) => `ZERO is not taxed in ${countryCode}, nor anywhere else.`,
})
