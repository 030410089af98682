// Tells a webhook that it is being tested: by the way that every fact takes, signature and log included.
import { command, id } from '#write/command.ts'
import { webhookTested } from './events.ts'
import { WebhookNotFound, WebhookStatusUnfit } from './rejections.ts'
import { requireWebhook } from './webhook.ts'

export const testWebhook = command({
  name: 'TestWebhook',
  summary:
    'Sends a webhook, and no other, a `WebhookTested`, whatever facts it is told otherwise. `deliveries` of the webhook say what came of it.',
  permission: 'webhooks.write',
  input: { webhookId: id('webhook').describe('The webhook.') },
  target: ({ webhookId }) => ({ aggregate: 'webhook', id: webhookId }),
  rejections: [WebhookNotFound, WebhookStatusUnfit],

  async handle({ tx, record }, { webhookId }) {
    await requireWebhook(tx, webhookId, 'ACTIVE')
    record(webhookTested({ webhookId }))
    return { webhook: webhookId }
  },
})
