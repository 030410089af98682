// Steps of carts, from the first line to the order that they become.
import type { Accepted } from '#kernel/outcome.ts'
import {
  type Cost,
  isSellable,
  type Model,
  type ModelCart,
  type ModelLine,
  type ModelOrder,
  priceOf,
} from '../model.ts'
import {
  ADDRESS,
  answer,
  countryAt,
  emailOf,
  fitting,
  iso,
  type Move,
  type Plans,
  pick,
} from '../plan.ts'
import { type Item, type Priced, priceCart } from '../prices.ts'
import { dropAllOf, free, levelAt, reserve, splitOf, takenFor } from '../stock.ts'
import { signedIn } from './customers.ts'

const isOpen = ({ status }: ModelCart) => status === 'OPEN'
const notOpen = (cart: ModelCart) => [!isOpen(cart), 'CART_NOT_OPEN'] as const

/** Why a variant can't be put into a cart, if it can't. */
function obstacle(model: Model, variantId: string): string | null {
  const variant = model.variant(variantId)
  if (!isSellable(variant)) return 'VARIANT_NOT_SELLABLE'
  return priceOf(variant, model.now) === null ? 'PRICE_MISSING' : null
}

const canHave = (model: Model, id: string, quantity: number, cart?: ModelCart) =>
  obstacle(model, id) === null &&
  (model.variant(id).isService || splitOf(model, id, quantity, cart) !== null)

const firstObstacle = (model: Model, variantIds: Iterable<string>) => {
  for (const id of variantIds) {
    const found = obstacle(model, id)
    if (found) return [true, found] as const
  }
  return [false, ''] as const
}

const touch = (model: Model, cart: ModelCart) => {
  cart.touchedAt = model.now
}

export const cartSteps = {
  startCart: [
    1.5,
    (model, step) => {
      const { a, b, n } = step
      const lines = new Map<string, number>()
      for (const at of n % 3 === 0 ? [a] : [a, b]) {
        const variant = fitting(model.variants, at, ({ id }) => canHave(model, id, 1 + (n % 4)))
        if (variant) lines.set(variant.id, (lines.get(variant.id) ?? 0) + 1 + (n % 4))
      }
      const { customer, actor } =
        n % 2 === 0 ? signedIn(model, step) : { customer: null, actor: {} }
      return {
        command: 'StartCart',
        input: {
          currency: 'GBP',
          lines: [...lines].map(([variantId, quantity]) => ({ variantId, quantity })),
        },
        expected: answer(firstObstacle(model, lines.keys())),
        ...actor,
        apply: ({ result }) => {
          const cart: ModelCart = {
            ...{ id: result.cart as string, status: 'OPEN', customerId: customer?.id ?? null },
            ...{ country: null, codes: [], method: null, lines, order: null, mergedInto: null },
            touchedAt: model.now,
          }
          model.carts.push(cart)
          reserve(model, cart)
        },
      }
    },
  ],
  setCartLine: [
    2,
    (model, { a, b, n }) => {
      const [cart, variant] = [fitting(model.carts, a, isOpen), pick(model.variants, b)]
      if (!cart || !variant) return null
      const quantity = n % 5
      const found = obstacle(model, variant.id)
      return {
        command: 'SetCartLine',
        input: { cartId: cart.id, variantId: variant.id, quantity },
        expected: answer(notOpen(cart), [quantity > 0 && found !== null, found ?? '']),
        apply: () => {
          if (quantity > 0) cart.lines.set(variant.id, quantity)
          else cart.lines.delete(variant.id)
          reserve(model, cart)
          touch(model, cart)
        },
      }
    },
  ],
  setCartCustomer: [
    1.2,
    (model, { a, b, n }) => {
      const cart = fitting(model.carts, a, isOpen)
      const customer = n % 3 === 0 ? undefined : pick(model.customers, b)
      return cart
        ? {
            command: 'SetCartCustomer',
            input: { cartId: cart.id, customerId: customer?.id ?? null },
            expected: answer(notOpen(cart)),
            apply: () => {
              cart.customerId = customer?.id ?? null
              touch(model, cart)
            },
          }
        : null
    },
  ],
  setCartAddress: [
    1,
    (model, { a, b }) => {
      const cart = fitting(model.carts, a, isOpen)
      const countryCode = countryAt(b)
      return cart
        ? {
            command: 'SetCartAddress',
            input: { cartId: cart.id, shippingAddress: { ...ADDRESS, countryCode } },
            expected: answer(notOpen(cart)),
            apply: () => {
              cart.country = countryCode
              touch(model, cart)
            },
          }
        : null
    },
  ],
  abandonCart: [
    1,
    (model, { a, n }) => {
      const cart = fitting(model.carts, a, isOpen)
      if (!cart) return null
      const since = n % 2 === 0 ? cart.touchedAt - (n % 3) : null
      return {
        command: 'AbandonCart',
        input: { cartId: cart.id, ...(since !== null && { unlessTouchedSince: iso(since) }) },
        expected: answer(notOpen(cart), [
          since !== null && cart.touchedAt > since,
          'CART_STILL_IN_USE',
        ]),
        apply: () => abandon(model, cart),
      }
    },
  ],
  mergeCart: [
    3,
    (model, step) => {
      const { customer, actor } = signedIn(model, step)
      const cart = fitting(model.carts, step.b, isOpen)
      const named = step.n % 3 === 0 ? pick(model.carts, step.n) : undefined
      return cart
        ? {
            command: 'MergeCart',
            input: { cartId: cart.id, ...(named && { intoCartId: named.id }) },
            ...actor,
            ...merging(model, customer?.id ?? null, cart, named),
          }
        : null
    },
  ],
  lapseReservations: [
    0.5,
    (model, { a }) => {
      const cart = pick(model.carts, a)
      return cart
        ? {
            command: 'LapseReservations',
            input: { cartId: cart.id },
            expected: 'ACCEPTED',
            apply: () => {
              const isHeldTooLong = model.reservations.some(
                (row) => row.cart === cart && row.expiresAt <= model.now,
              )
              if (isHeldTooLong) dropAllOf(model, cart) // All of a cart lapses at one moment.
            },
          }
        : null
    },
  ],
  placeOrder: [
    2,
    (model, { a, b, n }) => {
      const cart = fitting(
        model.carts,
        a,
        (cart) =>
          isOpen(cart) &&
          cart.lines.size > 0 &&
          [...cart.lines].every(([id, quantity]) => canHave(model, id, quantity, cart)),
      )
      return cart ? placing(model, cart, n % 3 === 0 ? null : countryAt(a), emailOf(b)) : null
    },
  ],
} satisfies Plans

