// Roles as commands need them: there or refused, and what they hold together.
import { and, eq, ne, sql } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { list } from '#kernel/input.ts'
import { id } from '#write/command.ts'
import { inOrder, PERMISSION_NAMES, permissionChoice } from './permissions.ts'
import { RoleNameTaken, RoleNotFound } from './rejections.ts'
import { roles, staffMemberRoles } from './tables.ts'

export type Role = typeof roles.$inferSelect

export const ROLES_PER_STAFF_MEMBER_MAX = 20

export const permissionList = () =>
  list(permissionChoice(), { min: 1, max: Object.keys(PERMISSION_NAMES).length })
export const roleIdList = () => list(id('role'), { min: 0, max: ROLES_PER_STAFF_MEMBER_MAX })

/** A name as names are compared. */
export const nameKeyOf = (name: string): string => name.normalize('NFC').toLowerCase()

/** What roles hold together. */
export const permissionsOfRoles = (held: readonly Pick<Role, 'permissions'>[]): string[] =>
  inOrder(held.flatMap(({ permissions }) => permissions))

export async function requireRole(tx: Connection, roleId: string): Promise<Role> {
  const [role] = await rolesBy(tx, { ids: listOf([roleId]) })
  if (!role) throw new RoleNotFound({ roleId }, ['input', 'roleId'])
  return role
}

/** Those with these ids, each once. */
export async function requireRoles(tx: Connection, roleIds: readonly string[]): Promise<Role[]> {
  const found = await rolesBy(tx, { ids: listOf(roleIds) })
  const known = new Set(found.map(({ id }) => id))
  for (const [index, roleId] of roleIds.entries())
    if (!known.has(roleId)) throw new RoleNotFound({ roleId }, ['input', 'roleIds', String(index)])
  return found
}

export async function requireFreeName(
  tx: Connection,
  name: string,
  roleId: string | null,
): Promise<void> {
  const [other] = await otherRoleNamed(tx, { nameKey: nameKeyOf(name), roleId: roleId ?? '' })
  if (other) throw new RoleNameTaken({ name }, ['input', 'name'])
}

const rolesBy = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(roles).where(inList(roles.id, $.ids)).orderBy(roles.id),
)

const otherRoleNamed = statement((db, $: Params<{ nameKey: string; roleId: string }>) =>
  db
    .select({ id: roles.id })
    .from(roles)
    .where(and(eq(roles.nameKey, $.nameKey), ne(roles.id, $.roleId))),
)

export const countMembers = statement((db, $: Params<{ roleId: string }>) =>
  db
    .select({ count: sql<number>`count(*)` })
    .from(staffMemberRoles)
    .where(eq(staffMemberRoles.roleId, $.roleId)),
)
