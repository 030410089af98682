// Brings the cart of a guest who signed in together with the cart that they have already. Done again,
// it answers the same cart.
import { maybe } from '#kernel/input.ts'
import { requireSignedIn } from '#write/access/customer-only.ts'
import { NotSignedIn } from '#write/access/rejections.ts'
import { type Context, command, id } from '#write/command.ts'
import { CurrencyMismatch } from '#write/payments/rejections.ts'
import { reserveForCart, unreserveCart } from '#write/stock/reserve.ts'
import {
  CART_LINES_MAX,
  type Cart,
  type CartLine,
  cartLinesOf,
  DISCOUNT_CODES_PER_CART_MAX,
  insertCartLines,
  latestOpenCartOf,
  requireCart,
  requireOpenCart,
  setQuantity,
  writeCart,
} from './cart.ts'
import { cartChanged, cartMerged } from './events.ts'
import { CartFull, CartNotFound, CartNotOpen } from './rejections.ts'

export const mergeCart = command({
  name: 'MergeCart',
  summary:
    'Brings the cart that somebody filled before they signed in together with their own. Of a variant that stands in both, the larger quantity stays: the same mug put in on two devices is one mug. Without an open cart of their own, this one becomes theirs.',
  permission: 'account.write',
  input: {
    cartId: id('cart').describe("The cart that was filled before: nobody's, or their own."),
    intoCartId: maybe(id('cart')).describe(
      'Their own cart that stays. The one that they changed last unless given.',
    ),
  },
  target: ({ cartId }) => ({ aggregate: 'cart', id: cartId }),
  rejections: [NotSignedIn, CartNotFound, CartNotOpen, CartFull, CurrencyMismatch],

  async handle(context, { cartId, intoCartId }) {
    const { tx, now, actor, record } = context
    const customerId = requireSignedIn(actor)
    const cart = await requireCart(tx, actor, cartId)
    if (cart.mergedIntoId) return { cart: cart.mergedIntoId }
    if (cart.status !== 'OPEN')
      throw new CartNotOpen({ cartId, status: cart.status }, ['input', 'cartId'])

    const into = intoCartId
      ? await requireOwnCart(context, customerId, intoCartId)
      : await latestOpenCartOf(tx, customerId, cartId)
    if (!into || into.id === cartId) {
      if (cart.customerId !== customerId) {
        await writeCart(tx, { ...cart, customerId, touchedAt: now })
        record(cartChanged({ cartId }))
      }
      return { cart: cartId }
    }
    await merge(context, cart, into)
    return { cart: into.id }
  },
})

async function requireOwnCart(
  { tx, actor }: Context,
  customerId: string,
  cartId: string,
): Promise<Cart> {
  const path = ['input', 'intoCartId']
  const cart = await requireOpenCart(tx, actor, cartId, path)
  if (cart.customerId !== customerId) throw new CartNotFound({ cartId }, path)
  return cart
}

async function merge(context: Context, cart: Cart, into: Cart): Promise<void> {
  const { tx, now, newId, record } = context
  if (cart.currency !== into.currency)
    throw new CurrencyMismatch({ required: into.currency, found: cart.currency }, [
      'input',
      'cartId',
    ])
  const lines = new Map((await cartLinesOf(tx, into.id)).map((line) => [line.variantId, line]))
  let position = Math.max(-1, ...[...lines.values()].map((line) => line.position))
  const added: CartLine[] = []
  for (const { variantId, quantity } of await cartLinesOf(tx, cart.id)) {
    const own = lines.get(variantId)
    if (own && own.quantity >= quantity) continue
    if (own) await setQuantity(tx, { id: own.id, quantity })
    const id = own?.id ?? newId('cartLine')
    const line = { id, cartId: into.id, variantId, quantity, position: own?.position ?? ++position }
    if (!own) added.push(line)
    lines.set(variantId, line)
  }
  if (lines.size > CART_LINES_MAX) throw new CartFull({ linesMax: CART_LINES_MAX })
  await insertCartLines(tx, added)

  await unreserveCart(context, cart.id) // So that the cart that stays can hold the same units.
  await reserveForCart(context, into.id, [...lines.values()])
  await writeCart(tx, { ...cart, status: 'MERGED', mergedIntoId: into.id, touchedAt: now })
  const shippingAddress = into.shippingAddress ?? cart.shippingAddress
  // Codes that the guest entered come along as far as they fit.
  const discountCodes = [...new Set([...into.discountCodes, ...cart.discountCodes])].slice(
    0,
    DISCOUNT_CODES_PER_CART_MAX,
  )
  const shippingMethodId = into.shippingMethodId ?? cart.shippingMethodId
  const merged = { ...into, shippingAddress, discountCodes, shippingMethodId, touchedAt: now }
  await writeCart(tx, merged)
  record(cartMerged({ cartId: cart.id, intoCartId: into.id }))
  record(cartChanged({ cartId: into.id }))
}
