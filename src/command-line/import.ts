// Imports files into the shop, beside a running server or without one, and accounts for every row.
import { progressOn } from '#import/online-retail/progress.ts'
import { importOnlineRetail } from '#import/online-retail/run.ts'
import { summaryOf } from '#import/online-retail/summary.ts'
import { importTaxRates, TAX_RATE_LISTS, type TaxRateList } from '#import/tax-rates/run.ts'
import { settings, withShop } from './shop.ts'

export async function importFiles(files: string[], { report }: { report?: string }): Promise<void> {
  const started = performance.now()
  const totals = await withShop(settings(), (shop) =>
    importOnlineRetail(shop, files, {
      report: report ?? null,
      progress: progressOn(process.stderr),
    }),
  )
  process.stdout.write(summaryOf(totals, (performance.now() - started) / 1_000))
}

export async function importRates(list: TaxRateList): Promise<void> {
  const { rates, countries } = await withShop(settings(), ({ dispatch }) =>
    importTaxRates(dispatch, list),
  )
  const { asOf, source } = TAX_RATE_LISTS[list]
  process.stdout.write(
    `${rates} rates of ${countries} countries are set, as of ${asOf}.\nSource: ${source}.\nLook them over: rates change.\n`,
  )
}
