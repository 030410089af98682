// Tax rates by id, by country, and all of them as a list.
import { exact } from '#kernel/filter.ts'
import { text } from '#kernel/input.ts'
import { groupsByKey, rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { taxRateView } from './table.ts'

export type TaxRateRow = typeof taxRateView.$inferSelect

export const loadTaxRateViews = rowsByKey(taxRateView, taxRateView.id)
export const loadTaxRatesOfCountries = groupsByKey(taxRateView, taxRateView.countryCode, [
  taxRateView.countryCode,
  taxRateView.taxClass,
  taxRateView.id,
])

export const taxRateListing = listing({
  table: taxRateView,
  filters: { countryCode: exact(taxRateView.countryCode, text(), 'In which country.') },
  orders: {
    COUNTRY: ordering(
      'By country, then by class.',
      taxRateView.countryCode,
      taxRateView.taxClass,
      taxRateView.id,
    ),
  },
  defaultOrder: { field: 'COUNTRY', direction: 'ASC' },
})
