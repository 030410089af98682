// Keys by id, and who it is that a key's hash lets in.
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Actor } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { prefixed } from '#kernel/filter.ts'
import { text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { apiKeyView } from './table.ts'

export type ApiKeyRow = typeof apiKeyView.$inferSelect

export const loadApiKeyViews = rowsByKey(apiKeyView, apiKeyView.id)

export const apiKeyListing = listing({
  table: apiKeyView,
  filters: {
    hint: prefixed(apiKeyView.hint, text(), "By the key's first characters, or the first of them."),
  },
  orders: { CREATED_AT: ordering('By when they were made.', apiKeyView.id) },
  defaultOrder: { field: 'CREATED_AT', direction: 'ASC' },
})

/**
 * Null where there is no such key, it was revoked, or it has expired.
 * @param now Epoch milliseconds.
 */
export async function loadActorByKeyHash(
  tx: Connection,
  hash: string,
  now: number,
): Promise<Actor | null> {
  const [key] = await keyBy(tx, { hash })
  if (!key) return null
  const { expiresAt, ...actor } = key
  return expiresAt === null || now < expiresAt ? actor : null
}

const keyBy = statement((db, $: Params<{ hash: string }>) =>
  db
    .select({
      kind: apiKeyView.kind,
      id: apiKeyView.id,
      permissions: apiKeyView.permissions,
      expiresAt: apiKeyView.expiresAt,
    })
    .from(apiKeyView)
    .where(and(eq(apiKeyView.hash, $.hash), isNull(apiKeyView.revokedAt))),
)

/** Every key, oldest first. There are as many as staff made by hand. */
export const loadApiKeys = (tx: Connection): Promise<ApiKeyRow[]> => allKeys(tx, {})

const allKeys = statement((db) => db.select().from(apiKeyView).orderBy(asc(apiKeyView.id)))
