// Who works for the shop, and the roles by which they may do what they may.
import { flag, index, instant, integer, json, table, text } from '#kernel/database/table.ts'

export const staffMemberView = table(
  'staff_member_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    emailKey: text().notNull(),
    roleIds: json<string[]>().notNull(),
    isActive: flag().notNull(),
    createdAt: instant().notNull(),
    deactivatedAt: instant(),
  },
  (t) => [
    index('staff_member_view_by_created').on(t.createdAt, t.id),
    index('staff_member_view_by_active').on(t.isActive, t.createdAt, t.id),
    index('staff_member_view_by_email').on(t.emailKey, t.id),
  ],
)
