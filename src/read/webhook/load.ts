// Webhooks by id, as a list, and those that are told.
import { asc, eq } from 'drizzle-orm'
import { type Params, statement } from '#kernel/database/statement.ts'
import { exact } from '#kernel/filter.ts'
import { choice } from '#kernel/input.ts'
import { rowsByKey } from '#kernel/load.ts'
import { listing, ordering } from '#kernel/page.ts'
import { webhookView } from './table.ts'

export type WebhookRow = typeof webhookView.$inferSelect

export const loadWebhookViews = rowsByKey(webhookView, webhookView.id)

/** What is told anything, oldest first. */
export const loadWebhooksByStatus = statement((db, $: Params<{ status: WebhookRow['status'] }>) =>
  db
    .select()
    .from(webhookView)
    .where(eq(webhookView.status, $.status))
    .orderBy(asc(webhookView.id)),
)

export const webhookListing = (statuses: Record<WebhookRow['status'], string>) =>
  listing({
    table: webhookView,
    filters: {
      status: exact(webhookView.status, choice('WebhookStatus', statuses), 'By how they stand.'),
    },
    orders: { CREATED_AT: ordering('By when they were made.', webhookView.id) },
    defaultOrder: { field: 'CREATED_AT', direction: 'ASC' },
  })
