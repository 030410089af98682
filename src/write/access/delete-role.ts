// Takes a role away that nobody has.
import { eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { command, id } from '#write/command.ts'
import { roleDeleted } from './events.ts'
import { requireOwn } from './own.ts'
import { PermissionsExceedOwn, RoleInUse, RoleNotFound } from './rejections.ts'
import { countMembers, requireRole } from './roles.ts'
import { roles } from './tables.ts'

export const deleteRole = command({
  name: 'DeleteRole',
  summary: 'Deletes a role that no staff member has.',
  permission: 'access.write',
  input: {
    roleId: id('role').describe('The role to delete: it may hold nothing that you lack.'),
  },
  target: ({ roleId }) => ({ aggregate: 'role', id: roleId }),
  rejections: [RoleNotFound, PermissionsExceedOwn, RoleInUse],

  async handle({ tx, record, actor }, { roleId }) {
    const role = await requireRole(tx, roleId)
    const path = ['input', 'roleId']
    requireOwn(actor, role.permissions, path)
    const [{ count: staffMembers = 0 } = {}] = await countMembers(tx, { roleId })
    if (staffMembers > 0) throw new RoleInUse({ staffMembers }, path)
    await remove(tx, { roleId })
    record(roleDeleted({ roleId }))
    return { role: roleId }
  },
})

const remove = statement((db, $: Params<{ roleId: string }>) =>
  db.delete(roles).where(eq(roles.id, $.roleId)),
)
