// What the commands on API keys share: finding one, and telling what it opens.
import { eq } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { insertInto, type Params, statement } from '#kernel/database/statement.ts'
import { ApiKeyNotFound } from './rejections.ts'
import { permissionsOfRoles } from './roles.ts'
import { rolesOf } from './staff-members.ts'
import { apiKeys } from './tables.ts'

export type ApiKey = typeof apiKeys.$inferSelect

export const insertApiKey = insertInto(apiKeys)

export async function requireApiKey(tx: Connection, apiKeyId: string): Promise<ApiKey> {
  const [key] = await apiKeyBy(tx, { id: apiKeyId })
  if (!key) throw new ApiKeyNotFound({ apiKeyId }, ['input', 'apiKeyId'])
  return key
}

/** What it opens: its own permissions, or those of the roles of whose key it is. */
export async function permissionsOfKey(
  tx: Connection,
  { staffMemberId, permissions }: Pick<ApiKey, 'staffMemberId' | 'permissions'>,
): Promise<string[]> {
  if (staffMemberId === null) return permissions
  return permissionsOfRoles(await rolesOf(tx, staffMemberId))
}

const apiKeyBy = statement((db, $: Params<{ id: string }>) =>
  db.select().from(apiKeys).where(eq(apiKeys.id, $.id)),
)

export const keyWithHash = statement((db, $: Params<{ hash: string }>) =>
  db.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.hash, $.hash)),
)

export const anyKey = statement((db) => db.select({ id: apiKeys.id }).from(apiKeys).limit(1))
