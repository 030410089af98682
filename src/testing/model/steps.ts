// Random steps through a shop. Each names what it wants by number; what that is, what the command must
// answer and what it leaves behind follows from the model at that moment.
import fc from 'fast-check'
import type { Accepted } from '#kernel/outcome.ts'
import {
  type Answer,
  type Model,
  type ModelCart,
  type ModelFulfilment,
  type ModelOrder,
  openOf,
} from './model.ts'

export type Step = { kind: keyof typeof KINDS; a: number; b: number; n: number; repeats: boolean }

/** A command with its prediction. `apply` is called where it was accepted. */
export type Move = {
  command: string
  input: Record<string, unknown>
  expected: Answer
  apply: (accepted: Accepted) => void
}

const WHO = {
  email: 'shopper@example.com',
  shippingAddress: {
    name: 'A Shopper',
    line1: '1 High Street',
    city: 'London',
    postalCode: 'N1',
    countryCode: 'GB',
  },
}
const SKUS = 6
const CODES = 4

const pick = <Item>(items: readonly Item[], at: number): Item | undefined =>
  items[at % Math.max(1, items.length)]

type Planner = (model: Model, step: Step) => Move | null

/** Weights and plans. A plan answers null where there is nothing yet to do it to. */
const KINDS = {
  createProduct: [
    3,
    (model, { a, n }) => {
      const sku = `SKU-${a % SKUS}`
      const status = n % 5 === 0 ? 'DRAFT' : 'PUBLISHED'
      return {
        command: 'CreateProduct',
        input: {
          name: sku,
          slug: `p-${model.products.length}`,
          status,
          variants: [{ sku, prices: [{ amount: 100 + n, currency: 'GBP' }] }],
        },
        expected: model.products.some((product) => product.sku === sku) ? 'SKU_TAKEN' : 'ACCEPTED',
        apply: ({ result, events }) => {
          const variantId = String((events[0]?.data.variantIds as string[] | undefined)?.[0])
          model.products.push({
            id: result.product as string,
            variantId,
            sku,
            status,
            price: 100 + n,
          })
        },
      }
    },
  ],
  publishProduct: [
    1,
    (model, { a }) => {
      const product = pick(model.products, a)
      return product
        ? {
            command: 'PublishProduct',
            input: { productId: product.id },
            expected: product.status === 'ARCHIVED' ? 'PRODUCT_IS_ARCHIVED' : 'ACCEPTED',
            apply: () => {
              product.status = 'PUBLISHED'
            },
          }
        : null
    },
  ],
  archiveProduct: [
    0.4,
    (model, { a }) => {
      const product = pick(model.products, a)
      return product
        ? {
            command: 'ArchiveProduct',
            input: { productId: product.id },
            expected: 'ACCEPTED',
            apply: () => {
              product.status = 'ARCHIVED'
            },
          }
        : null
    },
  ],
  setPrice: [
    1,
    (model, { a, n }) => {
      const product = pick(model.products, a)
      return product
        ? {
            command: 'SetPrice',
            input: { variantId: product.variantId, amount: n, currency: 'GBP' },
            expected: product.status === 'ARCHIVED' ? 'PRODUCT_IS_ARCHIVED' : 'ACCEPTED',
            apply: () => {
              product.price = n
            },
          }
        : null
    },
  ],
  createLocation: [
    2,
    (model, { a }) => {
      const code = `L${a % CODES}`
      return {
        command: 'CreateLocation',
        input: { code, name: code, countryCode: 'GB' },
        expected: model.locations.some((location) => location.code === code)
          ? 'LOCATION_CODE_TAKEN'
          : 'ACCEPTED',
        apply: ({ result }) => {
          model.locations.push({ id: result.location as string, code })
          model.locations.sort((one, other) => (one.code < other.code ? -1 : 1))
        },
      }
    },
  ],
  receiveStock: [
    4,
    (model, { a, b, n }) => {
      const [product, location] = [pick(model.products, a), pick(model.locations, b)]
      return product && location
        ? {
            command: 'ReceiveStock',
            input: {
              locationId: location.id,
              lines: [{ variantId: product.variantId, quantity: 1 + (n % 12) }],
            },
            expected: 'ACCEPTED',
            apply: () => {
              model.level(product.variantId, location.id).onHand += 1 + (n % 12)
            },
          }
        : null
    },
  ],
  adjustStock: [
    2,
    (model, { a, b, n }) => {
      const [product, location] = [pick(model.products, a), pick(model.locations, b)]
      if (!product || !location) return null
      const delta = n % 2 === 0 ? 1 + (n % 4) : -(1 + (n % 6))
      const isShort = delta < 0 && removableAt(model, product.variantId, location.id) < -delta
      return {
        command: 'AdjustStock',
        input: { variantId: product.variantId, locationId: location.id, delta, reason: 'COUNTED' },
        expected: isShort ? 'INSUFFICIENT_STOCK' : 'ACCEPTED',
        apply: () => {
          model.level(product.variantId, location.id).onHand += delta
        },
      }
    },
  ],
  setStockPolicy: [
    1,
    (model, { a, n }) => {
      const product = pick(model.products, a)
      if (!product) return null
      const [backorder, safetyStock] = [n % 3 === 0, n % 4]
      return {
        command: 'SetStockPolicy',
        input: { variantId: product.variantId, backorder, safetyStock },
        expected: 'ACCEPTED',
        apply: () => {
          if (backorder) model.backorder.add(product.variantId)
          else model.backorder.delete(product.variantId)
          model.safety.set(product.variantId, safetyStock)
        },
      }
    },
  ],
  startCart: [
    5,
    (model, { a, b, n }) => {
      const wanted = new Map<string, number>()
      for (const at of n % 3 === 0 ? [a] : [a, b]) {
        const product = pick(model.products, at)
        if (product)
          wanted.set(product.variantId, (wanted.get(product.variantId) ?? 0) + 1 + (n % 4))
      }
      const isHidden = [...wanted.keys()].some((id) => model.productOf(id).status !== 'PUBLISHED')
      return {
        command: 'StartCart',
        input: {
          currency: 'GBP',
          lines: [...wanted].map(([variantId, quantity]) => ({ variantId, quantity })),
        },
        expected: isHidden ? 'VARIANT_NOT_SELLABLE' : 'ACCEPTED',
        apply: ({ result }) =>
          void model.carts.push({
            id: result.cart as string,
            status: 'OPEN',
            lines: wanted,
            orderId: null,
          }),
      }
    },
  ],
  setCartLine: [
    2,
    (model, { a, b, n }) => {
      const [cart, product] = [pick(model.carts, a), pick(model.products, b)]
      if (!cart || !product) return null
      const quantity = n % 5
      const isHidden = quantity > 0 && product.status !== 'PUBLISHED'
      return {
        command: 'SetCartLine',
        input: { cartId: cart.id, variantId: product.variantId, quantity },
        expected:
          cart.status !== 'OPEN' ? 'CART_NOT_OPEN' : isHidden ? 'VARIANT_NOT_SELLABLE' : 'ACCEPTED',
        apply: () => {
          if (quantity > 0) cart.lines.set(product.variantId, quantity)
          else cart.lines.delete(product.variantId)
        },
      }
    },
  ],
  abandonCart: [
    0.5,
    (model, { a }) => {
      const cart = pick(model.carts, a)
      return cart
        ? {
            command: 'AbandonCart',
            input: { cartId: cart.id },
            expected: cart.status === 'OPEN' ? 'ACCEPTED' : 'CART_NOT_OPEN',
            apply: () => {
              cart.status = 'ABANDONED'
            },
          }
        : null
    },
  ],
  placeOrder: [
    7,
    (model, { a }) => {
      const cart = pick(model.carts, a)
      return cart ? placing(model, cart) : null
    },
  ],
  cancelOrderLines: [
    2,
    (model, { a, b, n }) => {
      const order = pick(model.orders, a)
      const line = order && pick(order.lines, b)
      if (!order || !line) return null
      const quantity = 1 + (n % 3)
      return {
        command: 'CancelOrderLines',
        input: { orderId: order.id, lines: [{ orderLineId: line.id, quantity }] },
        expected:
          order.status !== 'CONFIRMED'
            ? 'ORDER_NOT_OPEN'
            : openOf(line) < quantity
              ? 'CANCELLATION_EXCEEDED'
              : 'ACCEPTED',
        apply: () => model.cancelled(order, line, quantity),
      }
    },
  ],
  cancelOrder: [
    1,
    (model, { a }) => {
      const order = pick(model.orders, a)
      if (!order) return null
      const isUntouched = order.lines.every(
        (line) => openOf(line) === line.quantity - line.cancelled,
      )
      return {
        command: 'CancelOrder',
        input: { orderId: order.id },
        expected:
          order.status === 'CONFIRMED' && isUntouched ? 'ACCEPTED' : 'ORDER_NOT_CANCELLABLE',
        apply: () => {
          for (const line of order.lines) model.cancelled(order, line, openOf(line))
        },
      }
    },
  ],
  recordManualPayment: [
    2,
    (model, { a, n }) => {
      const order = pick(model.orders, a)
      if (!order) return null
      const amount = n % 2 === 0 ? 1_000_000 : 1 + n
      return {
        command: 'RecordManualPayment',
        input: { orderId: order.id, amount: { amount, currency: 'GBP' }, method: 'cash' },
        expected: order.status === 'CANCELLED' ? 'ORDER_NOT_OPEN' : 'ACCEPTED',
        apply: () => {
          order.captured += amount
          model.settle(order)
        },
      }
    },
  ],
  createFulfilment: [
    3,
    (model, { a, b, n }) => {
      const [order, location] = [pick(model.orders, a), pick(model.locations, b)]
      const line = order && pick(order.lines, n)
      return order && location && line
        ? fulfilling(model, order, location.id, line, 1 + (n % 3))
        : null
    },
  ],
  shipFulfilment: [
    3,
    (model, { a }) => {
      const fulfilment = pick(model.fulfilments, a)
      return fulfilment ? shipping(model, fulfilment) : null
    },
  ],
  addOrderNote: [
    0.5,
    (model, { a }) => {
      const order = pick(model.orders, a)
      return order
        ? {
            command: 'AddOrderNote',
            input: { orderId: order.id, text: 'Rang twice.' },
            expected: 'ACCEPTED',
            apply: () => {},
          }
        : null
    },
  ],
} satisfies Record<string, [number, Planner]>

