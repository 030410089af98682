// Tells a webhook facts again, from where it was.
import { command, id } from '#write/command.ts'
import { webhookEnabled } from './events.ts'
import {
  WebhookNotFound,
  WebhookStatusUnfit,
  WebhooksAreOff,
  WebhookUrlNotSecure,
} from './rejections.ts'
import { requireReachable, requireWebhook, writeWebhook } from './webhook.ts'

export const enableWebhook = command({
  name: 'EnableWebhook',
  summary: 'Tells a disabled webhook facts again: first those that were kept for it.',
  permission: 'webhooks.write',
  input: { webhookId: id('webhook').describe('The webhook.') },
  target: ({ webhookId }) => ({ aggregate: 'webhook', id: webhookId }),
  rejections: [WebhookNotFound, WebhookStatusUnfit, WebhooksAreOff, WebhookUrlNotSecure],

  async handle({ tx, now, record, settings }, { webhookId }) {
    const { createdAt: _, ...webhook } = await requireWebhook(tx, webhookId, 'DISABLED')
    requireReachable(settings, webhook.url)
    await writeWebhook(tx, { ...webhook, status: 'ACTIVE', reason: null, since: now })
    record(webhookEnabled({ webhookId }))
    return { webhook: webhookId }
  },
})
