// A cart that is left alone is abandoned when its lifetime has passed since it was last changed; what it
// holds back is given back before that, when it was held too long.
import type { Shop } from '#domain/shop.ts'
import { type Reaction, reactingTo, reaction } from '#kernel/reaction.ts'
import { cartReservationsChanged } from '#write/stock/events.ts'
import { cartChanged, cartStarted } from './events.ts'

export function abandonIdleCarts({ cartLifetimeMs }: Shop): Reaction {
  const later = ({ cartId }: { cartId: string }, { at }: { at: number }) => ({
    command: 'AbandonCart',
    input: { cartId, unlessTouchedSince: new Date(at).toISOString() },
    at: at + cartLifetimeMs,
    key: cartId,
  })
  return reaction({
    name: 'abandon-idle-carts',
    summary: 'Abandons a cart that was left alone for its lifetime.',
    reactsTo: [reactingTo(cartStarted, later), reactingTo(cartChanged, later)],
  })
}

export const lapseCartReservations = reaction({
  name: 'lapse-cart-reservations',
  summary: 'Gives back the units that a cart has held too long.',
  reactsTo: [
    reactingTo(cartReservationsChanged, ({ cartId, expiresAt }) =>
      expiresAt === null
        ? null
        : { command: 'LapseReservations', input: { cartId }, at: expiresAt, key: cartId },
    ),
  ],
})
