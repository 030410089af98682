// Who may do what: staff members by their roles, and API keys, known by a hash alone.
import { index, instant, json, primaryKey, table, text, word } from '#kernel/database/table.ts'

export const roles = table('roles', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** The name as it is compared. */
  nameKey: text().notNull().unique(),
  permissions: json<string[]>().notNull(),
  createdAt: instant().notNull(),
})

export const staffMembers = table('staff_members', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull(),
  /** The e-mail as it is compared. */
  emailKey: text().notNull().unique(),
  createdAt: instant().notNull(),
  /** While it is set, none of their keys opens anything. */
  deactivatedAt: instant(),
})

export const staffMemberRoles = table(
  'staff_member_roles',
  {
    staffMemberId: text()
      .notNull()
      .references(() => staffMembers.id),
    roleId: text()
      .notNull()
      .references(() => roles.id),
  },
  (t) => [
    primaryKey({ columns: [t.staffMemberId, t.roleId] }),
    index('staff_member_roles_by_role').on(t.roleId),
  ],
)

export const apiKeys = table(
  'api_keys',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    kind: word<'STAFF' | 'PUBLISHABLE'>().notNull(),
    /** Whose key it is: it opens what their roles hold. */
    staffMemberId: text().references(() => staffMembers.id),
    /** SHA-256 of the key, base64url. */
    hash: text().notNull().unique(),
    /** The key's first characters, to tell one from another. */
    hint: text().notNull(),
    /** Its own; none where it is a staff member's. */
    permissions: json<string[]>().notNull(),
    createdAt: instant().notNull(),
    /** From when on it opens nothing; null for never. */
    expiresAt: instant(),
    revokedAt: instant(),
  },
  (t) => [index('api_keys_by_staff_member').on(t.staffMemberId)],
)
