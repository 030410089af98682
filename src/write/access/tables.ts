// Who may do what: API keys, known by a hash alone.
import { instant, json, table, text, word } from '#kernel/database/table.ts'

export const apiKeys = table('api_keys', {
  id: text().primaryKey(),
  name: text().notNull(),
  kind: word<'STAFF' | 'PUBLISHABLE'>().notNull(),
  /** SHA-256 of the key, base64url. */
  hash: text().notNull().unique(),
  /** The key's first characters, to tell one from another. */
  hint: text().notNull(),
  permissions: json<string[]>().notNull(),
  createdAt: instant().notNull(),
  /** From when on it opens nothing; null for never. */
  expiresAt: instant(),
  revokedAt: instant(),
})
