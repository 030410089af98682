// API keys as staff see them, and by the hash that a request's key must have.
import { index, instant, integer, json, table, text, word } from '#kernel/database/table.ts'

export const apiKeyView = table(
  'api_key_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    kind: word<'STAFF' | 'PUBLISHABLE'>().notNull(),
    staffMemberId: text(),
    hash: text().notNull().unique(),
    hint: text().notNull(),
    /** Its own; none where it is a staff member's. */
    permissions: json<string[]>().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant(),
    revokedAt: instant(),
  },
  (t) => [
    index('api_key_view_by_hint').on(t.hint, t.id),
    index('api_key_view_by_staff_member').on(t.staffMemberId, t.id),
  ],
)
