// Steps in the stock room: units come, go, move and are counted, by hand.
import type { Model, ModelLocation, ModelVariant } from '../model.ts'
import { answer, beside, fitting, inRows, type Move, type Plans, pick, type Step } from '../plan.ts'
import { free, levelAt, onHandAt, removableAt } from '../stock.ts'

const CODES = 4

/** Goods mostly, and any location: a service is refused. */
function placed(model: Model, { a, b }: Step): [ModelVariant, ModelLocation] | null {
  const variant = fitting(model.variants, a, ({ isService }) => !isService)
  const location = pick(model.locations, b)
  return variant && location ? [variant, location] : null
}

const everywhere = ({ variants, locations }: Model) =>
  variants.flatMap((variant) => locations.map((location) => [variant, location] as const))

const ordered = ({ locations }: Model) =>
  locations.sort((one, other) => one.priority - other.priority || (one.code < other.code ? -1 : 1))

const service = ({ isService }: ModelVariant) => [isService, 'SERVICE_HAS_NO_STOCK'] as const

export const stockSteps = {
  createLocation: [
    0.5,
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
    1,
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
    2,
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
      return found ? adjusting(model, found, step) : null
    },
  ],
  adjustStockLevels: [1, (model, step) => inLevels(model, 'AdjustStockLevels', step, adjusting)],
  setStock: [
    1.2,
    (model, step) => {
      const found = placed(model, step)
      return found ? counting(model, found, step) : null
    },
  ],
  setStockLevels: [1, (model, step) => inLevels(model, 'SetStockLevels', step, counting)],
  transferStock: [
    1.5,
    (model, step) => {
      const found = fitting(
        everywhere(model),
        step.a,
        ([{ id }, from]) => model.locations.length > 1 && removableAt(model, id, from.id) > 0,
      )
      const to =
        found &&
        pick(model.locations, model.locations.indexOf(found[1]) + 1 - (step.n % 8 === 0 ? 1 : 0))
      return found && to ? moving(model, found, to, 1 + (step.n % 3)) : null
    },
  ],
  setStockPolicy: [
    2,
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

type Planned = (
  model: Model,
  found: [ModelVariant, ModelLocation],
  step: Step,
  seen: number,
) => Move

function inLevels(model: Model, command: string, step: Step, planned: Planned): Move | null {
  const plans = beside(step).flatMap((step) => {
    const found = placed(model, step)
    if (!found) return []
    // What was on hand when the rows were written: a row before may have changed it since.
    const seen = onHandAt(model, found[0].id, found[1].id)
    return [() => planned(model, found, step, seen)]
  })
  return plans.length > 0 ? inRows(command, 'levels', plans) : null
}

function adjusting(
  model: Model,
  [variant, location]: [ModelVariant, ModelLocation],
  { n }: Step,
): Move {
  const delta = n % 2 === 0 ? 1 + (n % 4) : -(1 + (n % 6))
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
}

function counting(
  model: Model,
  [variant, location]: [ModelVariant, ModelLocation],
  { n }: Step,
  seen = onHandAt(model, variant.id, location.id),
): Move {
  const known = onHandAt(model, variant.id, location.id)
  const [onHand, expectedOnHand] = [n % 9, n % 3 === 0 ? n % 5 : seen]
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
  [variant, from]: readonly [ModelVariant, ModelLocation],
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
