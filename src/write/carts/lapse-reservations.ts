// Gives back what a cart has held too long. Only the system gives it; what was prolonged meanwhile stays.
import { command, id } from '#write/command.ts'
import { giveBack, reservationsOf } from '#write/stock/reservations.ts'
import { requireCart } from './cart.ts'
import { CartNotFound } from './rejections.ts'

export const lapseReservations = command({
  name: 'LapseReservations',
  summary: 'Gives back what a cart has held too long. Given by the system alone.',
  permission: 'system.react',
  input: { cartId: id('cart').describe('The cart.') },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [CartNotFound],

  async handle(context, { cartId }) {
    const { tx, now, actor } = context
    await requireCart(tx, actor, cartId)
    const held = await reservationsOf(tx, cartId)
    await giveBack(
      context,
      held.filter(({ expiresAt }) => expiresAt <= now),
    )
    return { cart: cartId }
  },
})
