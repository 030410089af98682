// Tells a webhook nothing for now. What happens meanwhile is kept for it.
import { command, id } from '#write/command.ts'
import { webhookDisabled } from './events.ts'
import { WebhookNotFound, WebhookStatusUnfit } from './rejections.ts'
import { requireWebhook, writeWebhook } from './webhook.ts'

export const disableWebhook = command({
  name: 'DisableWebhook',
  summary:
    'Tells a webhook nothing for now. What happens meanwhile is kept for it, and keeps the journal from being archived: delete one that will not come back.',
  permission: 'webhooks.write',
  input: { webhookId: id('webhook').describe('The webhook.') },
  target: ({ webhookId }) => ({ aggregate: 'webhook', id: webhookId }),
  rejections: [WebhookNotFound, WebhookStatusUnfit],

  async handle({ tx, now, record }, { webhookId }) {
    const { createdAt: _, ...webhook } = await requireWebhook(tx, webhookId, 'ACTIVE')
    const reason = 'Disabled by staff.'
    await writeWebhook(tx, { ...webhook, status: 'DISABLED', reason, since: now })
    record(webhookDisabled({ webhookId, reason }))
    return { webhook: webhookId }
  },
})
