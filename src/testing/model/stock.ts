// The model's stock: what is free where, who would give it, and what carts hold back meanwhile.
import { type Level, type Model, type ModelCart, type ModelLocation, sum } from './model.ts'

const keyOf = (variantId: string, locationId: string) => `${variantId} ${locationId}`

/** The level, which exists from now on. */
export function levelAt(model: Model, variantId: string, locationId: string): Level {
  const key = keyOf(variantId, locationId)
  const level = model.levels.get(key) ?? { onHand: 0, allocated: 0, reserved: 0 }
  model.levels.set(key, level)
  return level
}

export const onHandAt = (model: Model, variantId: string, locationId: string): number =>
  model.levels.get(keyOf(variantId, locationId))?.onHand ?? 0

/** What is neither promised nor held back by a cart; a lapsed hold counts for nobody. */
function freeAt(model: Model, variantId: string, locationId: string, own?: ModelCart): number {
  const level = model.levels.get(keyOf(variantId, locationId))
  if (!level) return 0
  const held = model.reservations.filter(
    (row) =>
      row.variantId === variantId &&
      row.locationId === locationId &&
      row.cart !== own &&
      row.expiresAt > model.now,
  )
  return level.onHand - level.allocated - sum(held.map(({ quantity }) => quantity))
}

/** Locations that have ever held the variant, in the order in which they are asked. */
const holding = (model: Model, variantId: string): ModelLocation[] =>
  model.locations.filter(({ id }) => model.levels.has(keyOf(variantId, id)))

/** Which locations would give these units, or null where they can't be had. */
export function splitOf(
  model: Model,
  variantId: string,
  quantity: number,
  own?: ModelCart,
): Map<string, number> | null {
  const { tracked, backorder, safety } = model.policy(variantId)
  if (!tracked) return new Map()
  const asked = holding(model, variantId)
  const free = (id: string) => freeAt(model, variantId, id, own)
  if (!backorder && sum(asked.map(({ id }) => free(id))) - safety < quantity) return null
  const [first] = asked.length > 0 ? asked : model.locations
  if (!first) return null
  const whole = asked.find(({ id }) => free(id) >= quantity)
  if (whole) return new Map([[whole.id, quantity]])
  const given = new Map<string, number>()
  let left = quantity
  for (const { id } of asked) {
    const units = Math.max(0, Math.min(left, free(id)))
    if (units > 0) given.set(id, units)
    left -= units
  }
  if (left > 0) given.set(first.id, (given.get(first.id) ?? 0) + left)
  return given
}

/** Units that staff may take away by hand. */
export function removableAt(model: Model, variantId: string, locationId: string): number {
  const { tracked, backorder } = model.policy(variantId)
  return tracked && !backorder
    ? Math.max(0, freeAt(model, variantId, locationId))
    : onHandAt(model, variantId, locationId)
}

/** Whoever needs units of these variants frees what has lapsed of them, and what their cart holds. */
export function free(model: Model, variantIds: readonly string[], own?: ModelCart): void {
  drop(
    model,
    ({ variantId, expiresAt, cart }) =>
      variantIds.includes(variantId) && (expiresAt <= model.now || cart === own),
  )
}

export const dropAllOf = (model: Model, cart: ModelCart): void =>
  drop(model, (row) => row.cart === cart)

export const lapse = (model: Model): void => drop(model, (row) => row.expiresAt <= model.now)

type Row = Model['reservations'][number]

function drop(model: Model, isDropped: (row: Row) => boolean): void {
  for (const { variantId, locationId, quantity } of model.reservations.filter(isDropped))
    levelAt(model, variantId, locationId).reserved -= quantity
  model.reservations = model.reservations.filter((row) => !isDropped(row))
}

/** Holds back what a cart asks for, each line whole or as much of it as was held before. */
export function reserve(model: Model, cart: ModelCart): void {
  const { reservationMs } = model.shop
  if (reservationMs === null) return
  const held = (variantId: string) =>
    model.reservations.filter((row) => row.cart === cart && row.variantId === variantId)
  const unmet = [...cart.lines].filter(([variantId, quantity]) => {
    const standing = held(variantId).filter(({ expiresAt }) => expiresAt > model.now)
    return sum(standing.map((row) => row.quantity)) !== quantity
  })
  free(
    model,
    unmet.map(([variantId]) => variantId),
  )
  const expiresAt = model.now + reservationMs
  for (const [variantId, quantity] of unmet) {
    const before = held(variantId)
    const after = heldAnew(model, cart, variantId, quantity, before)
    drop(model, (row) => before.includes(row))
    for (const [locationId, units] of after) {
      levelAt(model, variantId, locationId).reserved += units
      model.reservations.push({ cart, variantId, locationId, quantity: units, expiresAt })
    }
  }
  drop(model, (row) => row.cart === cart && !cart.lines.has(row.variantId))
  for (const row of model.reservations) if (row.cart === cart) row.expiresAt = expiresAt
}

function heldAnew(
  model: Model,
  cart: ModelCart,
  variantId: string,
  quantity: number,
  before: readonly Row[],
): Map<string, number> {
  const { tracked, backorder } = model.policy(variantId)
  if (!tracked || backorder) return new Map()
  const whole = splitOf(model, variantId, quantity, cart)
  if (whole) return whole
  const kept = new Map<string, number>()
  let left = quantity
  for (const row of [...before].sort((a, b) => (a.locationId < b.locationId ? -1 : 1))) {
    if (left > 0) kept.set(row.locationId, Math.min(left, row.quantity))
    left -= row.quantity
  }
  return kept
}

/** What placing a cart would take from where: where its own hold covers a line, just that. */
export function takenFor(
  model: Model,
  cart: ModelCart | undefined,
  variantId: string,
  quantity: number,
): Map<string, number> | null {
  const own = model.reservations.filter(
    (row) => row.cart === cart && row.variantId === variantId && row.expiresAt > model.now,
  )
  const isCovered = sum(own.map((row) => row.quantity)) === quantity
  if (isCovered && model.policy(variantId).tracked)
    return new Map(own.map((row) => [row.locationId, row.quantity]))
  return splitOf(model, variantId, quantity, cart)
}
