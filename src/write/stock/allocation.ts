// Promising units to orders, giving them back, and letting them go. All lines get what they ask for
// or none does: the last unit goes to whoever stands first in the queue.
import { asc, eq } from 'drizzle-orm'
import {
  allocate,
  availableOf,
  DEFAULT_STOCK_POLICY,
  type Level,
  policyOf,
  type StockPolicy,
} from '#domain/stock.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { sellableVariants } from '#write/catalog/sellable.ts'
import type { Context } from '#write/command.ts'
import { moveStock } from './levels.ts'
import { InsufficientStock } from './rejections.ts'
import { freeReservations } from './reservations.ts'
import { locations, stockLevels, stockPolicies } from './tables.ts'

export type Stock = {
  /** In the order in which locations are asked: by priority, then by code. */
  levels: Level[]
  policy: StockPolicy
}

/** What there is of each of these variants; every id that is asked for is in the answer. */
export async function stockOf(
  tx: Connection,
  variantIds: readonly string[],
): Promise<Map<string, Stock>> {
  const stock = new Map<string, Stock>()
  for (const { variantId, locationId, onHand, allocated, reserved, ...policy } of await levelsOf(
    tx,
    {
      ids: listOf(variantIds),
    },
  )) {
    const level = { locationId, onHand, allocated, reserved }
    const known = stock.get(variantId)
    if (known) known.levels.push(level)
    else stock.set(variantId, { levels: [level], policy: policyOf(policy) })
  }
  if (stock.size < variantIds.length) await addNeverStocked(tx, stock, variantIds)
  return stock
}

/** What never stood anywhere may have a policy all the same. */
async function addNeverStocked(
  tx: Connection,
  stock: Map<string, Stock>,
  variantIds: readonly string[],
): Promise<void> {
  const absent = variantIds.filter((id) => !stock.has(id))
  for (const id of absent) stock.set(id, { levels: [], policy: DEFAULT_STOCK_POLICY })
  for (const { variantId, ...policy } of await policiesOf(tx, { ids: listOf(absent) }))
    stock.set(variantId, { levels: [], policy })
  await oweSomewhere(tx, stock)
}

/** What is sold on backorder before it was ever received is owed by the location asked first. */
async function oweSomewhere(tx: Connection, stock: ReadonlyMap<string, Stock>): Promise<void> {
  const owed = [...stock.values()].filter(
    ({ levels, policy }) => policy.tracked && policy.backorder && levels.length === 0,
  )
  if (owed.length === 0) return
  const [first] = await firstLocation(tx, {})
  if (!first) return
  for (const { levels } of owed)
    levels.push({ locationId: first.id, onHand: 0, allocated: 0, reserved: 0 })
}

export type AllocationLine = { lineId: string; variantId: string; sku: string; quantity: number }
export type StockPart = { variantId: string; locationId: string; quantity: number }

/**
 * The same for a rule that gives units away: what lapsed reservations held back is free, and so is what
 * this cart holds. Answers also where it held them.
 */
export async function stockFreedFor(
  context: Context,
  variantIds: readonly string[],
  cartId: string | null = null,
): Promise<{ stock: Map<string, Stock>; held: Map<string, Part[]> }> {
  const stock = await stockOf(context.tx, variantIds)
  const isHeldBack = [...stock.values()].some(({ levels }) =>
    levels.some(({ reserved }) => reserved > 0),
  )
  if (!isHeldBack) return { stock, held: new Map() }
  const held = await freeReservations(context, { variantIds, cartId })
  return { stock: await stockOf(context.tx, variantIds), held }
}

/**
 * Allocates every line or throws InsufficientStock with every variant that is short; lines of one
 * variant are judged by their sum. Untracked variants need no allocation and get none.
 * @param locationId The one location that is asked, where it can't be any other.
 * @param cartId Whose reservations become this allocation, where they stand.
 */
export async function allocateStock(
  context: Context,
  {
    reference,
    lines,
    locationId = null,
    cartId = null,
  }: {
    reference: string
    lines: readonly AllocationLine[]
    locationId?: string | null
    cartId?: string | null
  },
): Promise<(StockPart & { lineId: string })[]> {
  const wanted = new Map<string, { sku: string; quantity: number }>()
  for (const { variantId, sku, quantity } of lines)
    wanted.set(variantId, { sku, quantity: (wanted.get(variantId)?.quantity ?? 0) + quantity })

  const { stock, held } = await stockFreedFor(context, [...wanted.keys()], cartId)
  const parts = new Map<string, Part[]>()
  const shortages: Shortage[] = []
  for (const [variantId, { sku, quantity }] of wanted) {
    const { levels: all, policy } = stock.get(variantId) as Stock
    const levels = locationId ? all.filter((level) => level.locationId === locationId) : all
    const own = held.get(variantId) ?? []
    const isCovered = policy.tracked && unitsOf(own) === quantity
    const given = isCovered ? { parts: own, short: 0 } : allocate(quantity, levels, policy)
    parts.set(variantId, given.parts)
    if (given.short === 0) continue
    const available = Math.max(0, availableOf(levels, policy))
    shortages.push({ variantId, sku, requested: quantity, available })
  }
  if (shortages.length > 0) throw new InsufficientStock({ shortages })

  const moves = [...parts].flatMap(([variantId, given]) =>
    given.map(({ locationId, quantity }) => ({ variantId, locationId, quantity })),
  )
  await moveStock(
    context,
    moves.map(({ variantId, locationId, quantity }) => ({
      variantId,
      locationId,
      kind: 'ALLOCATED',
      allocated: quantity,
      reference,
    })),
  )
  return dealOut(lines, parts)
}

