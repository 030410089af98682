// Changes what a staff member is called, or their roles.
import { eq } from 'drizzle-orm'
import { emailKey } from '#domain/address.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { email, maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { staffMemberUpdated } from './events.ts'
import { requireOwn, requireOwnerKey } from './own.ts'
import {
  LastOwnerKey,
  PermissionsExceedOwn,
  RoleNotFound,
  StaffEmailTaken,
  StaffMemberNotFound,
} from './rejections.ts'
import { permissionsOfRoles, requireRoles, roleIdList } from './roles.ts'
import {
  putRoles,
  requireFreeEmail,
  requireStaffMember,
  rolesOf,
  type StaffMember,
} from './staff-members.ts'
import { staffMembers } from './tables.ts'

export const updateStaffMember = command({
  name: 'UpdateStaffMember',
  summary:
    'Changes what a staff member is called, or their roles: what they may do changes with the next request. What is left out stays.',
  permission: 'access.write',
  input: {
    staffMemberId: id('staffMember').describe('Who: they may hold nothing that you lack.'),
    name: maybe(text()).describe('What they are called from now on; null leaves it.'),
    email: maybe(email()).describe(
      'Where to write to from now on, unique among the staff; null leaves it.',
    ),
    roleIds: maybe(roleIdList()).describe(
      'All their roles from now on, which may hold nothing that you lack; null leaves them.',
    ),
  },
  target: ({ staffMemberId }) => ({ aggregate: 'staffMember', id: staffMemberId }),
  rejections: [
    StaffMemberNotFound,
    RoleNotFound,
    StaffEmailTaken,
    PermissionsExceedOwn,
    LastOwnerKey,
  ],

  async handle({ tx, record, actor }, { staffMemberId, roleIds, ...input }) {
    const member = await requireStaffMember(tx, staffMemberId)
    const before = await rolesOf(tx, staffMemberId)
    requireOwn(actor, permissionsOfRoles(before), ['input', 'staffMemberId'])
    const after = roleIds ? await requireRoles(tx, roleIds) : before
    const path = ['input', 'roleIds']
    requireOwn(actor, permissionsOfRoles(after), path)
    const name = input.name ?? member.name
    const email = input.email ?? member.email
    await requireFreeEmail(tx, email, staffMemberId)
    const kept = new Set(after.map(({ id }) => id))
    await requireOwnerKey(
      tx,
      (holding) => holding.staffMemberId === staffMemberId && !kept.has(holding.roleId ?? ''),
      path,
    )
    await write(tx, { id: staffMemberId, name, email, emailKey: emailKey(email) })
    await putRoles(tx, staffMemberId, after)
    const touched = new Set([...before, ...after].map(({ id }) => id))
    record(staffMemberUpdated({ staffMemberId, roleIds: [...touched] }))
    return { staffMember: staffMemberId }
  },
})

const write = statement((db, $: Params<Pick<StaffMember, 'id' | 'name' | 'email' | 'emailKey'>>) =>
  db
    .update(staffMembers)
    .set({
      name: as(staffMembers.name, $.name),
      email: as(staffMembers.email, $.email),
      emailKey: as(staffMembers.emailKey, $.emailKey),
    })
    .where(eq(staffMembers.id, $.id)),
)
