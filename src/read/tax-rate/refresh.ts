// One row a tax rate. Recomputed from the tables, so refreshing twice is harmless.
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import { taxRateRemoved, taxRateSet } from '#write/tax/events.ts'
import { taxRates } from '#write/tax/tables.ts'
import { taxRateView } from './table.ts'

const thatRate = ({ taxRateId }: { taxRateId: string }) => [taxRateId]

export const taxRateViews = view({
  table: taxRateView,
  key: 'id',
  wokenBy: [on(taxRateSet, thatRate), on(taxRateRemoved, thatRate)],
  refresh: (tx, ids: readonly string[]) => ratesBy(tx, { ids: listOf(ids) }),
  keys: keysOf(taxRates, taxRates.id),
})

const ratesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      id: taxRates.id,
      version: versionColumn(taxRates.id),
      countryCode: taxRates.countryCode,
      taxClass: taxRates.taxClass,
      rate: taxRates.rate,
      name: taxRates.name,
    })
    .from(taxRates)
    .where(inList(taxRates.id, $.ids)),
)
