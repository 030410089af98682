// What the commands on API keys share: finding one, and judging who may deal with what it holds.
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { type Actor, holds } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { insertInto, type Params, statement } from '#kernel/database/statement.ts'
import { EVERYTHING, namesOf, PERMISSIONS } from './permissions.ts'
import { ApiKeyNotFound, PermissionsExceedOwn } from './rejections.ts'
import { apiKeys } from './tables.ts'

export type ApiKey = typeof apiKeys.$inferSelect

export const insertApiKey = insertInto(apiKeys)

export async function requireApiKey(tx: Connection, apiKeyId: string): Promise<ApiKey> {
  const [key] = await apiKeyBy(tx, { id: apiKeyId })
  if (!key) throw new ApiKeyNotFound({ apiKeyId }, ['input', 'apiKeyId'])
  return key
}

/** Nobody deals with more than they hold: else making keys would be the right to everything. */
export function requireOwn(
  actor: Actor,
  permissions: readonly string[],
  path: readonly string[],
): void {
  const lacking = permissions.filter((permission) =>
    permission === EVERYTHING ? !actor.permissions.includes(EVERYTHING) : !holds(actor, permission),
  )
  if (lacking.length > 0) throw new PermissionsExceedOwn({ permissions: namesOf(lacking) }, path)
}

/** Permissions in the order of the list, each once; everything is that alone. */
export function inOrder(permissions: readonly string[]): string[] {
  if (permissions.includes(EVERYTHING)) return [EVERYTHING]
  return Object.keys(PERMISSIONS).filter((permission) => permissions.includes(permission))
}

export const holdsEverything = ({ permissions }: Pick<ApiKey, 'permissions'>): boolean =>
  permissions.includes(EVERYTHING)

const apiKeyBy = statement((db, $: Params<{ id: string }>) =>
  db.select().from(apiKeys).where(eq(apiKeys.id, $.id)),
)

/** The keys beside this one that open something, and will until somebody revokes them. */
export const otherActiveKeys = statement((db, $: Params<{ id: string }>) =>
  db
    .select({ id: apiKeys.id, permissions: apiKeys.permissions })
    .from(apiKeys)
    .where(and(ne(apiKeys.id, $.id), isNull(apiKeys.revokedAt), isNull(apiKeys.expiresAt))),
)

export const keyWithHash = statement((db, $: Params<{ hash: string }>) =>
  db.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.hash, $.hash)),
)

export const anyKey = statement((db) => db.select({ some: sql<number>`1` }).from(apiKeys).limit(1))
