// The rates of a country, for whatever is priced.
import { asc, eq } from 'drizzle-orm'
import type { TaxRates } from '#domain/tax.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { taxRates } from './tables.ts'

export async function taxRatesOf(tx: Connection, countryCode: string): Promise<TaxRates> {
  const rows = await ratesBy(tx, { countryCode })
  return new Map(rows.map(({ taxClass, rate }) => [taxClass, rate]))
}

const ratesBy = statement((db, $: Params<{ countryCode: string }>) =>
  db
    .select({ taxClass: taxRates.taxClass, rate: taxRates.rate })
    .from(taxRates)
    .where(eq(taxRates.countryCode, $.countryCode))
    .orderBy(asc(taxRates.taxClass)),
)
