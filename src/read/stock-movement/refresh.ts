// One row a movement: written once and never changed.
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { stockMoved } from '#write/stock/events.ts'
import { stockMovements } from '#write/stock/tables.ts'
import { stockMovementView } from './table.ts'

export const stockMovementViews = view({
  table: stockMovementView,
  key: 'id',
  wokenBy: [on(stockMoved, ({ movementIds }) => movementIds)],
  refresh: (tx, ids: readonly string[]) => movementsBy(tx, { ids: listOf(ids) }),
  keys: keysOf(stockMovements, stockMovements.id),
})

const movementsBy = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(stockMovements).where(inList(stockMovements.id, $.ids)),
)
