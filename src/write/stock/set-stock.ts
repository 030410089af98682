// Sets what is on hand to what was counted, unless it has moved since the count began.
import { command, id } from '#write/command.ts'
import { COUNT_REJECTIONS, countFields, countLevel } from './corrections.ts'

export const setStock = command({
  name: 'SetStock',
  summary:
    'Sets the units on hand to what was counted. What is promised to orders must stay on hand, unless the variant may be backordered or is not tracked.',
  permission: 'stock.write',
  input: {
    variantId: id('variant').describe('The variant that was counted.'),
    locationId: id('location').describe('Where it was counted.'),
    ...countFields,
  },
  target: ({ variantId }) => ({ aggregate: 'stock', id: variantId }),
  rejections: COUNT_REJECTIONS,

  async handle(context, input) {
    const paths = { path: ['input'], variantPath: ['input', 'variantId'] }
    return { movement: await countLevel(context, input, paths) }
  },
})
