// What the commands on webhooks share: finding one and writing it. The reaction that tells a webhook bears its
// id as its name: its cursor, retries and dead letters stand under that.
import { eq, sql } from 'drizzle-orm'
import type { Shop } from '#domain/shop.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { as, insertInto, type Params, statement } from '#kernel/database/statement.ts'
import {
  WebhookNotFound,
  WebhookStatusUnfit,
  WebhooksAreOff,
  WebhookUrlNotSecure,
} from './rejections.ts'
import { webhooks } from './tables.ts'
import type { WebhookStatus } from './webhook-input.ts'

export type Webhook = typeof webhooks.$inferSelect

export const WEBHOOKS_MAX = 100

const PATH = ['input', 'webhookId']

export async function requireWebhook(
  tx: Connection,
  webhookId: string,
  status?: WebhookStatus,
): Promise<Webhook> {
  const [webhook] = await webhookBy(tx, { id: webhookId })
  if (!webhook) throw new WebhookNotFound({ webhookId }, PATH)
  if (status && webhook.status !== status)
    throw new WebhookStatusUnfit({ webhookId, status: webhook.status }, PATH)
  return webhook
}

/** What it is told must be signed, and may not be read on the way. */
export function requireReachable({ webhooks: reach }: Shop, url: string): void {
  if (reach === 'OFF') throw new WebhooksAreOff({})
  if (reach === 'PUBLIC' && !url.startsWith('https:'))
    throw new WebhookUrlNotSecure({ url }, ['input', 'url'])
}

const webhookBy = statement((db, $: Params<{ id: string }>) =>
  db.select().from(webhooks).where(eq(webhooks.id, $.id)),
)

export const insertWebhook = insertInto(webhooks)

export const countWebhooks = statement((db) =>
  db.select({ count: sql<number>`count(*)` }).from(webhooks),
)

export const writeWebhook = statement((db, $: Params<Omit<Webhook, 'createdAt'>>) =>
  db
    .update(webhooks)
    .set({
      name: as(webhooks.name, $.name),
      url: as(webhooks.url, $.url),
      events: as(webhooks.events, $.events),
      tellsAll: as(webhooks.tellsAll, $.tellsAll),
      selection: as(webhooks.selection, $.selection),
      permissions: as(webhooks.permissions, $.permissions),
      status: as(webhooks.status, $.status),
      reason: as(webhooks.reason, $.reason),
      since: as(webhooks.since, $.since),
      secretNumber: as(webhooks.secretNumber, $.secretNumber),
      previousSecretUntil: as(webhooks.previousSecretUntil, $.previousSecretUntil),
    })
    .where(eq(webhooks.id, $.id)),
)

export const deleteWebhookRow = statement((db, $: Params<{ id: string }>) =>
  db.delete(webhooks).where(eq(webhooks.id, $.id)),
)
