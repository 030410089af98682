// Sets how many units of a variant are in a cart. It sets and never adds, so a retry is harmless.
import { integer } from '#kernel/input.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
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

    if (line && quantity === 0) await removeCartLine(tx, { id: line.id })
    else if (line) await setQuantity(tx, { id: line.id, quantity })
    else if (quantity > 0) {
      const position = (lines.at(-1)?.position ?? -1) + 1
      await insertCartLines(tx, [{ id: newId('cartLine'), cartId, variantId, quantity, position }])
    }
    await writeCart(tx, { ...cart, touchedAt: now })
    record(cartChanged({ cartId }))
    return { cart: cartId }
  },
})
