// What is where: levels by variant and location, the policy of each variant, and the ledger of
// movements whose sums are the levels.
import { sql } from 'drizzle-orm'
import {
  check,
  flag,
  index,
  instant,
  integer,
  money,
  primaryKey,
  table,
  text,
  word,
} from '#kernel/database/table.ts'

export const locations = table('locations', {
  id: text().primaryKey(),
  code: text().notNull().unique(),
  name: text().notNull(),
  countryCode: text().notNull(),
  /** Lower is asked first when stock is allocated; ties go by code. */
  priority: integer().notNull(),
  createdAt: instant().notNull(),
})

export const stockLevels = table(
  'stock_levels',
  {
    variantId: text().notNull(),
    locationId: text()
      .notNull()
      .references(() => locations.id),
    onHand: integer().notNull(),
    allocated: integer().notNull(),
    reserved: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.variantId, t.locationId] }),
    check('stock_levels_on_hand', sql`${t.onHand} >= 0`),
    check('stock_levels_allocated', sql`${t.allocated} >= 0`),
    check('stock_levels_reserved', sql`${t.reserved} >= 0`),
  ],
)

/** Variants without a row have the default policy. */
export const stockPolicies = table(
  'stock_policies',
  {
    variantId: text().primaryKey(),
    tracked: flag().notNull(),
    backorder: flag().notNull(),
    safetyStock: integer().notNull(),
    lowStockLevel: integer().notNull(),
  },
  (t) => [check('stock_policies_safety', sql`${t.safetyStock} >= 0 and ${t.lowStockLevel} >= 0`)],
)

/** Units that a location holds back for a line of a cart. Lapsed ones count for nobody. */
export const cartReservations = table(
  'cart_reservations',
  {
    cartLineId: text().notNull(),
    locationId: text().notNull(),
    cartId: text().notNull(),
    variantId: text().notNull(),
    quantity: integer().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.cartLineId, t.locationId] }),
    index('cart_reservations_by_cart').on(t.cartId, t.cartLineId, t.locationId),
    index('cart_reservations_by_variant').on(t.variantId, t.expiresAt),
    check('cart_reservations_quantity', sql`${t.quantity} > 0`),
  ],
)

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

/** Append-only: the sums of its deltas are the levels. */
export const stockMovements = table(
  'stock_movements',
  {
    id: text().primaryKey(),
    variantId: text().notNull(),
    locationId: text().notNull(),
    kind: word<MovementKind>().notNull(),
    onHandDelta: integer().notNull(),
    allocatedDelta: integer().notNull(),
    reservedDelta: integer().notNull(),
    /** Why, for an adjustment. */
    reason: text(),
    /** A delivery note, a count, an order's id. */
    reference: text(),
    /** Minor units of the shop's currency, for what was received. */
    unitCost: money(),
    at: instant().notNull(),
  },
  (t) => [index('stock_movements_by_variant').on(t.variantId, t.id)],
)
