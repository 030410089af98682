// Webhooks as staff see them, and as those that are told are read.
import { flag, index, instant, integer, json, table, text, word } from '#kernel/database/table.ts'

export const webhookView = table(
  'webhook_view',
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    url: text().notNull(),
    events: json<string[]>().notNull(),
    tellsAll: flag().notNull(),
    selection: text(),
    permissions: json<string[]>().notNull(),
    status: word<'ACTIVE' | 'DISABLED'>().notNull(),
    reason: text(),
    since: instant().notNull(),
    secretNumber: integer().notNull(),
    previousSecretUntil: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [index('webhook_view_by_status').on(t.status, t.id)],
)
