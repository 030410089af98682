// Corrects what is on hand by a difference, with the reason for it.
import { command, id } from '#write/command.ts'
import { ADJUSTMENT_REJECTIONS, adjustLevel, adjustmentFields } from './corrections.ts'

export const adjustStock = command({
  name: 'AdjustStock',
  summary:
    'Corrects the units on hand by a difference. Units that are promised to orders can not be taken, unless the variant may be backordered or is not tracked; what is on hand never falls below zero.',
  permission: 'stock.write',
  input: {
    variantId: id('variant').describe('The variant of which there is more or less.'),
    locationId: id('location').describe('Where that is.'),
    ...adjustmentFields,
  },
  target: ({ variantId }) => ({ aggregate: 'stock', id: variantId }),
  rejections: ADJUSTMENT_REJECTIONS,

  async handle(context, input) {
    const paths = { path: ['input'], variantPath: ['input', 'variantId'] }
    return { movement: await adjustLevel(context, input, paths) }
  },
})
