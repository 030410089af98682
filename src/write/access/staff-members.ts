// Staff members as commands need them: there or refused, and the roles that they have.
import { and, asc, eq, ne } from 'drizzle-orm'
import { emailKey } from '#domain/address.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { insertInto, type Params, statement } from '#kernel/database/statement.ts'
import { StaffEmailTaken, StaffMemberIsDeactivated, StaffMemberNotFound } from './rejections.ts'
import type { Role } from './roles.ts'
import { roles, staffMemberRoles, staffMembers } from './tables.ts'

export type StaffMember = typeof staffMembers.$inferSelect

const PATH = ['input', 'staffMemberId']

export async function requireStaffMember(
  tx: Connection,
  staffMemberId: string,
): Promise<StaffMember> {
  const [member] = await staffMemberBy(tx, { staffMemberId })
  if (!member) throw new StaffMemberNotFound({ staffMemberId }, PATH)
  return member
}

export async function requireActiveStaffMember(
  tx: Connection,
  staffMemberId: string,
): Promise<StaffMember> {
  const member = await requireStaffMember(tx, staffMemberId)
  if (member.deactivatedAt !== null) throw new StaffMemberIsDeactivated({ staffMemberId }, PATH)
  return member
}

export async function requireFreeEmail(
  tx: Connection,
  email: string,
  staffMemberId: string | null,
): Promise<void> {
  const [other] = await otherWithEmail(tx, {
    emailKey: emailKey(email),
    staffMemberId: staffMemberId ?? '',
  })
  if (other) throw new StaffEmailTaken({ staffMemberId: other.id }, ['input', 'email'])
}

export const rolesOf = (tx: Connection, staffMemberId: string): Promise<Role[]> =>
  rolesHeld(tx, { staffMemberId })

export async function putRoles(
  tx: Connection,
  staffMemberId: string,
  held: readonly Pick<Role, 'id'>[],
): Promise<void> {
  await takeRoles(tx, { staffMemberId })
  await insertMemberships(
    tx,
    held.map(({ id: roleId }) => ({ staffMemberId, roleId })),
  )
}

export const insertStaffMember = insertInto(staffMembers)
const insertMemberships = insertInto(staffMemberRoles)

const staffMemberBy = statement((db, $: Params<{ staffMemberId: string }>) =>
  db.select().from(staffMembers).where(eq(staffMembers.id, $.staffMemberId)),
)

const otherWithEmail = statement((db, $: Params<{ emailKey: string; staffMemberId: string }>) =>
  db
    .select({ id: staffMembers.id })
    .from(staffMembers)
    .where(and(eq(staffMembers.emailKey, $.emailKey), ne(staffMembers.id, $.staffMemberId))),
)

const rolesHeld = statement((db, $: Params<{ staffMemberId: string }>) =>
  db
    .select({
      id: roles.id,
      name: roles.name,
      nameKey: roles.nameKey,
      permissions: roles.permissions,
      createdAt: roles.createdAt,
    })
    .from(staffMemberRoles)
    .innerJoin(roles, eq(roles.id, staffMemberRoles.roleId))
    .where(eq(staffMemberRoles.staffMemberId, $.staffMemberId))
    .orderBy(asc(roles.id)),
)

const takeRoles = statement((db, $: Params<{ staffMemberId: string }>) =>
  db.delete(staffMemberRoles).where(eq(staffMemberRoles.staffMemberId, $.staffMemberId)),
)
