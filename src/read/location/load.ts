// Locations by id.
import { rowsByKey } from '#kernel/load.ts'
import { locationView } from './table.ts'

export type LocationRow = typeof locationView.$inferSelect

export const loadLocationViews = rowsByKey(locationView, locationView.id)
