// Roles by id, and all of them as a list.
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { roleView } from './table.ts'

export type RoleRow = typeof roleView.$inferSelect

export const loadRoleViews = rowsByKey(roleView, roleView.id)

export const roleListing = listing({
  table: roleView,
  filters: {},
  orders: { NAME: ordering('By name, upper and lower case alike.', roleView.nameKey, roleView.id) },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
})
