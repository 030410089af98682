// Carts by id.
import { rowsByKey } from '#kernel/load.ts'
import { cartView } from './table.ts'

export type CartRow = typeof cartView.$inferSelect
export type { CartViewLine } from './table.ts'

export const loadCartViews = rowsByKey(cartView, cartView.id)
