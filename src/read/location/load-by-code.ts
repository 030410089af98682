// Locations by the codes that people give them.
import { rowsByKey } from '#kernel/load.ts'
import { locationView } from './table.ts'

export const loadLocationViewsByCode = rowsByKey(locationView, locationView.code)
