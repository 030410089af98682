// What is held back, by the cart that holds it and by variant.
import { groupsByKey } from '#kernel/load.ts'
import { cartReservationView } from './table.ts'

export type CartReservationRow = typeof cartReservationView.$inferSelect

export const loadReservationsOfCarts = groupsByKey(
  cartReservationView,
  cartReservationView.cartId,
  [cartReservationView.cartLineId, cartReservationView.locationId],
)

export const loadReservationsOfVariants = groupsByKey(
  cartReservationView,
  cartReservationView.variantId,
  [cartReservationView.cartLineId, cartReservationView.locationId],
)
