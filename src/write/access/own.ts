// Two rules that hold for whatever is done to keys, roles and staff members: nobody gives or takes away
// more than they hold, and one key that holds everything always stays.
import { and, eq, isNull } from 'drizzle-orm'
import { type Actor, holds } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { statement } from '#kernel/database/statement.ts'
import { EVERYTHING, namesOf } from './permissions.ts'
import { LastOwnerKey, PermissionsExceedOwn } from './rejections.ts'
import { apiKeys, roles, staffMemberRoles, staffMembers } from './tables.ts'

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

/** By what a key holds everything: by itself, where there is no role, or by a role of whose key it is. */
export type Holding = { apiKeyId: string; staffMemberId: string | null; roleId: string | null }

/**
 * To be asked before anything is taken away.
 * @param goes Whether a holding ends by what is about to be done.
 */
export async function requireOwnerKey(
  tx: Connection,
  goes: (holding: Holding) => boolean,
  path: readonly string[],
): Promise<void> {
  const held = await holdingsOfEverything(tx)
  const [last] = held
  if (last && held.every(goes)) throw new LastOwnerKey({ apiKeyId: last.apiKeyId }, path)
}

/** Of keys that open something now, and will until somebody takes that away. */
async function holdingsOfEverything(tx: Connection): Promise<Holding[]> {
  const rows = await lastingKeys(tx, {})
  return rows
    .filter(({ own, byRole }) => (byRole ?? own).includes(EVERYTHING))
    .map(({ apiKeyId, staffMemberId, roleId }) => ({ apiKeyId, staffMemberId, roleId }))
}

const lastingKeys = statement((db) =>
  db
    .select({
      apiKeyId: apiKeys.id,
      staffMemberId: apiKeys.staffMemberId,
      own: apiKeys.permissions,
      roleId: roles.id,
      byRole: roles.permissions,
    })
    .from(apiKeys)
    .leftJoin(staffMembers, eq(staffMembers.id, apiKeys.staffMemberId))
    .leftJoin(staffMemberRoles, eq(staffMemberRoles.staffMemberId, staffMembers.id))
    .leftJoin(roles, eq(roles.id, staffMemberRoles.roleId))
    .where(
      and(isNull(apiKeys.revokedAt), isNull(apiKeys.expiresAt), isNull(staffMembers.deactivatedAt)),
    ),
)
