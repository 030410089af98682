// One row a staff member. Roles are named, not copied.
import { asc, getTableColumns } from 'drizzle-orm'
import { groupedBy } from '#domain/grouped.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { keysOf, on, view } from '#kernel/view.ts'
import { versionColumn } from '#read/versions.ts'
import {
  staffMemberCreated,
  staffMemberDeactivated,
  staffMemberReactivated,
  staffMemberUpdated,
} from '#write/access/events.ts'
import { staffMemberRoles, staffMembers } from '#write/access/tables.ts'
import { staffMemberView } from './table.ts'

const thatMember = ({ staffMemberId }: { staffMemberId: string }) => [staffMemberId]

export const staffMemberViews = view({
  table: staffMemberView,
  key: 'id',
  wokenBy: [
    on(staffMemberCreated, thatMember),
    on(staffMemberUpdated, thatMember),
    on(staffMemberDeactivated, thatMember),
    on(staffMemberReactivated, thatMember),
  ],
  refresh: async (tx: Connection, ids: readonly string[]) => {
    const keys = { ids: listOf(ids) }
    const held = groupedBy(await rolesBy(tx, keys), ({ staffMemberId }) => staffMemberId)
    return (await membersBy(tx, keys)).map((member) => ({
      ...member,
      roleIds: (held.get(member.id) ?? []).map(({ roleId }) => roleId),
      isActive: member.deactivatedAt === null,
    }))
  },
  keys: keysOf(staffMembers, staffMembers.id),
})

const membersBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select({ ...getTableColumns(staffMembers), version: versionColumn(staffMembers.id) })
    .from(staffMembers)
    .where(inList(staffMembers.id, $.ids)),
)

const rolesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select()
    .from(staffMemberRoles)
    .where(inList(staffMemberRoles.staffMemberId, $.ids))
    .orderBy(asc(staffMemberRoles.staffMemberId), asc(staffMemberRoles.roleId)),
)
