// Imports files into the shop, beside a running server or without one, and accounts for every row.
import { existsSync } from 'node:fs'
import { isCurrency } from '#domain/money.ts'
import { progressOn } from '#import/online-retail/progress.ts'
import { importOnlineRetail } from '#import/online-retail/run.ts'
import { summaryOf } from '#import/online-retail/summary.ts'
import { importShopifyProducts, NoProductCsv } from '#import/shopify/run.ts'
import { importTaxRates, TAX_RATE_LISTS, type TaxRateList } from '#import/tax-rates/run.ts'
import { Failure } from './failures.ts'
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

export async function importShopify(
  file: string,
  { currency, json }: { currency?: string; json?: boolean },
): Promise<void> {
  const known = settings()
  if (currency !== undefined && !isCurrency(currency))
    throw new Failure(`--currency must be an ISO 4217 code such as GBP, found ${currency}.`)
  if (!existsSync(file)) throw new Failure(`There is no file ${file}.`)
  const totals = await withShop(known, ({ dispatch }) =>
    importShopifyProducts(dispatch, file, currency ?? known.config.shop.currency),
  ).catch((fault) => {
    throw fault instanceof NoProductCsv ? new Failure(`${file}: ${fault.message}`) : fault
  })
  const { products, variants, refused } = totals
  process.stdout.write(
    json
      ? `${JSON.stringify(totals)}\n`
      : `${products} products with ${variants} variants were taken, ${refused.length} refused.\n`,
  )
  for (const { handle, line, reason } of json ? [] : refused)
    process.stderr.write(`${file}:${line} ${handle}: ${reason}\n`)
  if (refused.length > 0) process.exitCode = REFUSED_SOME
}

/** What data that is wrong ends with, as `doctor` does. */
const REFUSED_SOME = 2

export async function importRates(list: TaxRateList): Promise<void> {
  const { rates, countries } = await withShop(settings(), ({ dispatch }) =>
    importTaxRates(dispatch, list),
  )
  const { asOf, source } = TAX_RATE_LISTS[list]
  process.stdout.write(
    `${rates} rates of ${countries} countries are set, as of ${asOf}.\nSource: ${source}.\nLook them over: rates change.\n`,
  )
}
