// Makes a role: a name for what some of the staff may do.
import { insertInto } from '#kernel/database/statement.ts'
import { text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { roleCreated } from './events.ts'
import { requireOwn } from './own.ts'
import { inOrder, permissionNamed } from './permissions.ts'
import { PermissionsExceedOwn, RoleNameTaken } from './rejections.ts'
import { nameKeyOf, permissionList, requireFreeName } from './roles.ts'
import { roles } from './tables.ts'

export const createRole = command({
  name: 'CreateRole',
  summary: 'Makes a role: permissions under a name, to be given to staff members.',
  permission: 'access.write',
  input: {
    name: text({ max: 100 }).describe(
      'What it is called, unique among roles; upper and lower case are the same.',
    ),
    permissions: permissionList().describe(
      'What who has it may do: at least one permission, and none that you lack.',
    ),
  },
  rejections: [RoleNameTaken, PermissionsExceedOwn],

  async handle({ tx, now, newId, record, actor }, { name, permissions }) {
    const held = inOrder(permissions.map(permissionNamed))
    requireOwn(actor, held, ['input', 'permissions'])
    await requireFreeName(tx, name, null)
    const id = newId('role')
    await insertRole(tx, [
      { id, name, nameKey: nameKeyOf(name), permissions: held, createdAt: now },
    ])
    record(roleCreated({ roleId: id }))
    return { role: id }
  },
})

const insertRole = insertInto(roles)
