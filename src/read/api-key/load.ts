// Keys by id, and who it is that a key's hash lets in.
import { and, asc, eq, getTableName, isNull } from 'drizzle-orm'
import type { Actor } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { exact, prefixed } from '#kernel/filter.ts'
import { text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { roleView } from '#read/role/table.ts'
import { loadStaffPermissions } from '#read/staff-member/load.ts'
import { staffMemberView } from '#read/staff-member/table.ts'
import { apiKeyView } from './table.ts'

export type ApiKeyRow = typeof apiKeyView.$inferSelect

export const loadApiKeyViews = rowsByKey(apiKeyView, apiKeyView.id)

export const apiKeyListing = listing({
  table: apiKeyView,
  filters: {
    hint: prefixed(apiKeyView.hint, text(), "By the key's first characters, or the first of them."),
    staffMemberId: exact(apiKeyView.staffMemberId, text(), 'By whose key it is.'),
  },
  orders: { CREATED_AT: ordering('By when they were made.', apiKeyView.id) },
  defaultOrder: { field: 'CREATED_AT', direction: 'ASC' },
})

/** Whom a key lets in, and from which moment on it no longer does, in epoch milliseconds. */
export type KeyHolder = { actor: Actor; expiresAt: number | null }

/** What a key holder follows from: a change of any of these may change them. */
export const KEY_HOLDER_VIEWS = [apiKeyView, staffMemberView, roleView].map(getTableName)

/** Null where there is no such key, it was revoked, or whose key it is was deactivated. */
export async function loadKeyHolder(tx: Connection, hash: string): Promise<KeyHolder | null> {
  const [key] = await keyBy(tx, { hash })
  if (!key) return null
  const { kind, id, staffMemberId, expiresAt } = key
  if (staffMemberId === null)
    return { actor: { kind, id, permissions: key.permissions }, expiresAt }
  const [permissions = []] = await loadStaffPermissions(tx, [staffMemberId])
  return { actor: { kind, id, permissions }, expiresAt }
}

/** Null from the moment on at which the key expires. */
export const actorAt = ({ actor, expiresAt }: KeyHolder, now: number): Actor | null =>
  expiresAt !== null && expiresAt <= now ? null : actor

/** Whom a key lets in at a moment, or null. */
export async function loadActorByKeyHash(
  tx: Connection,
  hash: string,
  now: number,
): Promise<Actor | null> {
  const holder = await loadKeyHolder(tx, hash)
  return holder && actorAt(holder, now)
}

const keyBy = statement((db, $: Params<{ hash: string }>) =>
  db
    .select({
      kind: apiKeyView.kind,
      id: apiKeyView.id,
      permissions: apiKeyView.permissions,
      expiresAt: apiKeyView.expiresAt,
      staffMemberId: apiKeyView.staffMemberId,
    })
    .from(apiKeyView)
    .leftJoin(staffMemberView, eq(staffMemberView.id, apiKeyView.staffMemberId))
    .where(
      and(
        eq(apiKeyView.hash, $.hash),
        isNull(apiKeyView.revokedAt),
        isNull(staffMemberView.deactivatedAt),
      ),
    ),
)

/** Every key, oldest first. There are as many as staff made by hand. */
export const loadApiKeys = (tx: Connection): Promise<ApiKeyRow[]> => allKeys(tx, {})

const allKeys = statement((db) => db.select().from(apiKeyView).orderBy(asc(apiKeyView.id)))
