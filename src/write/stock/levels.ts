// The one way in which units move: levels change, the ledger says by how much, and the fact is told.
// Whoever calls has checked the rules; a level below zero here is a fault, not a refusal.
import { type Placeholder, sql } from 'drizzle-orm'
import { insertInto, type Params, statementOfRows } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { stockMoved } from './events.ts'
import { ON_HAND_MAX } from './limits.ts'
import { StockLimitReached } from './rejections.ts'
import { type MovementKind, stockLevels, stockMovements } from './tables.ts'

/** By how much one variant's level at one location changes, and why. What is left out stays. */
export type Move = {
  variantId: string
  locationId: string
  kind: MovementKind
  onHand?: number
  allocated?: number
  reserved?: number
  reason?: string | null | undefined
  reference?: string | null | undefined
  unitCost?: number | null | undefined
}

/** Answers the movements' ids, in the order of the moves. */
export async function moveStock(context: Context, moves: readonly Move[]): Promise<string[]> {
  const { tx, now, newId, record } = context
  const rows = moves.map((move) => ({
    id: newId('movement'),
    variantId: move.variantId,
    locationId: move.locationId,
    kind: move.kind,
    onHandDelta: move.onHand ?? 0,
    allocatedDelta: move.allocated ?? 0,
    reservedDelta: move.reserved ?? 0,
    reason: move.reason ?? null,
    reference: move.reference ?? null,
    unitCost: move.unitCost ?? null,
    at: now,
  }))
  const changes = summed(rows)
  const changed = new Map(
    (await changeLevels(tx, changes)).map((level) => [keyOf(level), level.onHand]),
  )
  await insertLevels(
    tx,
    changes.filter((change) => !changed.has(keyOf(change))),
  )
  for (const change of changes) requireRoom(change, changed.get(keyOf(change)) ?? change.onHand)
  await insertMovements(tx, rows)

  const movementIds = new Map<string, string[]>()
  for (const { id, variantId } of rows) {
    const ids = movementIds.get(variantId)
    if (ids) ids.push(id)
    else movementIds.set(variantId, [id])
  }
  for (const [variantId, ids] of movementIds) record(stockMoved({ variantId, movementIds: ids }))
  return rows.map(({ id }) => id)
}

type LevelChange = typeof stockLevels.$inferSelect
type Movement = typeof stockMovements.$inferInsert

/** One change a level, however many movements make it up. */
function summed(rows: readonly Movement[]): LevelChange[] {
  const changes = new Map<string, LevelChange>()
  for (const { variantId, locationId, onHandDelta, allocatedDelta, reservedDelta } of rows) {
    const key = keyOf({ variantId, locationId })
    const known = changes.get(key)
    changes.set(key, {
      variantId,
      locationId,
      onHand: (known?.onHand ?? 0) + onHandDelta,
      allocated: (known?.allocated ?? 0) + allocatedDelta,
      reserved: (known?.reserved ?? 0) + reservedDelta,
    })
  }
  return [...changes.values()]
}

const keyOf = ({ variantId, locationId }: Pick<LevelChange, 'variantId' | 'locationId'>) =>
  `${variantId} ${locationId}`

function requireRoom({ variantId, locationId, onHand }: LevelChange, now: number): void {
  if (onHand > 0 && now > ON_HAND_MAX)
    throw new StockLimitReached({ variantId, locationId, onHandMax: ON_HAND_MAX })
}

const insertLevels = insertInto(stockLevels)
const insertMovements = insertInto(stockMovements)

/** A bare list of values has no types but those that it is given. */
const whole = (value: Placeholder) => sql`cast(${value} as bigint)`

/** Adds to levels that stand; the others are not among the rows that it answers. */
const changeLevels = statementOfRows((db, rows: Params<LevelChange>[]) => {
  const values = rows.map(
    ({ variantId, locationId, onHand, allocated, reserved }) =>
      sql`(${variantId}, ${locationId}, ${whole(onHand)}, ${whole(allocated)}, ${whole(reserved)})`,
  )
  return db
    .update(stockLevels)
    .set({
      onHand: sql`${stockLevels.onHand} + change.column3`,
      allocated: sql`${stockLevels.allocated} + change.column4`,
      reserved: sql`${stockLevels.reserved} + change.column5`,
    })
    .from(sql`(values ${sql.join(values, sql`, `)}) as change`)
    .where(
      sql`${stockLevels.variantId} = change.column1 and ${stockLevels.locationId} = change.column2`,
    )
    .returning({
      variantId: stockLevels.variantId,
      locationId: stockLevels.locationId,
      onHand: stockLevels.onHand,
    })
})
