// Shuts a staff member out: from the next request on none of their keys opens anything.
import { eq } from 'drizzle-orm'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { command, id } from '#write/command.ts'
import { staffMemberDeactivated } from './events.ts'
import { requireOwn, requireOwnerKey } from './own.ts'
import {
  LastOwnerKey,
  PermissionsExceedOwn,
  StaffMemberIsDeactivated,
  StaffMemberNotFound,
} from './rejections.ts'
import { permissionsOfRoles } from './roles.ts'
import { requireActiveStaffMember, rolesOf } from './staff-members.ts'
import { staffMembers } from './tables.ts'

export const deactivateStaffMember = command({
  name: 'DeactivateStaffMember',
  summary:
    'Shuts a staff member out: from the next request on none of their keys opens anything, until they are reactivated. What they did still bears their name.',
  permission: 'access.write',
  input: {
    staffMemberId: id('staffMember').describe('Who: they may hold nothing that you lack.'),
  },
  target: ({ staffMemberId }) => ({ aggregate: 'staffMember', id: staffMemberId }),
  rejections: [StaffMemberNotFound, StaffMemberIsDeactivated, PermissionsExceedOwn, LastOwnerKey],

  async handle({ tx, now, record, actor }, { staffMemberId }) {
    await requireActiveStaffMember(tx, staffMemberId)
    const path = ['input', 'staffMemberId']
    requireOwn(actor, permissionsOfRoles(await rolesOf(tx, staffMemberId)), path)
    await requireOwnerKey(tx, (holding) => holding.staffMemberId === staffMemberId, path)
    await setDeactivated(tx, { staffMemberId, at: now })
    record(staffMemberDeactivated({ staffMemberId }))
    return { staffMember: staffMemberId }
  },
})

export const setDeactivated = statement(
  (db, $: Params<{ staffMemberId: string; at: number | null }>) =>
    db
      .update(staffMembers)
      .set({ deactivatedAt: as(staffMembers.deactivatedAt, $.at) })
      .where(eq(staffMembers.id, $.staffMemberId)),
)
