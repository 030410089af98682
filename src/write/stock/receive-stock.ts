// Takes a delivery in: units come to stand at a location, with what they cost.
import { amount, integer, list, maybe, object, text } from '#kernel/input.ts'
import { VariantNotFound } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { moveStock } from './levels.ts'
import { LINES_MAX, QUANTITY_MAX } from './limits.ts'
import { LocationNotFound, ServiceHasNoStock, StockLimitReached } from './rejections.ts'
import { linePath, requireGoods, requireLocation } from './require.ts'

export const receiveStock = command({
  name: 'ReceiveStock',
  summary: 'Takes a delivery in at a location.',
  permission: 'stock.write',
  input: {
    locationId: id('location').describe('Where the delivery came in.'),
    lines: list(
      object('ReceiveStockLine', 'Units of one variant in a delivery.', {
        variantId: id('variant').describe('What came in.'),
        quantity: integer({ min: 1, max: QUANTITY_MAX }).describe('How many units.'),
        unitCost: maybe(amount()).describe(
          "What one unit cost, in minor units of the shop's currency.",
        ),
      }),
      { max: LINES_MAX },
    ).describe(`What came in: 1 to ${LINES_MAX} lines; a variant may stand in several.`),
    reference: maybe(text()).describe('The delivery note or purchase order.'),
  },
  rejections: [LocationNotFound, VariantNotFound, ServiceHasNoStock, StockLimitReached],

  async handle(context, { locationId, lines, reference }) {
    const { tx } = context
    await requireLocation(tx, locationId)
    await requireGoods(
      tx,
      lines.map(({ variantId }, index) => ({ variantId, path: linePath(index, 'variantId') })),
    )
    const movements = await moveStock(
      context,
      lines.map(({ variantId, quantity, unitCost }) => ({
        variantId,
        locationId,
        kind: 'RECEIVED',
        onHand: quantity,
        unitCost: unitCost ?? null,
        reference: reference ?? null,
      })),
    )
    return { movements }
  },
})
