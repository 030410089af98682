// What of the files stands in the shop already, as its views say: the memory of an import, which needs
// no file of its own. Every question sees what was committed last.
import type { Connection } from '#kernel/database/connection.ts'
import type { Readers } from '#kernel/database/readers.ts'
import { loadLocationIdByCode } from '#read/location/load-by-code.ts'
import { loadVariantsReceivedUnder } from '#read/stock-movement/load-received.ts'
import type { PastOrder } from './cancellations.ts'

export type Lookups = {
  location: (code: string) => Promise<string | null>
  /** By stock code. */
  variants: (skus: readonly string[]) => Promise<Map<string, { id: string; isService: boolean }>>
  /** Ids by the customers' ids in the files. */
  customers: (externalIds: readonly string[]) => Promise<Map<string, string>>
  receivedUnder: (reference: string, variantIds: readonly string[]) => Promise<Set<string>>
  orderByExternalId: (externalId: string) => Promise<StandingOrder | null>
  /** Newest first. */
  ordersOfCustomer: (customerId: string) => Promise<PastOrder[]>
}
export type StandingOrder = { lines: { sku: string; quantity: number; unitPrice: number }[] }
