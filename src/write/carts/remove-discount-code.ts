// Takes a discount's code off a cart.
import { codeKeyOf } from '#domain/discounts.ts'
import { command, id } from '#write/command.ts'
import { discountCode } from '#write/discounts/discount-input.ts'
import { DiscountCodeNotOnCart } from '#write/discounts/rejections.ts'
import { requireOpenCart, writeCart } from './cart.ts'
import { cartChanged } from './events.ts'
import { CartNotFound, CartNotOpen } from './rejections.ts'

export const removeDiscountCode = command({
  name: 'RemoveDiscountCode',
  summary: "Takes a discount's code off a cart.",
  permission: 'carts.write',
  input: {
    cartId: id('cart').describe('The cart.'),
    code: discountCode().describe('The code; case makes no difference.'),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [CartNotFound, CartNotOpen, DiscountCodeNotOnCart],

  async handle({ tx, now, record, actor }, { cartId, code }) {
    const cart = await requireOpenCart(tx, actor, cartId)
    const left = cart.discountCodes.filter((known) => codeKeyOf(known) !== codeKeyOf(code))
    if (left.length === cart.discountCodes.length)
      throw new DiscountCodeNotOnCart({ cartId, discountCode: code }, ['input', 'code'])
    await writeCart(tx, { ...cart, discountCodes: left, touchedAt: now })
    record(cartChanged({ cartId }))
    return { cart: cartId }
  },
})
