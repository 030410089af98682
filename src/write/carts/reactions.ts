// A cart that is left alone is abandoned when its lifetime has passed since it was last changed.
import type { Shop } from '#domain/shop.ts'
import { type Reaction, reactingTo, reaction } from '#kernel/reaction.ts'
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
