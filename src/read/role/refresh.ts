// One row a role. What it holds is not copied to who has it: a change of it is a change of one row.
import { eq, getTableColumns, sql } from 'drizzle-orm'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  roleCreated,
  roleDeleted,
  roleUpdated,
  staffMemberCreated,
  staffMemberUpdated,
} from '#write/access/events.ts'
import { roles, staffMemberRoles } from '#write/access/tables.ts'
import { roleView } from './table.ts'

const thatRole = ({ roleId }: { roleId: string }) => [roleId]
const thoseRoles = ({ roleIds }: { roleIds: string[] }) => roleIds

export const roleViews = view({
  table: roleView,
  key: 'id',
  wokenBy: [
    on(roleCreated, thatRole),
    on(roleUpdated, thatRole),
    on(roleDeleted, thatRole),
    on(staffMemberCreated, thoseRoles),
    on(staffMemberUpdated, thoseRoles),
  ],
  refresh: (tx, ids: readonly string[]) => rolesBy(tx, { ids: listOf(ids) }),
  keys: keysOf(roles, roles.id),
})

const rolesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({
      ...getTableColumns(roles),
      version: versionColumn(roles.id),
      staffMembers: db.$count(staffMemberRoles, eq(staffMemberRoles.roleId, sql`${roles.id}`)),
    })
    .from(roles)
    .where(inList(roles.id, $.ids)),
)
