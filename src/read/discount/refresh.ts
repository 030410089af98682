// One row a discount, and one for each that an order holds. Recomputed from the tables, so refreshing
// twice is harmless.
import { getTableColumns } from 'drizzle-orm'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  discountCreated,
  discountEnded,
  discountsUsed,
  discountUpdated,
  discountUsesReleased,
} from '#write/discounts/events.ts'
import { discounts, discountUsages } from '#write/discounts/tables.ts'
import { orderClaimed, orderPersonErased } from '#write/orders/events.ts'
import { discountUsageView, discountView } from './table.ts'

const thatDiscount = ({ discountId }: { discountId: string }) => [discountId]
const thoseDiscounts = ({ discountIds }: { discountIds: string[] }) => discountIds
const thatOrder = ({ orderId }: { orderId: string }) => [orderId]

export const discountViews = view({
  table: discountView,
  key: 'id',
  wokenBy: [
    on(discountCreated, thatDiscount),
    on(discountUpdated, thatDiscount),
    on(discountEnded, thatDiscount),
    on(discountsUsed, thoseDiscounts),
    on(discountUsesReleased, thoseDiscounts),
  ],
  refresh: (tx, ids: readonly string[]) => discountsBy(tx, { ids: listOf(ids) }),
  keys: keysOf(discounts, discounts.id),
})

export const discountUsageViews = view({
  table: discountUsageView,
  key: 'orderId',
  many: true,
  wokenBy: [
    on(discountsUsed, thatOrder),
    on(discountUsesReleased, thatOrder),
    on(orderClaimed, thatOrder),
    on(orderPersonErased, thatOrder),
  ],
  refresh: (tx, orderIds: readonly string[]) => usagesBy(tx, { ids: listOf(orderIds) }),
  keys: keysOf(discountUsages, discountUsages.orderId),
})

const discountsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(discounts), version: versionColumn(discounts.id) })
    .from(discounts)
    .where(inList(discounts.id, $.ids)),
)

const usagesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      id: discountUsages.id,
      orderId: discountUsages.orderId,
      discountId: discountUsages.discountId,
      customerId: discountUsages.customerId,
      emailKey: discountUsages.emailKey,
    })
    .from(discountUsages)
    .where(inList(discountUsages.orderId, $.ids)),
)