const removableAt = (model: Model, variantId: string, locationId: string) =>
  model.levels.has(`${variantId} ${locationId}`) ? model.removable(variantId, locationId) : 0

function placing(model: Model, cart: ModelCart): Move {
  const wasOpen = cart.status === 'OPEN'
  return {
    command: 'PlaceOrder',
    input: { cartId: cart.id, ...WHO },
    expected: model.place(cart),
    apply: ({ result, refreshed }) => {
      if (!wasOpen) return
      const [order] = refreshed.order_view as { lines: { id: string }[] }[]
      const lineIds = (order?.lines ?? []).map(({ id }) => id)
      model.placed(cart, result.order as string, lineIds)
    },
  }
}

function fulfilling(
  model: Model,
  order: ModelOrder,
  locationId: string,
  line: ModelOrder['lines'][number],
  quantity: number,
): Move {
  const held = line.held.get(locationId)
  const canGive = (held?.quantity ?? 0) - (held?.ready ?? 0)
  return {
    command: 'CreateFulfilment',
    input: { orderId: order.id, locationId, lines: [{ orderLineId: line.id, quantity }] },
    expected:
      order.status !== 'CONFIRMED'
        ? 'ORDER_NOT_OPEN'
        : canGive < quantity
          ? 'FULFILMENT_EXCEEDED'
          : 'ACCEPTED',
    apply: ({ result }) => {
      if (held) held.ready += quantity
      const units = new Map([[line, quantity]])
      const id = result.fulfilment as string
      model.fulfilments.push({ id, order, locationId, units, isShipped: false })
    },
  }
}

