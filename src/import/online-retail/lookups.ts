// What of the files stands in the shop already, as its views say: the memory of an import, which needs
// no file of its own. Every question sees what was committed last.
import type { Connection } from '#kernel/database/connection.ts'
import type { Readers } from '#kernel/database/readers.ts'
import { loadCustomerViewsByExternalId } from '#read/customer/load.ts'
import { loadLocationViewsByCode } from '#read/location/load-by-code.ts'
import { loadOrderViews } from '#read/order/load.ts'
import { loadOrderViewByExternalId, loadOrderViewsOfCustomer } from '#read/order/load-imported.ts'
import { loadVariantsReceivedUnder } from '#read/stock-movement/load-received.ts'
import { loadVariantViewsBySku } from '#read/variant/load.ts'
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
  orders: (ids: readonly string[]) => Promise<PastOrder[]>
}
export type StandingOrder = { lines: { sku: string; quantity: number; unitPrice: number }[] }

export function lookups(readers: Readers): Lookups {
  const look = async <Answer>(ask: (tx: Connection) => Promise<Answer>): Promise<Answer> => {
    const snapshot = readers.snapshot()
    try {
      return await ask(await snapshot.connection())
    } finally {
      snapshot.release()
    }
  }

  return {
    location: async (code) =>
      (await look((tx) => loadLocationViewsByCode(tx, [code])))[0]?.id ?? null,

    variants: async (skus) => {
      const rows = await look((tx) => loadVariantViewsBySku(tx, skus))
      return new Map(
        rows.flatMap((row) => (row ? [[row.sku, { id: row.id, isService: row.isService }]] : [])),
      )
    },

    customers: async (externalIds) => {
      const rows = await look((tx) => loadCustomerViewsByExternalId(tx, externalIds))
      return new Map(rows.flatMap((row) => (row?.externalId ? [[row.externalId, row.id]] : [])))
    },

    receivedUnder: (reference, variantIds) =>
      look((tx) => loadVariantsReceivedUnder(tx, reference, variantIds)),

    orderByExternalId: (externalId) => look((tx) => loadOrderViewByExternalId(tx, externalId)),

    ordersOfCustomer: async (customerId) =>
      (await look((tx) => loadOrderViewsOfCustomer(tx, { customerId }))).map(pastOrderOf),

    orders: async (ids) => {
      if (ids.length === 0) return []
      const rows = await look((tx) => loadOrderViews(tx, ids))
      return rows.flatMap((row) => (row ? [pastOrderOf(row)] : []))
    },
  }
}

type OrderRow = Pick<
  Awaited<ReturnType<typeof loadOrderViewsOfCustomer>>[number],
  | 'id'
  | 'placedAt'
  | 'status'
  | 'lines'
  | 'refundGrants'
  | 'currentTotal'
  | 'captured'
  | 'refunded'
  | 'disputed'
>

function pastOrderOf(order: OrderRow): PastOrder {
  const { id, placedAt, status, lines, refundGrants } = order
  const isOpen = status === 'CONFIRMED' || status === 'COMPLETED'
  const granted = new Map<string, number>()
  for (const { orderLineId, quantity } of refundGrants.flatMap(({ lines }) => lines))
    granted.set(orderLineId, (granted.get(orderLineId) ?? 0) + quantity)
  const kept = order.captured - order.refunded - order.disputed
  return {
    id,
    placedAt,
    lines: lines.map(({ id, sku, isService, quantity, cancelled, returnable }) => ({
      ...{ id, sku, isService },
      open: isService ? quantity - cancelled - (granted.get(id) ?? 0) : returnable,
    })),
    refundable: isOpen ? Math.min(order.currentTotal, kept) : 0,
    refundReasons: refundGrants.map(({ reason }) => reason),
  }
}
