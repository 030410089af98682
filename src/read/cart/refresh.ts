// One row a cart, with its lines in their order. Recomputed from the tables, so refreshing twice is
// harmless.
import { asc, getTableColumns } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  cartAbandoned,
  cartChanged,
  cartCompleted,
  cartMerged,
  cartPersonErased,
  cartStarted,
} from '#write/carts/events.ts'
import { cartLines, carts } from '#write/carts/tables.ts'
import { cartReservationsChanged } from '#write/stock/events.ts'
import { type CartViewLine, cartView } from './table.ts'

const thatCart = ({ cartId }: { cartId: string }) => [cartId]

export const cartViews = view({
  table: cartView,
  key: 'id',
  wokenBy: [
    on(cartStarted, thatCart),
    on(cartChanged, thatCart),
    on(cartAbandoned, thatCart),
    on(cartMerged, thatCart),
    on(cartCompleted, thatCart),
    on(cartPersonErased, thatCart),
    on(cartReservationsChanged, thatCart), // It raises the cart's version.
  ],
  refresh: refreshCarts,
  keys: keysOf(carts, carts.id),
})

async function refreshCarts(
  tx: Connection,
  cartIds: readonly string[],
): Promise<(typeof cartView.$inferSelect)[]> {
  const ids = listOf(cartIds)
  const lines = new Map<string, CartViewLine[]>()
  for (const { cartId, line } of await linesBy(tx, { ids })) {
    const known = lines.get(cartId)
    if (known) known.push(line)
    else lines.set(cartId, [line])
  }
  return (await cartsBy(tx, { ids })).map((cart) => ({ lines: lines.get(cart.id) ?? [], ...cart }))
}

const cartsBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(carts), version: versionColumn(carts.id) })
    .from(carts)
    .where(inList(carts.id, $.ids)),
)

const { cartId: _cart, ...lineColumns } = getTableColumns(cartLines)

const linesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ cartId: cartLines.cartId, line: lineColumns })
    .from(cartLines)
    .where(inList(cartLines.cartId, $.ids))
    .orderBy(asc(cartLines.cartId), asc(cartLines.position), asc(cartLines.id)),
)
