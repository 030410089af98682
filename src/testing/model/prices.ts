// What a basket costs in the model: plain arithmetic on small numbers, discount by discount and line by
// line, and what keeps it from being placed at that.
import type {
  Cost,
  Model,
  ModelCart,
  ModelDiscount,
  ModelDraft,
  ModelLine,
  ModelMethod,
  ModelOrder,
} from './model.ts'
import { emailKeyOf, isSellable, priceOf, sum } from './model.ts'

/** Thousandths of a percent. */
const WHOLE = 100_000

export type Item = { variantId: string; quantity: number; unitPrice: number }
export type Priced = {
  lines: Cost[]
  shipping: Cost & { price: number }
  /** What each discount that takes something takes. */
  discounts: Map<ModelDiscount, number>
  total: number
  /** Why it can't be placed at that: the first code that does not count, or the way of shipping. */
  refusal: string | null
}

type Buyer = { customerId: string | null; emailKey: string | null }
type Basket = {
  items: readonly Item[]
  country: string
  codes: readonly ModelDiscount[]
  method: ModelMethod | null
  buyer: Buyer
}

export const isHeld = ({ status }: ModelOrder): boolean =>
  status !== 'CANCELLED' && status !== 'EXPIRED'

export const usesOf = ({ orders }: Model, discount: ModelDiscount): ModelOrder[] =>
  orders.filter((order) => isHeld(order) && order.discounts.has(discount))

/** Everything in it is for sale and has a price. */
export const isPriced = (model: Model, { lines }: ModelCart): boolean =>
  [...lines.keys()].every((id) => {
    const variant = model.variant(id)
    return isSellable(variant) && priceOf(variant, model.now) !== null
  })

/** The cart as it is placed by somebody, or as it is looked at, with nobody's e-mail known. */
export const priceCart = (
  model: Model,
  cart: ModelCart,
  { country, email = null }: { country?: string; email?: string | null } = {},
): Priced =>
  priced(model, {
    items: [...cart.lines].map(([variantId, quantity]) => {
      const unitPrice = priceOf(model.variant(variantId), model.now) ?? 0
      return { variantId, quantity, unitPrice }
    }),
    country: country ?? cart.country ?? 'GB',
    codes: cart.codes,
    method: cart.method,
    buyer: { customerId: cart.customerId, emailKey: email === null ? null : emailKeyOf(email) },
  })

export const priceDraft = (model: Model, draft: ModelDraft): Priced => {
  const { customerId, email, country, codes, method } = draft
  return priced(model, {
    items: itemsOf(model, draft),
    country: country ?? 'GB',
    ...{ codes, method },
    buyer: { customerId, emailKey: email === null ? null : emailKeyOf(email) },
  })
}

export const itemsOf = (model: Model, { items }: ModelDraft): Item[] =>
  items.map(({ variantId, quantity, unitPrice }) => ({
    ...{ variantId, quantity },
    unitPrice: unitPrice ?? priceOf(model.variant(variantId), model.now) ?? 0,
  }))

function priced(model: Model, basket: Basket): Priced {
  const { items, method } = basket
  const price = method && offeredAt(method, basket)
  const entered: ModelDiscount[] = []
  let refusal: string | null = null
  for (const discount of basket.codes) {
    const found = obstacleOf(model, discount, basket) ?? conflictOf(discount, entered)
    if (found) refusal ??= found
    else entered.push(discount)
  }
  if (method && price === null) refusal ??= 'SHIPPING_METHOD_UNAVAILABLE'
  const costing = (chosen: readonly ModelDiscount[]) => costOf(model, basket, chosen, price ?? 0)
  const offered = model.discounts.filter(
    (discount) => discount.code === null && obstacleOf(model, discount, basket) === null,
  )
  const together = [...offered.filter(({ isCombinable }) => isCombinable), ...entered]
  let best = costing(entered.some(({ isCombinable }) => !isCombinable) ? entered : together)
  if (entered.length === 0)
    for (const alone of offered.filter(({ isCombinable }) => !isCombinable)) {
      const other = costing([alone])
      if (other.taken > best.taken) best = other
    }
  const { taken: _, ...cost } = best
  return { ...cost, refusal: items.length === 0 ? null : refusal }
}

const conflictOf = (discount: ModelDiscount, entered: readonly ModelDiscount[]): string | null =>
  entered.some((other) => !other.isCombinable) || (entered.length > 0 && !discount.isCombinable)
    ? 'DISCOUNT_NOT_COMBINABLE'
    : null

function obstacleOf(model: Model, discount: ModelDiscount, { items, buyer }: Basket) {
  const { startsAt, endsAt, limit, limitEach, minimum } = discount
  if (model.now < startsAt) return 'DISCOUNT_NOT_STARTED'
  if (model.now >= endsAt) return 'DISCOUNT_EXPIRED'
  const uses = usesOf(model, discount)
  if (uses.length >= limit) return 'DISCOUNT_LIMIT_REACHED'
  const isByItself = discount.code === null
  if (isByItself && limitEach < Infinity && buyer.customerId === null) return 'NOT_SIGNED_IN'
  const own = uses.filter(
    ({ customerId, email }) =>
      (customerId !== null && customerId === buyer.customerId) ||
      (!isByItself && email !== null && emailKeyOf(email) === buyer.emailKey),
  )
  if (own.length >= limitEach) return 'DISCOUNT_LIMIT_REACHED'
  const goods = items.filter(({ variantId }) => isFor(model, discount, variantId))
  if (goods.length === 0) return 'DISCOUNT_WITHOUT_GOODS'
  if (sum(goods.map(({ quantity, unitPrice }) => quantity * unitPrice)) < minimum)
    return 'DISCOUNT_MINIMUM_NOT_MET'
  return null
}

