// Begins a cart, empty or with its first lines. Whoever knows its id may change and place it.
import { integer, list, maybe, object } from '#kernel/input.ts'
import { VariantNotFound, VariantNotSellable } from '#write/catalog/rejections.ts'
import { command, currency, id } from '#write/command.ts'
import { reserveForCart } from '#write/stock/reserve.ts'
import { requireBuyable } from './buyable.ts'
import { CART_LINES_MAX, CART_QUANTITY_MAX, insertCart, insertCartLines } from './cart.ts'
import { cartStarted } from './events.ts'
import { PriceMissing, QuantityTooLarge } from './rejections.ts'

export const startCart = command({
  name: 'StartCart',
  summary:
    "Begins a cart. Its id is the right to it: keep it as you would a password. A customer's cart is theirs alone.",
  permission: 'carts.write',
  input: {
    currency: currency().describe('What it is priced in, as an ISO 4217 code.'),
    lines: maybe(
      list(
        object('StartCartLine', 'Units of one variant.', {
          variantId: id('variant').describe('The variant.'),
          quantity: integer({ min: 1, max: CART_QUANTITY_MAX }).describe(
            `Units: 1 to ${CART_QUANTITY_MAX}.`,
          ),
        }),
        { min: 0, max: CART_LINES_MAX },
      ),
    ).describe(`What is in it: up to ${CART_LINES_MAX} lines. A variant named twice adds up.`),
  },
  rejections: [VariantNotFound, VariantNotSellable, PriceMissing, QuantityTooLarge],

  async handle(context, { currency, lines }) {
    const { tx, now, newId, record, actor } = context
    const units = new Map<string, { quantity: number; path: string[] }>()
    for (const [index, { variantId, quantity }] of (lines ?? []).entries()) {
      const path = ['input', 'lines', String(index)]
      const sum = (units.get(variantId)?.quantity ?? 0) + quantity
      if (sum > CART_QUANTITY_MAX)
        throw new QuantityTooLarge({ variantId, quantityMax: CART_QUANTITY_MAX }, [
          ...path,
          'quantity',
        ])
      units.set(variantId, { quantity: sum, path: [...path, 'variantId'] })
    }
    if (units.size > 0)
      await requireBuyable(
        context,
        currency,
        [...units].map(([variantId, { path }]) => ({ variantId, path })),
      )

    const cartId = newId('cart')
    await insertCart(tx, [
      {
        id: cartId,
        status: 'OPEN',
        currency,
        discountCodes: [],
        customerId: actor.kind === 'CUSTOMER' ? actor.id : null,
        createdAt: now,
        touchedAt: now,
      },
    ])
    const cartLines = [...units].map(([variantId, { quantity }], position) => ({
      id: newId('cartLine'),
      cartId,
      variantId,
      quantity,
      position,
    }))
    await insertCartLines(tx, cartLines)
    await reserveForCart(context, cartId, cartLines)
    record(cartStarted({ cartId }))
    return { cart: cartId }
  },
})