export type Part = { locationId: string; quantity: number }
const unitsOf = (parts: readonly Part[]) => parts.reduce((sum, { quantity }) => sum + quantity, 0)
type Shortage = { variantId: string; sku: string; requested: number; available: number }

/** Lines of one variant take from its parts in turn. */
function dealOut(
  lines: readonly AllocationLine[],
  parts: ReadonlyMap<string, Part[]>,
): (StockPart & { lineId: string })[] {
  const dealt: (StockPart & { lineId: string })[] = []
  for (const { lineId, variantId, quantity } of lines) {
    let left = quantity
    for (const part of parts.get(variantId) as Part[]) {
      const taken = Math.min(left, part.quantity)
      if (taken === 0) continue
      dealt.push({ lineId, variantId, locationId: part.locationId, quantity: taken })
      part.quantity -= taken
      left -= taken
    }
  }
  return dealt
}

/** Gives back what was allocated and will not ship. */
export async function releaseStock(
  context: Context,
  { reference, parts }: { reference: string; parts: readonly StockPart[] },
): Promise<void> {
  await moveStock(
    context,
    parts.map(({ variantId, locationId, quantity }) => ({
      variantId,
      locationId,
      kind: 'RELEASED',
      allocated: -quantity,
      reference,
    })),
  )
}

/** Lets allocated units leave. What was owed on backorder can only leave once it is there. */
export async function shipStock(
  context: Context,
  { reference, parts }: { reference: string; parts: readonly StockPart[] },
): Promise<void> {
  await requireOnHand(context.tx, parts)
  await moveStock(
    context,
    parts.map(({ variantId, locationId, quantity }) => ({
      variantId,
      locationId,
      kind: 'SHIPPED',
      onHand: -quantity,
      allocated: -quantity,
      reference,
    })),
  )
}

/** Puts what had left back where it left, promised as before. */
export async function unshipStock(
  context: Context,
  { reference, parts }: { reference: string; parts: readonly StockPart[] },
): Promise<void> {
  await moveStock(
    context,
    parts.map(({ variantId, locationId, quantity }) => ({
      variantId,
      locationId,
      kind: 'UNSHIPPED',
      onHand: quantity,
      allocated: quantity,
      reference,
    })),
  )
}

/** Puts what came back from a customer on the shelf. What isn't tracked is not counted. */
export async function restockReturned(
  context: Context,
  { reference, parts }: { reference: string; parts: readonly StockPart[] },
): Promise<void> {
  const stock = await stockOf(context.tx, [...new Set(parts.map(({ variantId }) => variantId))])
  await moveStock(
    context,
    parts
      .filter(({ variantId }) => stock.get(variantId)?.policy.tracked)
      .map(({ variantId, locationId, quantity }) => ({
        variantId,
        locationId,
        kind: 'RETURNED',
        onHand: quantity,
        reference,
      })),
  )
}

/** Refuses to take more from a location than stands there. */
async function requireOnHand(tx: Connection, parts: readonly StockPart[]): Promise<void> {
  const variantIds = [...new Set(parts.map(({ variantId }) => variantId))]
  const onHand = new Map<string, number>()
  for (const level of await levelsOf(tx, { ids: listOf(variantIds) }))
    onHand.set(`${level.variantId} ${level.locationId}`, level.onHand)

  const wanted = new Map<string, StockPart>()
  for (const { variantId, locationId, quantity } of parts) {
    const key = `${variantId} ${locationId}`
    const sum = (wanted.get(key)?.quantity ?? 0) + quantity
    wanted.set(key, { variantId, locationId, quantity: sum })
  }
  const short = new Map<string, { requested: number; available: number }>()
  for (const [key, { variantId, quantity }] of wanted) {
    const available = onHand.get(key) ?? 0
    if (available >= quantity) continue
    const known = short.get(variantId) ?? { requested: 0, available: 0 }
    known.requested += quantity
    known.available += available
    short.set(variantId, known)
  }
  if (short.size > 0) throw await insufficient(tx, short)
}

/** The refusal with the SKUs by which people know the variants. */
export async function insufficient(
  tx: Connection,
  short: ReadonlyMap<string, { requested: number; available: number }>,
  path?: readonly string[],
): Promise<InstanceType<typeof InsufficientStock>> {
  const variants = await sellableVariants(tx, [...short.keys()])
  const shortages = [...short].map(([variantId, counts]) => ({
    variantId,
    sku: variants.get(variantId)?.sku ?? variantId,
    ...counts,
  }))
  return new InsufficientStock({ shortages }, path)
}

type Ids = { ids: string }

const policiesOf = statement((db, $: Params<Ids>) =>
  db.select().from(stockPolicies).where(inList(stockPolicies.variantId, $.ids)),
)

const levelsOf = statement((db, $: Params<Ids>) =>
  db
    .select({
      variantId: stockLevels.variantId,
      locationId: stockLevels.locationId,
      onHand: stockLevels.onHand,
      allocated: stockLevels.allocated,
      reserved: stockLevels.reserved,
      tracked: stockPolicies.tracked,
      backorder: stockPolicies.backorder,
      safetyStock: stockPolicies.safetyStock,
      lowStockLevel: stockPolicies.lowStockLevel,
    })
    .from(stockLevels)
    .innerJoin(locations, eq(locations.id, stockLevels.locationId))
    .leftJoin(stockPolicies, eq(stockPolicies.variantId, stockLevels.variantId))
    .where(inList(stockLevels.variantId, $.ids))
    .orderBy(asc(locations.priority), asc(locations.code), asc(stockLevels.variantId)),
)

const firstLocation = statement((db) =>
  db
    .select({ id: locations.id })
    .from(locations)
    .orderBy(asc(locations.priority), asc(locations.code))
    .limit(1),
)