function shipping(model: Model, fulfilment: ModelFulfilment): Move {
  const { id, locationId, units, isShipped } = fulfilment
  const isShort = [...units].some(
    ([{ variantId }, quantity]) => model.level(variantId, locationId).onHand < quantity,
  )
  return {
    command: 'ShipFulfilment',
    input: { fulfilmentId: id },
    expected: isShipped
      ? 'FULFILMENT_ALREADY_SHIPPED'
      : isShort
        ? 'INSUFFICIENT_STOCK'
        : 'ACCEPTED',
    apply: () => model.shipped(fulfilment),
  }
}

export const planOf = (model: Model, step: Step): Move | null =>
  (KINDS[step.kind][1] as Planner)(model, step)

export const KIND_NAMES = Object.keys(KINDS) as Step['kind'][]

const SMALL = fc.nat({ max: 60 })

/** A step; the first ones of a sequence fill the shelves, so that the rest has something to do. */
export const stepOf: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...KIND_NAMES.map((kind) => ({
      weight: Math.ceil((KINDS[kind][0] as number) * 10),
      arbitrary: fc.constant(kind),
    })),
  ),
  a: SMALL,
  b: SMALL,
  n: SMALL,
  repeats: fc.boolean(),
})

const opening = (kind: Step['kind']) => stepOf.map((step) => ({ ...step, kind }))

export const SEQUENCE_LENGTH = 30

export const sequenceOf: fc.Arbitrary<Step[]> = fc
  .tuple(
    opening('createProduct'),
    opening('createProduct'),
    opening('createLocation'),
    opening('receiveStock'),
    opening('startCart'),
    fc.array(stepOf, { minLength: SEQUENCE_LENGTH - 5, maxLength: SEQUENCE_LENGTH - 5 }),
  )
  .map(([...parts]) => parts.flat())
