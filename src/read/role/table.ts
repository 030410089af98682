// What some of the staff may do, under a name.
import { index, instant, integer, json, table, text } from '#kernel/database/table.ts'

export const roleView = table(
  'role_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    nameKey: text().notNull(),
    permissions: json<string[]>().notNull(),
    /** Those who have it, deactivated ones too. */
    staffMembers: integer().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('role_view_by_name').on(t.nameKey, t.id)],
)
