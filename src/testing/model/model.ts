// A shop in plain TypeScript: what each command must answer and leave behind. It shares no code with
// the rules that it predicts.

export type Answer = 'ACCEPTED' | (string & {})

export type ModelProduct = {
  id: string
  variantId: string
  sku: string
  status: 'DRAFT' | 'PUBLISHED' | 'ARCHIVED'
  price: number
}
export type ModelLocation = { id: string; code: string }
export type ModelCart = {
  id: string
  status: 'OPEN' | 'COMPLETED' | 'ABANDONED'
  lines: Map<string, number>
  orderId: string | null
}
export type ModelLine = {
  id: string
  variantId: string
  unitPrice: number
  quantity: number
  cancelled: number
  shipped: number
  /** What each location still owes the line, and how much of that stands in fulfilments. */
  held: Map<string, { quantity: number; ready: number }>
}
export type ModelOrder = {
  id: string
  status: 'CONFIRMED' | 'COMPLETED' | 'CANCELLED'
  lines: ModelLine[]
  captured: number
}
export type ModelFulfilment = {
  id: string
  order: ModelOrder
  locationId: string
  units: Map<ModelLine, number>
  isShipped: boolean
}
export type Level = { onHand: number; allocated: number }

export class Model {
  readonly products: ModelProduct[] = []
  /** In the order in which they are asked: all have one priority, so by code. */
  readonly locations: ModelLocation[] = []
  readonly levels = new Map<string, Level>()
  readonly backorder = new Set<string>()
  readonly safety = new Map<string, number>()
  readonly carts: ModelCart[] = []
  readonly orders: ModelOrder[] = []
  readonly fulfilments: ModelFulfilment[] = []

  productOf(variantId: string): ModelProduct {
    return this.products.find((product) => product.variantId === variantId) as ModelProduct
  }

  level(variantId: string, locationId: string): Level {
    const key = `${variantId} ${locationId}`
    const known = this.levels.get(key) ?? { onHand: 0, allocated: 0 }
    this.levels.set(key, known)
    return known
  }

  /** Locations that have ever held the variant, in the order in which they are asked. */
  private holding(variantId: string): ModelLocation[] {
    return this.locations.filter(({ id }) => this.levels.has(`${variantId} ${id}`))
  }

  private free(variantId: string, locationId: string): number {
    const { onHand, allocated } = this.level(variantId, locationId)
    return onHand - allocated
  }

  available(variantId: string): number {
    const free = this.holding(variantId).map(({ id }) => this.free(variantId, id))
    return free.reduce((sum, units) => sum + units, 0) - (this.safety.get(variantId) ?? 0)
  }

  /** Which locations would give these units, or null where they can't be had. */
  split(variantId: string, quantity: number): Map<string, number> | null {
    const canOwe = this.backorder.has(variantId)
    if (!canOwe && this.available(variantId) < quantity) return null
    const asked = this.holding(variantId)
    const [first] = asked.length > 0 ? asked : this.locations
    if (!first) return null
    const whole = asked.find(({ id }) => this.free(variantId, id) >= quantity)
    if (whole) return new Map([[whole.id, quantity]])
    const given = new Map<string, number>()
    let left = quantity
    for (const { id } of asked) {
      const units = Math.max(0, Math.min(left, this.free(variantId, id)))
      if (units > 0) given.set(id, units)
      left -= units
    }
    if (left > 0) given.set(first.id, (given.get(first.id) ?? 0) + left)
    return given
  }

  removable(variantId: string, locationId: string): number {
    const { onHand, allocated } = this.level(variantId, locationId)
    return this.backorder.has(variantId) ? onHand : Math.max(0, onHand - allocated)
  }

  place(cart: ModelCart): Answer {
    if (cart.status === 'COMPLETED') return 'ACCEPTED'
    if (cart.status === 'ABANDONED') return 'CART_NOT_OPEN'
    if (cart.lines.size === 0) return 'CART_EMPTY'
    for (const variantId of cart.lines.keys())
      if (this.productOf(variantId).status !== 'PUBLISHED') return 'VARIANT_NOT_SELLABLE'
    for (const [variantId, quantity] of cart.lines)
      if (!this.split(variantId, quantity)) return 'INSUFFICIENT_STOCK'
    return 'ACCEPTED'
  }

  placed(cart: ModelCart, orderId: string, lineIds: readonly string[]): void {
    const lines = [...cart.lines].map(([variantId, quantity], index) => {
      const split = this.split(variantId, quantity) as Map<string, number>
      for (const [locationId, units] of split) this.level(variantId, locationId).allocated += units
      return {
        id: lineIds[index] as string,
        variantId,
        unitPrice: this.productOf(variantId).price,
        quantity,
        cancelled: 0,
        shipped: 0,
        held: new Map([...split].map(([id, units]) => [id, { quantity: units, ready: 0 }])),
      }
    })
    this.orders.push({ id: orderId, status: 'CONFIRMED', lines, captured: 0 })
    cart.status = 'COMPLETED'
    cart.orderId = orderId
  }

  cancelled(order: ModelOrder, line: ModelLine, quantity: number): void {
    let left = quantity
    for (const { id } of [...this.locations].reverse()) {
      const held = line.held.get(id)
      if (!held) continue
      const units = Math.min(left, held.quantity - held.ready)
      held.quantity -= units
      this.level(line.variantId, id).allocated -= units
      left -= units
    }
    line.cancelled += quantity
    this.settle(order)
  }

  shipped(fulfilment: ModelFulfilment): void {
    for (const [line, units] of fulfilment.units) {
      const held = line.held.get(fulfilment.locationId) as { quantity: number; ready: number }
      held.quantity -= units
      held.ready -= units
      line.shipped += units
      const level = this.level(line.variantId, fulfilment.locationId)
      level.onHand -= units
      level.allocated -= units
    }
    fulfilment.isShipped = true
    this.settle(fulfilment.order)
  }

  settle(order: ModelOrder): void {
    if (order.status !== 'CONFIRMED') return
    if (order.lines.every(({ quantity, cancelled }) => quantity === cancelled)) {
      order.status = 'CANCELLED'
      return
    }
    const isShipped = order.lines.every(
      ({ quantity, cancelled, shipped }) => quantity - cancelled === shipped,
    )
    if (isShipped && order.captured >= owedOf(order)) order.status = 'COMPLETED'
  }
}

export const readyOf = ({ held }: ModelLine): number =>
  [...held.values()].reduce((sum, { ready }) => sum + ready, 0)

/** Units that are neither cancelled nor in a fulfilment. */
export const openOf = (line: ModelLine): number =>
  line.quantity - line.cancelled - line.shipped - readyOf(line)

export const owedOf = ({ lines }: ModelOrder): number =>
  lines.reduce((sum, line) => sum + (line.quantity - line.cancelled) * line.unitPrice, 0)
