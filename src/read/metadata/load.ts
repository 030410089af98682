// What is remembered with things, by their ids.
import { rowsByKey } from '#kernel/load.ts'
import { metadataView } from './table.ts'

export type { MetadataEntry } from './table.ts'
export type MetadataRow = typeof metadataView.$inferSelect

export const loadMetadataViews = rowsByKey(metadataView, metadataView.ownerId)
