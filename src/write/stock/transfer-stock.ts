// Moves units from one location to another: all lines or none.

import { integer, list, maybe, object, text } from '#kernel/input.ts'
import { VariantNotFound } from '#write/catalog/rejections.ts'
import { type Context, command, id } from '#write/command.ts'
import { insufficient, stockFreedFor } from './allocation.ts'
import { type Move, moveStock } from './levels.ts'
import { LINES_MAX, QUANTITY_MAX } from './limits.ts'
import {
  InsufficientStock,
  LocationNotFound,
  SameLocation,
  ServiceHasNoStock,
  StockLimitReached,
} from './rejections.ts'
import { levelAt, linePath, removableAt, requireGoods, requireLocation } from './require.ts'

export const transferStock = command({
  name: 'TransferStock',
  summary:
    'Moves units from one location to another, at once. Units that are promised to orders stay where they are, unless the variant may be backordered or is not tracked.',
  permission: 'stock.write',
  input: {
    fromLocationId: id('location').describe('Where the units are.'),
    toLocationId: id('location').describe('Where they go.'),
    lines: list(
      object('TransferStockLine', 'Units of one variant that are moved.', {
        variantId: id('variant').describe('What is moved.'),
        quantity: integer({ min: 1, max: QUANTITY_MAX }).describe('How many units.'),
      }),
      { max: LINES_MAX },
    ).describe(`What is moved: 1 to ${LINES_MAX} lines; a variant may stand in several.`),
    reference: maybe(text()).describe('The transfer note.'),
  },
  rejections: [
    LocationNotFound,
    SameLocation,
    VariantNotFound,
    ServiceHasNoStock,
    InsufficientStock,
    StockLimitReached,
  ],

  async handle(context, { fromLocationId, toLocationId, lines, reference }) {
    const { tx } = context
    await requireLocation(tx, fromLocationId, ['input', 'fromLocationId'])
    await requireLocation(tx, toLocationId, ['input', 'toLocationId'])
    if (fromLocationId === toLocationId)
      throw new SameLocation({ locationId: toLocationId }, ['input', 'toLocationId'])
    await requireGoods(
      tx,
      lines.map(({ variantId }, index) => ({ variantId, path: linePath(index, 'variantId') })),
    )
    await requireRemovable(context, fromLocationId, lines)
    const movements = await moveStock(
      context,
      lines.flatMap(({ variantId, quantity }): Move[] => [
        move(variantId, fromLocationId, -quantity, reference),
        move(variantId, toLocationId, quantity, reference),
      ]),
    )
    return { movements }
  },
})

type Line = { variantId: string; quantity: number }

const move = (
  variantId: string,
  locationId: string,
  onHand: number,
  reference: string | null | undefined,
): Move => ({ variantId, locationId, kind: 'TRANSFERRED', onHand, reference: reference ?? null })

/** Lines of one variant are judged by their sum. */
async function requireRemovable(
  context: Context,
  locationId: string,
  lines: readonly Line[],
): Promise<void> {
  const wanted = new Map<string, number>()
  for (const { variantId, quantity } of lines)
    wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)

  const short = new Map<string, { requested: number; available: number }>()
  const { stock: freed } = await stockFreedFor(context, [...wanted.keys()])
  for (const [variantId, stock] of freed) {
    const requested = wanted.get(variantId) as number
    const available = removableAt(levelAt(stock, locationId), stock.policy)
    if (available < requested) short.set(variantId, { requested, available })
  }
  if (short.size === 0) return
  const first = lines.findIndex(({ variantId }) => short.has(variantId))
  throw await insufficient(context.tx, short, linePath(first, 'quantity'))
}
