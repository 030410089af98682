// A cart's own rows, as every command on it needs them: there, open, and the caller's to change.
import { and, asc, desc, eq, ne, sql } from 'drizzle-orm'
import type { Actor } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { as, insertInto, type Params, statement } from '#kernel/database/statement.ts'
import { CartNotFound, CartNotOpen } from './rejections.ts'
import { cartLines, carts } from './tables.ts'

export type Cart = typeof carts.$inferSelect
export type CartLine = typeof cartLines.$inferSelect

export const CART_LINES_MAX = 100
export const CART_QUANTITY_MAX = 9_999
export const DISCOUNT_CODES_PER_CART_MAX = 10

const PATH = ['input', 'cartId']

/** The cart, unless it is another customer's. Its id alone is the right to a guest's cart. */
export async function requireCart(
  tx: Connection,
  actor: Actor,
  cartId: string,
  path: readonly string[] = PATH,
): Promise<Cart> {
  const [cart] = await cartBy(tx, { cartId })
  const isOthers =
    actor.kind === 'CUSTOMER' && cart?.customerId != null && cart.customerId !== actor.id
  if (!cart || isOthers) throw new CartNotFound({ cartId }, path)
  return cart
}

/** A cart that can be changed. */
export async function requireOpenCart(
  tx: Connection,
  actor: Actor,
  cartId: string,
  path: readonly string[] = PATH,
): Promise<Cart> {
  const cart = await requireCart(tx, actor, cartId, path)
  if (cart.status !== 'OPEN') throw new CartNotOpen({ cartId, status: cart.status }, path)
  return cart
}

/** The open cart that a customer changed last, but for one. */
export async function latestOpenCartOf(
  tx: Connection,
  customerId: string,
  exceptId: string,
): Promise<Cart | undefined> {
  return (await latestBy(tx, { customerId, exceptId }))[0]
}

/** In the order in which they were put in. */
export const cartLinesOf = (tx: Connection, cartId: string): Promise<CartLine[]> =>
  linesBy(tx, { cartId })

/** Writes what a cart is from now on. */
export const writeCart = (tx: Connection, cart: Cart): Promise<unknown> =>
  updateCart(tx, {
    id: cart.id,
    status: cart.status,
    customerId: cart.customerId,
    shippingAddress: cart.shippingAddress,
    discountCodes: cart.discountCodes,
    shippingMethodId: cart.shippingMethodId,
    orderId: cart.orderId,
    mergedIntoId: cart.mergedIntoId,
    touchedAt: cart.touchedAt,
  })

export const insertCart = insertInto(carts)
export const insertCartLines = insertInto(cartLines)

export const setQuantity = statement((db, $: Params<{ id: string; quantity: number }>) =>
  db
    .update(cartLines)
    .set({ quantity: sql`${$.quantity}` })
    .where(eq(cartLines.id, $.id)),
)

export const removeCartLine = statement((db, $: Params<{ id: string }>) =>
  db.delete(cartLines).where(eq(cartLines.id, $.id)),
)

const cartBy = statement((db, $: Params<{ cartId: string }>) =>
  db.select().from(carts).where(eq(carts.id, $.cartId)),
)

const latestBy = statement((db, $: Params<{ customerId: string; exceptId: string }>) =>
  db
    .select()
    .from(carts)
    .where(
      and(eq(carts.customerId, $.customerId), eq(carts.status, 'OPEN'), ne(carts.id, $.exceptId)),
    )
    .orderBy(desc(carts.touchedAt), desc(carts.id))
    .limit(1),
)

const linesBy = statement((db, $: Params<{ cartId: string }>) =>
  db
    .select()
    .from(cartLines)
    .where(eq(cartLines.cartId, $.cartId))
    .orderBy(asc(cartLines.position), asc(cartLines.id)),
)

type Changes = Omit<Cart, 'createdAt' | 'currency'>

const updateCart = statement((db, $: Params<Changes>) =>
  db
    .update(carts)
    .set({
      status: as(carts.status, $.status),
      customerId: as(carts.customerId, $.customerId),
      shippingAddress: as(carts.shippingAddress, $.shippingAddress),
      discountCodes: as(carts.discountCodes, $.discountCodes),
      shippingMethodId: as(carts.shippingMethodId, $.shippingMethodId),
      orderId: as(carts.orderId, $.orderId),
      mergedIntoId: as(carts.mergedIntoId, $.mergedIntoId),
      touchedAt: as(carts.touchedAt, $.touchedAt),
    })
    .where(eq(carts.id, $.id)),
)
