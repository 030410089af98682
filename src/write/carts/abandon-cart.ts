// Gives a cart up: by whoever holds it, or by itself when it was left alone.
import { instant, maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { unreserveCart } from '#write/stock/reserve.ts'
import { requireOpenCart, writeCart } from './cart.ts'
import { cartAbandoned } from './events.ts'
import { CartNotFound, CartNotOpen, CartStillInUse } from './rejections.ts'

export const abandonCart = command({
  name: 'AbandonCart',
  summary: 'Gives a cart up: it can no longer be changed or placed.',
  permission: 'carts.write',
  input: {
    cartId: id('cart').describe('The cart.'),
    unlessTouchedSince: maybe(instant()).describe(
      'Leaves the cart alone where it was changed after this moment.',
    ),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [CartNotFound, CartNotOpen, CartStillInUse],

  async handle(context, { cartId, unlessTouchedSince }) {
    const { tx, now, record, actor } = context
    const cart = await requireOpenCart(tx, actor, cartId)
    if (unlessTouchedSince != null && cart.touchedAt > unlessTouchedSince)
      throw new CartStillInUse({ cartId }, ['input', 'unlessTouchedSince'])
    await writeCart(tx, { ...cart, status: 'ABANDONED', touchedAt: now })
    await unreserveCart(context, cartId)
    record(cartAbandoned({ cartId }))
    return { cart: cartId }
  },
})