export function abandon(model: Model, cart: ModelCart): void {
  cart.status = 'ABANDONED'
  dropAllOf(model, cart)
  touch(model, cart)
}

function merging(
  model: Model,
  customerId: string | null,
  cart: ModelCart,
  named: ModelCart | undefined,
): Pick<Move, 'expected' | 'apply'> {
  const isOthers = (one: ModelCart) => one.customerId !== null && one.customerId !== customerId
  const latest = model.carts
    .filter((one) => one !== cart && isOpen(one) && one.customerId === customerId)
    .sort((one, other) => other.touchedAt - one.touchedAt)[0]
  const into = named ?? latest
  const isDone = cart.mergedInto !== null
  return {
    expected: answer(
      [customerId === null, 'NOT_SIGNED_IN'],
      [isOthers(cart), 'CART_NOT_FOUND'],
      [!isDone && !isOpen(cart), 'CART_NOT_OPEN'],
      [!isDone && named !== undefined && isOthers(named), 'CART_NOT_FOUND'],
      [!isDone && named !== undefined && !isOpen(named), 'CART_NOT_OPEN'],
      [!isDone && named !== undefined && named.customerId !== customerId, 'CART_NOT_FOUND'],
    ),
    apply: () => {
      if (isDone) return
      if (!into || into === cart) {
        if (cart.customerId === customerId) return
        cart.customerId = customerId
        touch(model, cart)
        return
      }
      for (const [variantId, quantity] of cart.lines)
        into.lines.set(variantId, Math.max(quantity, into.lines.get(variantId) ?? 0))
      dropAllOf(model, cart)
      reserve(model, into)
      cart.status = 'MERGED'
      cart.mergedInto = into
      into.country ??= cart.country
      into.codes = [...new Set([...into.codes, ...cart.codes])]
      into.method ??= cart.method
      touch(model, cart)
      touch(model, into)
    },
  }
}

