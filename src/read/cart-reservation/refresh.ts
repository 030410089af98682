// The rows of a cart: as many as its lines are held back at locations.
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { cartReservationsChanged } from '#write/stock/events.ts'
import { cartReservations } from '#write/stock/tables.ts'
import { cartReservationView } from './table.ts'

export const cartReservationViews = view({
  table: cartReservationView,
  key: 'cartId',
  many: true,
  wokenBy: [on(cartReservationsChanged, ({ cartId }) => [cartId])],
  refresh: (tx, cartIds: readonly string[]) => reservationsOf(tx, { ids: listOf(cartIds) }),
  keys: keysOf(cartReservations, cartReservations.cartId),
})

const reservationsOf = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(cartReservations).where(inList(cartReservations.cartId, $.ids)),
)