const isFor = (model: Model, { productId }: ModelDiscount, variantId: string): boolean =>
  productId === null || model.variant(variantId).product.id === productId

function offeredAt(method: ModelMethod, { items, country }: Basket): number | null {
  if (method.isArchived) return null
  if (method.country !== null && method.country !== country) return null
  const subtotal = sum(items.map(({ quantity, unitPrice }) => quantity * unitPrice))
  if (method.upTo !== null && subtotal > method.upTo) return method.priceAbove
  return method.price
}

function costOf(
  model: Model,
  { items, country }: Basket,
  chosen: readonly ModelDiscount[],
  price: number,
) {
  const isGross = model.shop.pricesIncludeTax
  const { lines: cut, freight } = cutBy(model, items, chosen, price)
  const lines = items.map(({ variantId, quantity, unitPrice }, at) =>
    taxed(isGross, quantity * unitPrice, cut[at] as Parts, rateOf(model, country, variantId)),
  )
  const shipping = { price, ...taxed(isGross, price, freight, standardRateOf(model, country)) }
  const parts = [...lines, shipping]
  const taken = new Map(chosen.map((discount) => [discount, takenBy(discount, parts)]))
  return {
    ...{ lines, shipping },
    discounts: new Map([...taken].filter(([, amount]) => amount > 0)),
    total: sum(parts.map(({ gross }) => gross)),
    taken: sum(taken.values()),
  }
}

type Parts = Map<ModelDiscount, number>

const takenBy = (discount: ModelDiscount, costs: readonly { parts: Parts }[]): number =>
  sum(costs.map(({ parts }) => parts.get(discount) ?? 0))

/** What each discount takes of each line and of shipping, one after another. */
function cutBy(
  model: Model,
  items: readonly Item[],
  chosen: readonly ModelDiscount[],
  price: number,
): { lines: Parts[]; freight: Parts } {
  const lines = items.map((): Parts => new Map())
  const freight: Parts = new Map()
  const leftOf = (at: number) => {
    const { quantity, unitPrice } = items[at] as Item
    return quantity * unitPrice - sum((lines[at] as Parts).values())
  }
  for (const discount of chosen) {
    const { takes } = discount
    if (takes.kind === 'SHIPPING') {
      freight.set(discount, price - sum(freight.values()))
      continue
    }
    const eligible = items.flatMap(({ variantId }, at) =>
      isFor(model, discount, variantId) ? [at] : [],
    )
    const left = eligible.map(leftOf)
    const shares =
      takes.kind === 'SHARE'
        ? left.map((sum) => Math.round((sum * takes.rate) / WHOLE))
        : dealt(takes.amount, left)
    for (const [index, at] of eligible.entries())
      (lines[at] as Parts).set(discount, shares[index] as number)
  }
  return { lines, freight }
}

const standardRateOf = ({ taxRates }: Model, country: string): number =>
  taxRates.get(`${country} STANDARD`) ?? 0

export function rateOf(model: Model, country: string, variantId: string): number {
  const { taxClass } = model.variant(variantId)
  if (taxClass === 'ZERO') return 0
  return model.taxRates.get(`${country} ${taxClass}`) ?? standardRateOf(model, country)
}

function taxed(isGross: boolean, whole: number, parts: Parts, taxRate: number): Cost {
  const discount = sum(parts.values())
  const left = whole - discount
  const base = isGross ? WHOLE + taxRate : WHOLE
  const tax = Math.round((left * taxRate) / base)
  const net = isGross ? left - tax : left
  return { discount, parts, net, tax, gross: net + tax, taxRate }
}

/**
 * Prices the lines of an order anew that an edit concerns, at the rates that they have: those that changed,
 * and whatever shares an amount off with one of them. The rest stays as it is, to the penny.
 */
export function repriceEdited(
  model: Model,
  { lines, shipping, discounts, pricesIncludeTax }: ModelOrder,
  changed: readonly ModelLine[],
): Map<ModelDiscount, number> {
  const held = [...discounts.keys()]
  const shared = held.filter(({ takes }) => takes.kind === 'AMOUNT')
  const concerned = new Set(changed)
  const all = [...new Set([...lines, ...changed])] // A line that is gone leaves its share to the others.
  for (let before = -1; before < concerned.size; ) {
    before = concerned.size
    for (const discount of shared) {
      const group = all.filter(({ variantId }) => isFor(model, discount, variantId))
      if (group.some((line) => concerned.has(line))) for (const line of group) concerned.add(line)
    }
  }
  const anew = lines.filter((line) => concerned.has(line))
  const cut = cutBy(model, anew, held, 0).lines
  for (const [at, line] of anew.entries()) {
    const { quantity, unitPrice, cost } = line
    line.cost = taxed(pricesIncludeTax, quantity * unitPrice, cut[at] as Parts, cost.taxRate)
  }
  const costs = [...lines.map(({ cost }) => cost), shipping]
  return new Map(held.map((discount) => [discount, takenBy(discount, costs)]))
}

/** A penny at a time to whoever is furthest below what is due to them; among equals the first. */
function dealt(amount: number, weights: readonly number[]): number[] {
  const whole = sum(weights)
  if (whole === 0) return weights.map(() => 0)
  const given = Math.min(amount, whole)
  const shares = weights.map((weight) => Math.floor((given * weight) / whole))
  const missing = (at: number) => given * (weights[at] as number) - (shares[at] as number) * whole
  const first = weights.map((_, at) => at).sort((a, b) => missing(b) - missing(a) || a - b)
  for (const at of first.slice(0, given - sum(shares))) shares[at] = (shares[at] as number) + 1
  return shares
}
