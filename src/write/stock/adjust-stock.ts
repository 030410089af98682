// Corrects what is on hand by a difference, with the reason for it.
import { choice, integer, maybe, text } from '#kernel/input.ts'
import { VariantNotFound } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { insufficient, type Stock, stockFreedFor } from './allocation.ts'
import { moveStock } from './levels.ts'
import { QUANTITY_MAX } from './limits.ts'
import {
  InsufficientStock,
  LocationNotFound,
  ServiceHasNoStock,
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

export const adjustStock = command({
  name: 'AdjustStock',
  summary:
    'Corrects the units on hand by a difference. Units that are promised to orders can not be taken, unless the variant may be backordered or is not tracked; what is on hand never falls below zero.',
  permission: 'stock.write',
  input: {
    variantId: id('variant').describe('The variant of which there is more or less.'),
    locationId: id('location').describe('Where that is.'),
    delta: integer({ min: -QUANTITY_MAX, max: QUANTITY_MAX })
      .refine((units) => units !== 0, 'must not be 0')
      .describe('Units more, or, below zero, fewer. Not 0.'),
    reason: choice('StockAdjustmentReason', ADJUSTMENT_REASONS).describe('Why.'),
    reference: maybe(text()).describe('The count sheet, the report, or a few words.'),
  },
  target: ({ variantId }) => ({ aggregate: 'stock', id: variantId }),
  rejections: [
    LocationNotFound,
    VariantNotFound,
    ServiceHasNoStock,
    InsufficientStock,
    StockLimitReached,
  ],

  async handle(context, { variantId, locationId, delta, reason, reference }) {
    const { tx } = context
    await requireLocation(tx, locationId)
    await requireGoods(tx, [{ variantId, path: ['input', 'variantId'] }])
    if (delta < 0) {
      const { stock: freed } = await stockFreedFor(context, [variantId])
      const stock = freed.get(variantId) as Stock
      const available = removableAt(levelAt(stock, locationId), stock.policy)
      if (available < -delta) {
        const short = new Map([[variantId, { requested: -delta, available }]])
        throw await insufficient(tx, short, ['input', 'delta'])
      }
    }
    const [movement] = await moveStock(context, [
      { variantId, locationId, kind: 'ADJUSTED', onHand: delta, reason, reference },
    ])
    return { movement: movement as string }
  },
})
