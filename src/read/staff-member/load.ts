// Staff members by id, what they may do, and all of them as a list.
import { emailKey } from '#domain/address.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { exact, prefixed } from '#kernel/filter.ts'
import { flag, text } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { loadRoleViews } from '#read/role/load.ts'
import { staffMemberView } from './table.ts'

export type StaffMemberRow = typeof staffMemberView.$inferSelect

export const loadStaffMemberViews = rowsByKey(staffMemberView, staffMemberView.id)

/** What the roles of each hold together, in the order of the alphabet, each once. */
export async function loadStaffPermissions(
  tx: Connection,
  staffMemberIds: readonly string[],
): Promise<string[][]> {
  const members = await loadStaffMemberViews(tx, staffMemberIds)
  const roleIds = [...new Set(members.flatMap((member) => member?.roleIds ?? []))]
  const roles = new Map((await loadRoleViews(tx, roleIds)).map((role) => [role?.id, role]))
  return members.map((member) => {
    const held = (member?.roleIds ?? []).flatMap((id) => roles.get(id)?.permissions ?? [])
    return [...new Set(held)].sort()
  })
}

export const staffMemberListing = listing({
  table: staffMemberView,
  filters: {
    isActive: exact(staffMemberView.isActive, flag(), 'Whether their keys open anything.'),
    email: prefixed(
      staffMemberView.emailKey,
      text({ max: 254 }),
      'By e-mail, whole or by its beginning; upper and lower case are the same.',
      { as: emailKey },
    ),
  },
  orders: {
    CREATED_AT: ordering('By when they joined.', staffMemberView.createdAt, staffMemberView.id),
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'ASC' },
})
