// Steps in the stock room: units come, go, move and are counted, by hand.
import type { Model, ModelLocation, ModelVariant } from '../model.ts'
import { answer, fitting, type Move, type Plans, pick, type Step } from '../plan.ts'
import { free, levelAt, onHandAt, removableAt } from '../stock.ts'

const CODES = 4

/** Goods mostly, and any location: a service is refused. */
function placed(model: Model, { a, b }: Step): [ModelVariant, ModelLocation] | null {
  const variant = fitting(model.variants, a, ({ isService }) => !isService)
  const location = pick(model.locations, b)
  return variant && location ? [variant, location] : null
}

const ordered = ({ locations }: Model) =>
  locations.sort((one, other) => one.priority - other.priority || (one.code < other.code ? -1 : 1))

const service = ({ isService }: ModelVariant) => [isService, 'SERVICE_HAS_NO_STOCK'] as const

export const stockSteps = {
  createLocation: [
    1,
    (model, { a }) => {
      const code = `L${a % CODES}`
      return {
        command: 'CreateLocation',
        input: { code, name: code, countryCode: 'GB' },
        expected: answer([
          model.locations.some((known) => known.code === code),
          'LOCATION_CODE_TAKEN',
        ]),
        apply: ({ result }) => {
          model.locations.push({ id: result.location as string, code, priority: 100 })
          ordered(model)
        },
      }
    },
  ],
  updateLocation: [
    0.5,
    (model, { a, n }) => {
      const location = pick(model.locations, a)
      return location
        ? {
            command: 'UpdateLocation',
            input: { locationId: location.id, priority: n },
            expected: 'ACCEPTED',
            apply: () => {
              location.priority = n
              ordered(model)
            },
          }
        : null
    },
  ],
  receiveStock: [
    3,
    (model, step) => {
      const found = placed(model, step)
      if (!found) return null
      const [variant, location] = found
      const quantity = 1 + (step.n % 12)
      return {
        command: 'ReceiveStock',
        input: { locationId: location.id, lines: [{ variantId: variant.id, quantity }] },
        expected: answer(service(variant)),
        apply: () => {
          levelAt(model, variant.id, location.id).onHand += quantity
        },
      }
    },
  ],
  adjustStock: [
    1.5,
    (model, step) => {
      const found = placed(model, step)
      if (!found) return null
      const [variant, location] = found
      const delta = step.n % 2 === 0 ? 1 + (step.n % 4) : -(1 + (step.n % 6))
      return {
        command: 'AdjustStock',
        input: { variantId: variant.id, locationId: location.id, delta, reason: 'COUNTED' },
        expected: answer(service(variant), [
          removableAt(model, variant.id, location.id) < -delta,
          'INSUFFICIENT_STOCK',
        ]),
        apply: () => {
          if (delta < 0) free(model, [variant.id])
          levelAt(model, variant.id, location.id).onHand += delta
        },
      }
    },
  ],
  setStock: [
    1,
    (model, step) => {
      const found = placed(model, step)
      return found ? counting(model, found, step) : null
    },
  ],
  transferStock: [
    1.2,
    (model, step) => {
      const found = placed(model, step)
      const to = pick(model.locations, step.b + (step.n % 3))
      return found && to ? moving(model, found, to, 1 + (step.n % 4)) : null
    },
  ],
  setStockPolicy: [
    1,
    (model, { a, n }) => {
      const variant = fitting(model.variants, a, ({ isService }) => !isService)
      if (!variant) return null
      const [tracked, backorder, safetyStock] = [n % 7 !== 0, n % 3 === 0, n % 4]
      return {
        command: 'SetStockPolicy',
        input: { variantId: variant.id, tracked, backorder, safetyStock },
        expected: answer(service(variant)),
        apply: () =>
          void model.policies.set(variant.id, { tracked, backorder, safety: safetyStock }),
      }
    },
  ],
} satisfies Plans

function counting(
  model: Model,
  [variant, location]: [ModelVariant, ModelLocation],
  { n }: Step,
): Move {
  const known = onHandAt(model, variant.id, location.id)
  const [onHand, expectedOnHand] = [n % 9, n % 3 === 0 ? n % 5 : known]
  return {
    command: 'SetStock',
    input: { variantId: variant.id, locationId: location.id, onHand, expectedOnHand },
    expected: answer(
      service(variant),
      [expectedOnHand !== known, 'STOCK_CHANGED'],
      [
        onHand < known && removableAt(model, variant.id, location.id) < known - onHand,
        'INSUFFICIENT_STOCK',
      ],
    ),
    apply: () => {
      free(model, [variant.id])
      if (onHand !== known) levelAt(model, variant.id, location.id).onHand = onHand
    },
  }
}

function moving(
  model: Model,
  [variant, from]: [ModelVariant, ModelLocation],
  to: ModelLocation,
  quantity: number,
): Move {
  return {
    command: 'TransferStock',
    input: {
      fromLocationId: from.id,
      toLocationId: to.id,
      lines: [{ variantId: variant.id, quantity }],
    },
    expected: answer([from === to, 'SAME_LOCATION'], service(variant), [
      removableAt(model, variant.id, from.id) < quantity,
      'INSUFFICIENT_STOCK',
    ]),
    apply: () => {
      free(model, [variant.id])
      levelAt(model, variant.id, from.id).onHand -= quantity
      levelAt(model, variant.id, to.id).onHand += quantity
    },
  }
}
