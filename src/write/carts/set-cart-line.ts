// Sets how many units of a variant are in a cart. It sets and never adds, so a retry is harmless.
import { integer } from '#kernel/input.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { reserveForCart } from '#write/stock/reserve.ts'
import { requireBuyable } from './buyable.ts'
import {
  CART_LINES_MAX,
  CART_QUANTITY_MAX,
  cartLinesOf,
  insertCartLines,
  removeCartLine,
  requireOpenCart,
  setQuantity,
  writeCart,
} from './cart.ts'
import { cartChanged } from './events.ts'
import { CartFull, CartNotFound, CartNotOpen, PriceMissing } from './rejections.ts'

export const setCartLine = command({
  name: 'SetCartLine',
  summary: 'Sets how many units of a variant are in a cart; 0 takes the line out.',
  permission: 'carts.write',
  input: {
    cartId: id('cart').describe('The cart.'),
    variantId: id('variant').describe('The variant.'),
    quantity: integer({ min: 0, max: CART_QUANTITY_MAX }).describe(
      `Units from now on: 0 to ${CART_QUANTITY_MAX}.`,
    ),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [
    CartNotFound,
    CartNotOpen,
    CartFull,
    VariantNotFound,
    VariantNotSellable,
    PriceMissing,
  ],

  async handle(context, { cartId, variantId, quantity }) {
    const { tx, now, newId, record, actor } = context
    const cart = await requireOpenCart(tx, actor, cartId)
    const lines = await cartLinesOf(tx, cartId)
    const line = lines.find((line) => line.variantId === variantId)
    if (quantity > 0) {
      const path = ['input', 'variantId']
      await requireBuyable(context, cart.currency, [{ variantId, path }])
      if (!line && lines.length >= CART_LINES_MAX)
        throw new CartFull({ linesMax: CART_LINES_MAX }, path)
    }

    const others = lines.filter((other) => other !== line)
    if (quantity === 0) {
      if (line) await removeCartLine(tx, { id: line.id })
      await reserveForCart(context, cartId, others)
    } else {
      const position = line?.position ?? (lines.at(-1)?.position ?? -1) + 1
      const id = line?.id ?? newId('cartLine')
      const set = { id, cartId, variantId, quantity, position }
      if (line) await setQuantity(tx, { id, quantity })
      else await insertCartLines(tx, [set])
      await reserveForCart(context, cartId, [...others, set])
    }
    await writeCart(tx, { ...cart, touchedAt: now })
    record(cartChanged({ cartId }))
    return { cart: cartId }
  },
})
