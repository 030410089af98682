// The two corrections that staff make by hand, alike for one and for many: by a difference, or to what was
// counted. What is promised to orders stays, unless the variant may be owed or isn't tracked.
import { choice, integer, maybe, text, type z } from '#kernel/input.ts'
import { VariantNotFound } from '#write/catalog/rejections.ts'
import type { Context } from '#write/command.ts'
import { insufficient, type Stock, stockFreedFor } from './allocation.ts'
import { moveStock } from './levels.ts'
import { ON_HAND_MAX, QUANTITY_MAX } from './limits.ts'
import {
  InsufficientStock,
  LocationNotFound,
  ServiceHasNoStock,
  StockChanged,
  StockLimitReached,
} from './rejections.ts'
import { levelAt, removableAt, requireGoods, requireLocation } from './require.ts'

export const ADJUSTMENT_REASONS = {
  DAMAGED: 'Units were damaged and can not be sold.',
  LOST: 'Units are gone: stolen, or not to be found.',
  FOUND: 'Units turned up that were not counted.',
  COUNTED: 'A count gave another number.',
  CORRECTION: 'An earlier entry was wrong.',
  OTHER: 'Anything else; the reference says what.',
} as const

export const adjustmentFields = {
  delta: integer({ min: -QUANTITY_MAX, max: QUANTITY_MAX })
    .refine((units) => units !== 0, 'must not be 0')
    .describe('Units more, or, below zero, fewer. Not 0.'),
  reason: choice('StockAdjustmentReason', ADJUSTMENT_REASONS).describe('Why.'),
  reference: maybe(text()).describe('The count sheet, the report, or a few words.'),
}
export const countFields = {
  onHand: integer({ max: ON_HAND_MAX }).describe('Units that stand there, promised ones too.'),
  expectedOnHand: maybe(integer({ max: ON_HAND_MAX })).describe(
    'Units that were on hand when the count began; refused as STOCK_CHANGED when there are others now. Left out sets in any case.',
  ),
  reference: maybe(text()).describe('The count sheet.'),
}

export const ADJUSTMENT_REJECTIONS = [
  LocationNotFound,
  VariantNotFound,
  ServiceHasNoStock,
  InsufficientStock,
  StockLimitReached,
]
export const COUNT_REJECTIONS = [
  LocationNotFound,
  VariantNotFound,
  ServiceHasNoStock,
  StockChanged,
  InsufficientStock,
]

type Place = { variantId: string; locationId: string }
type Adjustment = Place & z.infer<z.ZodObject<typeof adjustmentFields>>
type Count = Place & z.infer<z.ZodObject<typeof countFields>>
/** Where the fields stand, and where the name of the variant does. */
type Paths = { path: readonly string[]; variantPath: readonly string[] }

/** Answers the movement's id. */
export async function adjustLevel(
  context: Context,
  { variantId, locationId, delta, reason, reference }: Adjustment,
  { path, variantPath }: Paths,
): Promise<string> {
  const { tx } = context
  await requireLocation(tx, locationId, [...path, 'locationId'])
  await requireGoods(tx, [{ variantId, path: variantPath }])
  if (delta < 0) {
    const { stock: freed } = await stockFreedFor(context, [variantId])
    const stock = freed.get(variantId) as Stock
    const available = removableAt(levelAt(stock, locationId), stock.policy)
    if (available < -delta) {
      const short = new Map([[variantId, { requested: -delta, available }]])
      throw await insufficient(tx, short, [...path, 'delta'])
    }
  }
  const [movement] = await moveStock(context, [
    { variantId, locationId, kind: 'ADJUSTED', onHand: delta, reason, reference },
  ])
  return movement as string
}

/** Answers the movement's id, or null where the count was what stands. */
export async function countLevel(
  context: Context,
  { variantId, locationId, onHand, expectedOnHand, reference }: Count,
  { path, variantPath }: Paths,
): Promise<string | null> {
  const { tx } = context
  await requireLocation(tx, locationId, [...path, 'locationId'])
  await requireGoods(tx, [{ variantId, path: variantPath }])
  const { stock: freed } = await stockFreedFor(context, [variantId])
  const stock = freed.get(variantId) as Stock
  const level = levelAt(stock, locationId)
  if (expectedOnHand != null && expectedOnHand !== level.onHand)
    throw new StockChanged({ variantId, locationId, expectedOnHand, actualOnHand: level.onHand }, [
      ...path,
      'expectedOnHand',
    ])
  const delta = onHand - level.onHand
  if (delta === 0) return null
  const available = removableAt(level, stock.policy)
  if (available < -delta) {
    const short = new Map([[variantId, { requested: -delta, available }]])
    throw await insufficient(tx, short, [...path, 'onHand'])
  }
  const [movement] = await moveStock(context, [
    { variantId, locationId, kind: 'ADJUSTED', onHand: delta, reason: 'COUNTED', reference },
  ])
  return movement as string
}
