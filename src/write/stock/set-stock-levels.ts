// Sets many levels to what was counted, each row by the rules of setStock.
import { list, object } from '#kernel/input.ts'
import { RowsRefused } from '#kernel/rejections.ts'
import { eachRow, policy, ROWS_MAX } from '#write/bulk.ts'
import { variantName, variantsNamed } from '#write/catalog/named-variants.ts'
import { SkuNotFound } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { COUNT_REJECTIONS, countFields, countLevel } from './corrections.ts'

const countRow = object('StockCountRowInput', 'What was counted of one variant at one location.', {
  variant: variantName().describe('The variant that was counted.'),
  locationId: id('location').describe('Where that is.'),
  ...countFields,
})

export const setStockLevels = command({
  name: 'SetStockLevels',
  summary:
    'Sets the units on hand to what was counted, each as `setStock` would, in the order of the rows.',
  permission: 'stock.write',
  input: {
    levels: list(countRow, { max: ROWS_MAX }).describe(`The levels: 1 to ${ROWS_MAX}.`),
    policy: policy(),
  },
  rejections: [...COUNT_REJECTIONS, SkuNotFound, RowsRefused],

  async handle(context, { levels, policy }) {
    const named = await variantsNamed(
      context.tx,
      levels.map(({ variant }) => variant),
    )
    const results = await eachRow(context, { rows: levels, policy }, async (row, index) => {
      const path = ['input', 'levels', String(index)]
      const variantPath = [...path, 'variant']
      const variantId = named.require(row.variant, variantPath).variant.id
      return countLevel(context, { ...row, variantId }, { path, variantPath })
    })
    return { results }
  },
})
