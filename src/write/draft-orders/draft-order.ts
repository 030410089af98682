// A draft order's own rows, as every command on it needs them: there, and open where it is changed.
import { asc, eq, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { as, insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { DraftOrderNotFound, DraftOrderNotOpen } from './rejections.ts'
import { draftOrderLines, draftOrders } from './tables.ts'

export type DraftOrder = typeof draftOrders.$inferSelect
export type DraftOrderLine = typeof draftOrderLines.$inferSelect

const PATH = ['input', 'draftOrderId']

export async function requireDraftOrder(tx: Connection, draftOrderId: string): Promise<DraftOrder> {
  const [draft] = await draftBy(tx, { draftOrderId })
  if (!draft || draft.status === 'DELETED') throw new DraftOrderNotFound({ draftOrderId }, PATH)
  return draft
}

/** A draft that can be changed. */
export async function requireOpenDraftOrder(
  tx: Connection,
  draftOrderId: string,
): Promise<DraftOrder> {
  const draft = await requireDraftOrder(tx, draftOrderId)
  const { orderId } = draft
  if (orderId !== null) throw new DraftOrderNotOpen({ draftOrderId, orderId }, PATH)
  return draft
}

/** In their order. */
export const draftOrderLinesOf = (tx: Connection, draftOrderId: string) =>
  linesBy(tx, { draftOrderId })

/** Writes a new draft with the next number. */
export async function insertDraftOrder(
  tx: Connection,
  draft: Omit<typeof draftOrders.$inferInsert, 'number' | 'status'>,
): Promise<void> {
  const [last] = await lastNumber(tx, {})
  const number = Math.max(FIRST_NUMBER, (last?.number ?? 0) + 1)
  await insertDrafts(tx, [{ ...draft, number, status: 'OPEN' }])
}

/** Writes what a draft is from now on. */
export const writeDraftOrder = (
  tx: Connection,
  { number: _number, currency: _currency, createdAt: _createdAt, ...draft }: DraftOrder,
): Promise<unknown> => updateDraft(tx, draft)

/** A line as it is given. */
export type DraftOrderUnits = Pick<
  DraftOrderLine,
  'variantId' | 'quantity' | 'unitPrice' | 'priceReason'
>

/** Writes all that is in a draft from now on. */
export async function writeLines(
  { tx, newId }: Context,
  draftOrderId: string,
  lines: readonly DraftOrderUnits[],
): Promise<void> {
  await removeLines(tx, { draftOrderId })
  await insertLines(
    tx,
    lines.map(({ variantId, quantity, unitPrice, priceReason }, position) => ({
      id: newId('draftOrderLine'),
      draftOrderId,
      position,
      ...{ variantId, quantity, unitPrice, priceReason },
    })),
  )
}

const FIRST_NUMBER = 1_001

const lastNumber = statement((db) =>
  db.select({ number: sql<number | null>`max(${draftOrders.number})` }).from(draftOrders),
)

const insertDrafts = insertInto(draftOrders)
const insertLines = insertInto(draftOrderLines)

type Of = { draftOrderId: string }

const draftBy = statement((db, $: Params<Of>) =>
  db.select().from(draftOrders).where(eq(draftOrders.id, $.draftOrderId)),
)

const linesBy = statement((db, $: Params<Of>) =>
  db
    .select()
    .from(draftOrderLines)
    .where(eq(draftOrderLines.draftOrderId, $.draftOrderId))
    .orderBy(asc(draftOrderLines.position), asc(draftOrderLines.id)),
)

const removeLines = statement((db, $: Params<Of>) =>
  db.delete(draftOrderLines).where(eq(draftOrderLines.draftOrderId, $.draftOrderId)),
)

type Changes = Omit<DraftOrder, 'number' | 'currency' | 'createdAt'>

const updateDraft = statement((db, $: Params<Changes>) =>
  db
    .update(draftOrders)
    .set({
      status: as(draftOrders.status, $.status),
      customerId: as(draftOrders.customerId, $.customerId),
      email: as(draftOrders.email, $.email),
      shippingAddress: as(draftOrders.shippingAddress, $.shippingAddress),
      discountCodes: as(draftOrders.discountCodes, $.discountCodes),
      shippingMethodId: as(draftOrders.shippingMethodId, $.shippingMethodId),
      note: as(draftOrders.note, $.note),
      orderId: as(draftOrders.orderId, $.orderId),
      updatedAt: as(draftOrders.updatedAt, $.updatedAt),
    })
    .where(eq(draftOrders.id, $.id)),
)
