// Who is told of the shop's facts. How far each has been told is the kernel's to remember.
import { flag, instant, integer, json, table, text, word } from '#kernel/database/table.ts'
import type { WebhookStatus } from './webhook-input.ts'

export const webhooks = table('webhooks', {
  id: text().primaryKey(),
  name: text().notNull(),
  url: text().notNull(),
  /** The names of the facts that it is told; empty where it is told all. */
  events: json<string[]>().notNull(),
  tellsAll: flag().notNull(),
  /** A GraphQL query whose answer is the payload; null for the fact as it was recorded. */
  selection: text(),
  /** As whom its selection reads. */
  permissions: json<string[]>().notNull(),
  status: word<WebhookStatus>().notNull(),
  /** Why it is disabled. */
  reason: text(),
  /** Since when it stands so. */
  since: instant().notNull(),
  /** Which of its signing secrets is in use: each rotation counts on. */
  secretNumber: integer().notNull(),
  /** Until when the secret before signs as well; null where there is none. */
  previousSecretUntil: instant(),
  createdAt: instant().notNull(),
})
