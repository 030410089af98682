// Fills a shop with the month that ships with Quartermaster, so that there is something to see.
import { fileURLToPath } from 'node:url'
import type { Totals } from './accounts.ts'
import { type ImportOptions, importOnlineRetail } from './run.ts'

export const DEMO_FILE = fileURLToPath(
  new URL('../../../examples/data/online-retail-2010-12.csv.gz', import.meta.url),
)

/** Run again it takes nothing twice, and goes on where it was interrupted. */
export const importDemo = (
  shop: Parameters<typeof importOnlineRetail>[0],
  options: ImportOptions = {},
): Promise<Totals> => importOnlineRetail(shop, [DEMO_FILE], options)
