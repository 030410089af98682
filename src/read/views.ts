// The contents page of the read side: every view, and every tally.
import type { Tally, View } from '#kernel/view.ts'
import { apiKeyViews } from './api-key/refresh.ts'
import { fulfilmentViews } from './fulfilment/refresh.ts'
import { locationViews } from './location/refresh.ts'
import { orderViews } from './order/refresh.ts'
import { stockLevelViews } from './stock-level/refresh.ts'
import { stockMovementViews } from './stock-movement/refresh.ts'
import { variantStockViews } from './variant-stock/refresh.ts'

export const views: readonly View[] = [
  locationViews,
  stockLevelViews,
  stockMovementViews,
  variantStockViews,
  apiKeyViews,
  orderViews,
  fulfilmentViews,
]

export const tallies: readonly Tally[] = []
