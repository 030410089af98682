// Sets what is on hand to what was counted, unless it has moved since the count began.
import { integer, maybe, text } from '#kernel/input.ts'
import { VariantNotFound } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { insufficient, type Stock, stockFreedFor } from './allocation.ts'
import { moveStock } from './levels.ts'
import { ON_HAND_MAX } from './limits.ts'
import {
  InsufficientStock,
  LocationNotFound,
  ServiceHasNoStock,
  StockChanged,
} from './rejections.ts'
import { levelAt, removableAt, requireGoods, requireLocation } from './require.ts'

export const setStock = command({
  name: 'SetStock',
  summary:
    'Sets the units on hand to what was counted. What is promised to orders must stay on hand, unless the variant may be backordered or is not tracked.',
  permission: 'stock.write',
  input: {
    variantId: id('variant').describe('The variant that was counted.'),
    locationId: id('location').describe('Where it was counted.'),
    onHand: integer({ max: ON_HAND_MAX }).describe('Units that stand there, promised ones too.'),
    expectedOnHand: maybe(integer({ max: ON_HAND_MAX })).describe(
      'Units that were on hand when the count began; refused as STOCK_CHANGED when there are others now. Left out sets in any case.',
    ),
    reference: maybe(text()).describe('The count sheet.'),
  },
  target: ({ variantId }) => ({ aggregate: 'stock', id: variantId }),
  rejections: [
    LocationNotFound,
    VariantNotFound,
    ServiceHasNoStock,
    StockChanged,
    InsufficientStock,
  ],

  async handle(context, { variantId, locationId, onHand, expectedOnHand, reference }) {
    const { tx } = context
    await requireLocation(tx, locationId)
    await requireGoods(tx, [{ variantId, path: ['input', 'variantId'] }])
    const { stock: freed } = await stockFreedFor(context, [variantId])
    const stock = freed.get(variantId) as Stock
    const level = levelAt(stock, locationId)
    if (expectedOnHand != null && expectedOnHand !== level.onHand)
      throw new StockChanged(
        { variantId, locationId, expectedOnHand, actualOnHand: level.onHand },
        ['input', 'expectedOnHand'],
      )
    const delta = onHand - level.onHand
    if (delta === 0) return { movement: null }
    const available = removableAt(level, stock.policy)
    if (available < -delta) {
      const short = new Map([[variantId, { requested: -delta, available }]])
      throw await insufficient(tx, short, ['input', 'onHand'])
    }
    const [movement] = await moveStock(context, [
      { variantId, locationId, kind: 'ADJUSTED', onHand: delta, reason: 'COUNTED', reference },
    ])
    return { movement: movement as string }
  },
})
