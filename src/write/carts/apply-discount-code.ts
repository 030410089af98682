// Puts a discount's code on a cart. Whether it counts now is for the cart to say, and may change.
import { codeKeyOf } from '#domain/discounts.ts'
import { command, id } from '#write/command.ts'
import { discountCode } from '#write/discounts/discount-input.ts'
import { requireDiscountOfCode } from '#write/discounts/offers.ts'
import { DiscountCodeUnknown, TooManyDiscountCodes } from '#write/discounts/rejections.ts'
import { DISCOUNT_CODES_PER_CART_MAX, requireOpenCart, writeCart } from './cart.ts'
import { cartChanged } from './events.ts'
import { CartNotFound, CartNotOpen } from './rejections.ts'

export const applyDiscountCode = command({
  name: 'ApplyDiscountCode',
  summary:
    "Puts a discount's code on a cart; a code that is on it already stays as it is. A code that does not count now stays beside its problem, and the cart can not be placed until it counts or is removed.",
  permission: 'carts.write',
  input: {
    cartId: id('cart').describe('The cart.'),
    code: discountCode().describe('The code as it was entered; case makes no difference.'),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [CartNotFound, CartNotOpen, DiscountCodeUnknown, TooManyDiscountCodes],

  async handle({ tx, now, record, actor }, { cartId, code }) {
    const cart = await requireOpenCart(tx, actor, cartId)
    const discount = await requireDiscountOfCode(tx, code)
    const codes = cart.discountCodes
    if (codes.some((known) => codeKeyOf(known) === discount.codeKey)) return { cart: cartId }
    if (codes.length >= DISCOUNT_CODES_PER_CART_MAX)
      throw new TooManyDiscountCodes({ codesMax: DISCOUNT_CODES_PER_CART_MAX }, ['input', 'code'])
    const discountCodes = [...codes, discount.code ?? code]
    await writeCart(tx, { ...cart, discountCodes, touchedAt: now })
    record(cartChanged({ cartId }))
    return { cart: cartId }
  },
})
