// How an order is to be wrapped: a row an order that is, made anew whenever that changes.
import {
  type Connection,
  inList,
  keysOf,
  listOf,
  on,
  type Params,
  statement,
  view,
} from 'quartermaster/module'
import { orderUnwrapped, orderWrapped } from './commands.ts'
import { giftWraps, giftWrapView } from './tables.ts'

export type GiftWrapRow = typeof giftWrapView.$inferSelect

export const giftWrapViews = view({
  table: giftWrapView,
  key: 'orderId',
  wokenBy: [
    on(orderWrapped, ({ orderId }) => [orderId]),
    on(orderUnwrapped, ({ orderId }) => [orderId]),
  ],
  refresh: (tx, orderIds: readonly string[]) => wrapsBy(tx, { ids: listOf(orderIds) }),
  keys: keysOf(giftWraps, giftWraps.orderId),
})

const wrapsBy = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(giftWraps).where(inList(giftWraps.orderId, $.ids)),
)

/** One an order, or null where it is not wrapped. */
export async function loadGiftWraps(
  tx: Connection,
  orderIds: readonly string[],
): Promise<(GiftWrapRow | null)[]> {
  const rows = await rowsBy(tx, { ids: listOf(orderIds) })
  const byOrder = new Map(rows.map((row) => [row.orderId, row]))
  return orderIds.map((orderId) => byOrder.get(orderId) ?? null)
}

const rowsBy = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(giftWrapView).where(inList(giftWrapView.orderId, $.ids)),
)
