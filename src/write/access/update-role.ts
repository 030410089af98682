// Changes a role: whoever has it may do what it holds from the next request on.
import { eq } from 'drizzle-orm'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { roleUpdated } from './events.ts'
import { requireOwn, requireOwnerKey } from './own.ts'
import { EVERYTHING, inOrder, permissionNamed } from './permissions.ts'
import { LastOwnerKey, PermissionsExceedOwn, RoleNameTaken, RoleNotFound } from './rejections.ts'
import { nameKeyOf, permissionList, type Role, requireFreeName, requireRole } from './roles.ts'
import { roles } from './tables.ts'

export const updateRole = command({
  name: 'UpdateRole',
  summary:
    'Changes what a role is called or holds. Whoever has it may do what it holds from the next request on. What is left out stays.',
  permission: 'access.write',
  input: {
    roleId: id('role').describe('The role to change: it may hold nothing that you lack.'),
    name: maybe(text({ max: 100 })).describe('Its new name, unique among roles; null leaves it.'),
    permissions: maybe(permissionList()).describe(
      'All that it holds from now on, nothing of which you may lack; null leaves it.',
    ),
  },
  target: ({ roleId }) => ({ aggregate: 'role', id: roleId }),
  rejections: [RoleNotFound, RoleNameTaken, PermissionsExceedOwn, LastOwnerKey],

  async handle({ tx, record, actor }, { roleId, name, permissions }) {
    const role = await requireRole(tx, roleId)
    requireOwn(actor, role.permissions, ['input', 'roleId'])
    const held = permissions ? inOrder(permissions.map(permissionNamed)) : role.permissions
    requireOwn(actor, held, ['input', 'permissions'])
    if (name != null) await requireFreeName(tx, name, roleId)
    if (!held.includes(EVERYTHING))
      await requireOwnerKey(tx, (holding) => holding.roleId === roleId, ['input', 'permissions'])
    const called = name ?? role.name
    await writeRole(tx, { id: roleId, name: called, nameKey: nameKeyOf(called), permissions: held })
    record(roleUpdated({ roleId }))
    return { role: roleId }
  },
})

const writeRole = statement((db, $: Params<Omit<Role, 'createdAt'>>) =>
  db
    .update(roles)
    .set({
      name: as(roles.name, $.name),
      nameKey: as(roles.nameKey, $.nameKey),
      permissions: as(roles.permissions, $.permissions),
    })
    .where(eq(roles.id, $.id)),
)
