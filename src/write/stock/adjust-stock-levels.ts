// Corrects many levels by differences, each row by the rules of adjustStock.
import { list, object } from '#kernel/input.ts'
import { RowsRefused } from '#kernel/rejections.ts'
import { eachRow, policy, ROWS_MAX } from '#write/bulk.ts'
import { variantName, variantsNamed } from '#write/catalog/named-variants.ts'
import { SkuNotFound } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { ADJUSTMENT_REJECTIONS, adjustLevel, adjustmentFields } from './corrections.ts'

const adjustmentRow = object(
  'StockAdjustmentRowInput',
  'By how much the level of one variant at one location is corrected.',
  {
    variant: variantName().describe('The variant of which there is more or less.'),
    locationId: id('location').describe('Where that is.'),
    ...adjustmentFields,
  },
)

export const adjustStockLevels = command({
  name: 'AdjustStockLevels',
  summary:
    'Corrects the units on hand by differences, each as `adjustStock` would, in the order of the rows.',
  permission: 'stock.write',
  input: {
    levels: list(adjustmentRow, { max: ROWS_MAX }).describe(`The levels: 1 to ${ROWS_MAX}.`),
    policy: policy(),
  },
  rejections: [...ADJUSTMENT_REJECTIONS, SkuNotFound, RowsRefused],

  async handle(context, { levels, policy }) {
    const named = await variantsNamed(
      context.tx,
      levels.map(({ variant }) => variant),
    )
    const results = await eachRow(context, { rows: levels, policy }, async (row, index) => {
      const path = ['input', 'levels', String(index)]
      const variantPath = [...path, 'variant']
      const variantId = named.require(row.variant, variantPath).variant.id
      return adjustLevel(context, { ...row, variantId }, { path, variantPath })
    })
    return { results }
  },
})
