// The ledger as staff read it: a variant's movements, in the order in which they happened.
import { sql } from 'drizzle-orm'
import { index, instant, integer, money, table, text, word } from '#kernel/database/table.ts'

export type MovementKind =
  | 'RECEIVED'
  | 'ADJUSTED'
  | 'TRANSFERRED'
  | 'ALLOCATED'
  | 'RELEASED'
  | 'SHIPPED'
  | 'UNSHIPPED'
  | 'RETURNED'
  | 'RESERVED'
  | 'UNRESERVED'

export const stockMovementView = table(
  'stock_movement_view',
  {
    id: text().primaryKey(),
    variantId: text().notNull(),
    locationId: text().notNull(),
    kind: word<MovementKind>().notNull(),
    onHandDelta: integer().notNull(),
    allocatedDelta: integer().notNull(),
    reservedDelta: integer().notNull(),
    reason: text(),
    reference: text(),
    unitCost: money(),
    at: instant().notNull(),
  },
  (t) => [
    index('stock_movement_view_by_variant').on(t.variantId, t.id),
    index('stock_movement_view_receipts').on(t.variantId, t.id).where(sql`${t.kind} = 'RECEIVED'`),
  ],
)
