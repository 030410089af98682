// Fulfilments by id.
import { rowsByKey } from '#kernel/load.ts'
import { fulfilmentView } from './table.ts'

export type FulfilmentRow = typeof fulfilmentView.$inferSelect
export type { FulfilmentViewLine, FulfilmentViewTracking } from './table.ts'

export const loadFulfilmentViews = rowsByKey(fulfilmentView, fulfilmentView.id)
