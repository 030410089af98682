// Takes somebody into the staff. They get in by keys that are made for them.
import { emailKey } from '#domain/address.ts'
import { email, text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { staffMemberCreated } from './events.ts'
import { requireOwn } from './own.ts'
import { PermissionsExceedOwn, RoleNotFound, StaffEmailTaken } from './rejections.ts'
import { permissionsOfRoles, requireRoles, roleIdList } from './roles.ts'
import { insertStaffMember, putRoles, requireFreeEmail } from './staff-members.ts'

export const createStaffMember = command({
  name: 'CreateStaffMember',
  summary:
    'Takes somebody into the staff. They get in by keys that `createApiKey` makes for them, and may do what their roles hold.',
  permission: 'access.write',
  input: {
    name: text().describe('What they are called: it stands at whatever they do.'),
    email: email().describe(
      'Where to write to, unique among the staff; upper and lower case are the same.',
    ),
    roleIds: roleIdList().describe('Their roles, which may hold nothing that you lack.'),
  },
  rejections: [RoleNotFound, StaffEmailTaken, PermissionsExceedOwn],

  async handle({ tx, now, newId, record, actor }, { name, email, roleIds }) {
    const held = await requireRoles(tx, roleIds)
    requireOwn(actor, permissionsOfRoles(held), ['input', 'roleIds'])
    await requireFreeEmail(tx, email, null)
    const id = newId('staffMember')
    await insertStaffMember(tx, [
      { id, name, email, emailKey: emailKey(email), createdAt: now, deactivatedAt: null },
    ])
    await putRoles(tx, id, held)
    record(staffMemberCreated({ staffMemberId: id, roleIds: held.map(({ id }) => id) }))
    return { staffMember: id }
  },
})
