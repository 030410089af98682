// Fills a shop with the month that ships with Quartermaster, so that there is something to see.
import { projectFile } from '#project-file'
import type { Totals } from './accounts.ts'
import { type ImportOptions, importOnlineRetail } from './run.ts'

export const DEMO_FILE = projectFile('examples/data/online-retail-2010-12.csv.gz')

/** Run again it takes nothing twice, and goes on where it was interrupted. */
export const importDemo = (
  shop: Parameters<typeof importOnlineRetail>[0],
  options: ImportOptions = {},
): Promise<Totals> => importOnlineRetail(shop, [DEMO_FILE], options)
