// Units that carts hold back, as rows and movements. What has lapsed counts for nobody: whoever needs
// the units frees them, and otherwise a due command does.
import { and, asc, eq, lte, or, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import {
  as,
  inList,
  insertInto,
  listOf,
  type Params,
  statement,
} from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { cartReservationsChanged } from './events.ts'
import { type Move, moveStock } from './levels.ts'
import { cartReservations } from './tables.ts'

export type Reservation = typeof cartReservations.$inferSelect
type Part = { locationId: string; quantity: number }

/** Everything that a cart holds back, lapsed or not. */
export const reservationsOf = (tx: Connection, cartId: string): Promise<Reservation[]> =>
  reservationsBy(tx, { cartId })

/**
 * Frees what of these variants has lapsed in any cart, and all that this cart holds. Answers where it
 * held units that had not lapsed, by variant.
 */
export async function freeReservations(
  context: Context,
  { variantIds, cartId }: { variantIds: readonly string[]; cartId: string | null },
): Promise<Map<string, Part[]>> {
  const { tx, now } = context
  const rows = await freeable(tx, { ids: listOf(variantIds), cartId: cartId ?? '', now })
  await giveBack(context, rows)
  const held = new Map<string, Part[]>()
  for (const { variantId, locationId, quantity, ...row } of rows) {
    if (row.cartId !== cartId || row.expiresAt <= now) continue
    const parts = held.get(variantId) ?? []
    held.set(variantId, parts)
    parts.push({ locationId, quantity })
  }
  return held
}

/** Frees these rows, and tells the carts that held them. */
export async function giveBack(context: Context, rows: readonly Reservation[]): Promise<void> {
  if (rows.length === 0) return
  const { tx, record } = context
  for (const { cartLineId, locationId } of rows) await remove(tx, { cartLineId, locationId })
  await moveStock(
    context,
    rows.map((row) => reserving({ ...row, quantity: -row.quantity })),
  )
  for (const cartId of new Set(rows.map(({ cartId }) => cartId)))
    record(cartReservationsChanged({ cartId, expiresAt: null }))
}

/**
 * A movement of so many units more, or fewer, that carts hold back. It doesn't say for which: the id of
 * a cart is the right to it.
 */
export const reserving = ({
  variantId,
  locationId,
  quantity,
}: Pick<Reservation, 'variantId' | 'locationId' | 'quantity'>): Move => ({
  variantId,
  locationId,
  kind: quantity > 0 ? 'RESERVED' : 'UNRESERVED',
  reserved: quantity,
})

export const insertReservations = insertInto(cartReservations)

export const remove = statement((db, $: Params<Pick<Reservation, 'cartLineId' | 'locationId'>>) =>
  db
    .delete(cartReservations)
    .where(
      and(
        eq(cartReservations.cartLineId, $.cartLineId),
        eq(cartReservations.locationId, $.locationId),
      ),
    ),
)

export const prolong = statement((db, $: Params<{ cartId: string; expiresAt: number }>) =>
  db
    .update(cartReservations)
    .set({ expiresAt: as(cartReservations.expiresAt, $.expiresAt) })
    .where(eq(cartReservations.cartId, $.cartId)),
)

const reservationsBy = statement((db, $: Params<{ cartId: string }>) =>
  db
    .select()
    .from(cartReservations)
    .where(eq(cartReservations.cartId, $.cartId))
    .orderBy(asc(cartReservations.cartLineId), asc(cartReservations.locationId)),
)

const freeable = statement((db, $: Params<{ ids: string; cartId: string; now: number }>) =>
  db
    .select()
    .from(cartReservations)
    .where(
      and(
        inList(cartReservations.variantId, $.ids),
        or(lte(cartReservations.expiresAt, $.now), sql`${cartReservations.cartId} = ${$.cartId}`),
      ),
    )
    .orderBy(asc(cartReservations.cartLineId), asc(cartReservations.locationId)),
)
