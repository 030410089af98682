// Shipping methods as commands need them: there or refused.
import { eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { ShippingMethodIsArchived, ShippingMethodNotFound } from './rejections.ts'
import { shippingMethods } from './tables.ts'

export type ShippingMethod = typeof shippingMethods.$inferSelect

export const METHODS_MAX = 100

const PATH = ['input', 'shippingMethodId']

export async function requireMethod(
  tx: Connection,
  shippingMethodId: string,
): Promise<ShippingMethod> {
  const method = await methodById(tx, shippingMethodId)
  if (!method) throw new ShippingMethodNotFound({ shippingMethodId }, PATH)
  return method
}

export async function requireOfferedMethod(
  tx: Connection,
  shippingMethodId: string,
): Promise<ShippingMethod> {
  const method = await requireMethod(tx, shippingMethodId)
  if (method.archivedAt !== null) throw new ShippingMethodIsArchived({ shippingMethodId }, PATH)
  return method
}

export async function methodById(
  tx: Connection,
  shippingMethodId: string,
): Promise<ShippingMethod | null> {
  return (await methodBy(tx, { shippingMethodId }))[0] ?? null
}

export const countOffered = statement((db) =>
  db
    .select({ count: sql<number>`count(*)` })
    .from(shippingMethods)
    .where(isNull(shippingMethods.archivedAt)),
)

export const writeMethod = statement((db, $: Params<Omit<ShippingMethod, 'createdAt'>>) =>
  db
    .update(shippingMethods)
    .set({
      name: as(shippingMethods.name, $.name),
      countryCodes: as(shippingMethods.countryCodes, $.countryCodes),
      basis: as(shippingMethods.basis, $.basis),
      brackets: as(shippingMethods.brackets, $.brackets),
      taxClass: as(shippingMethods.taxClass, $.taxClass),
      archivedAt: as(shippingMethods.archivedAt, $.archivedAt),
    })
    .where(eq(shippingMethods.id, $.id)),
)

const methodBy = statement((db, $: Params<{ shippingMethodId: string }>) =>
  db.select().from(shippingMethods).where(eq(shippingMethods.id, $.shippingMethodId)),
)
