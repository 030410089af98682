// The rows of a variant: as many as there are locations that ever held it.
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { stockMoved } from '#write/stock/events.ts'
import { stockLevels } from '#write/stock/tables.ts'
import { stockLevelView } from './table.ts'

export const stockLevelViews = view({
  table: stockLevelView,
  key: 'variantId',
  many: true,
  stays: true,
  wokenBy: [on(stockMoved, ({ variantId }) => [variantId])],
  refresh: (tx, variantIds: readonly string[]) => levelsOf(tx, { ids: listOf(variantIds) }),
  keys: keysOf(stockLevels, stockLevels.variantId),
})

const levelsOf = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(stockLevels).where(inList(stockLevels.variantId, $.ids)),
)