/** @param given The country of the address that it is placed with; null is the cart's own. */
function placing(model: Model, cart: ModelCart, given: string | null, email: string): Move {
  const wasPlaced = cart.order !== null
  const goods = [...cart.lines].filter(([id]) => !model.variant(id).isService)
  const isShort = goods.some(([id, quantity]) => !takenFor(model, cart, id, quantity))
  const country = given ?? cart.country
  const going = { email, country: country ?? '' }
  const { refusal } = priceCart(model, cart, going)
  const shippingAddress = { ...ADDRESS, countryCode: given }
  return {
    command: 'PlaceOrder',
    input: { cartId: cart.id, email, ...(given !== null && { shippingAddress }) },
    expected: wasPlaced
      ? 'ACCEPTED'
      : answer(
          notOpen(cart),
          [country === null, 'SHIPPING_ADDRESS_MISSING'],
          [cart.lines.size === 0, 'CART_EMPTY'],
          firstObstacle(model, cart.lines.keys()),
          [refusal !== null, refusal ?? ''],
          [isShort, 'INSUFFICIENT_STOCK'],
        ),
    apply: (accepted) => {
      if (!wasPlaced) placed(model, cart, going, accepted)
    },
  }
}

function placed(
  model: Model,
  cart: ModelCart,
  { email, country }: { email: string; country: string },
  accepted: Accepted,
) {
  const { customerId } = cart
  const items = [...cart.lines].map(([variantId, quantity]) => {
    const unitPrice = priceOf(model.variant(variantId), model.now) as number
    return { variantId, quantity, unitPrice }
  })
  const cost = priceCart(model, cart, { email, country })
  cart.order = ordered(model, { items, customerId, email, country, cost, cart }, accepted)
  cart.status = 'COMPLETED'
  touch(model, cart)
}

/** The order that a cart or a draft becomes; what the cart held back becomes its own. */
export function ordered(
  model: Model,
  {
    items,
    customerId,
    email,
    country,
    cost,
    cart,
  }: Pick<ModelOrder, 'customerId' | 'email' | 'country'> & {
    items: readonly Item[]
    cost: Priced
    cart?: ModelCart
  },
  { result, refreshed }: Accepted,
): ModelOrder {
  const [row] = refreshed.order_view as unknown as [{ lines: { id: string }[] }]
  const goods = items.filter(({ variantId }) => !model.variant(variantId).isService)
  const taken = new Map(
    goods.map(({ variantId, quantity }) => [variantId, takenFor(model, cart, variantId, quantity)]),
  )
  free(
    model,
    goods.map(({ variantId }) => variantId),
    cart,
  )
  const lines = items.map((item, index): ModelLine => {
    const id = row.lines[index]?.id as string
    const split = taken.get(item.variantId) ?? new Map<string, number>()
    return newLine(model, { id, ...item }, cost.lines[index] as Cost, split)
  })
  const { awaitsPaymentMs } = model.shop
  const waits = awaitsPaymentMs !== null && cost.total > 0
  const order: ModelOrder = {
    ...{ id: result.order as string, email, customerId, country, lines },
    status: waits ? 'PENDING' : 'CONFIRMED',
    expiresAt: waits ? model.now + awaitsPaymentMs : null,
    ...{ shipping: cost.shipping, discounts: cost.discounts },
    ...{ pricesIncludeTax: model.shop.pricesIncludeTax, edits: 0, granted: 0 },
    ...{ onHold: false, notes: 0 },
  }
  model.orders.push(order)
  return order
}

/** A line of an order, for which locations promise these units from now on. */
export function newLine(
  model: Model,
  { id, variantId, quantity, unitPrice }: Item & { id: string },
  cost: Cost,
  split: ReadonlyMap<string, number>,
): ModelLine {
  for (const [locationId, units] of split) levelAt(model, variantId, locationId).allocated += units
  return {
    ...{ id, variantId, quantity, unitPrice, cost },
    isService: model.variant(variantId).isService,
    ...{ cancelled: 0, shipped: 0, returned: 0, looseReady: 0 },
    held: new Map([...split].map(([id, units]) => [id, { quantity: units, ready: 0 }])),
  }
}
