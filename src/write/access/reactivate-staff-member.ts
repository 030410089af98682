// Lets a staff member in again, by the keys that they have.
import { command, id } from '#write/command.ts'
import { setDeactivated } from './deactivate-staff-member.ts'
import { staffMemberReactivated } from './events.ts'
import { requireOwn } from './own.ts'
import { PermissionsExceedOwn, StaffMemberIsActive, StaffMemberNotFound } from './rejections.ts'
import { permissionsOfRoles } from './roles.ts'
import { requireStaffMember, rolesOf } from './staff-members.ts'

export const reactivateStaffMember = command({
  name: 'ReactivateStaffMember',
  summary:
    'Lets a staff member in again: their keys open what their roles hold, but for those that were revoked or have expired.',
  permission: 'access.write',
  input: {
    staffMemberId: id('staffMember').describe('Who: their roles may hold nothing that you lack.'),
  },
  target: ({ staffMemberId }) => ({ aggregate: 'staffMember', id: staffMemberId }),
  rejections: [StaffMemberNotFound, StaffMemberIsActive, PermissionsExceedOwn],

  async handle({ tx, record, actor }, { staffMemberId }) {
    const { deactivatedAt } = await requireStaffMember(tx, staffMemberId)
    const path = ['input', 'staffMemberId']
    if (deactivatedAt === null) throw new StaffMemberIsActive({ staffMemberId }, path)
    requireOwn(actor, permissionsOfRoles(await rolesOf(tx, staffMemberId)), path)
    await setDeactivated(tx, { staffMemberId, at: null })
    record(staffMemberReactivated({ staffMemberId }))
    return { staffMember: staffMemberId }
  },
})
