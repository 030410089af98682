// Disables a webhook that took nothing for too long, or asked not to be told any more. Only the system
// gives it. It changes nothing where the webhook is gone or disabled already.
import { text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { webhookDisabled } from './events.ts'
import { WebhookNotFound, WebhookStatusUnfit } from './rejections.ts'
import { requireWebhook, writeWebhook } from './webhook.ts'

export const giveUpWebhook = command({
  name: 'GiveUpWebhook',
  summary: 'Disables a webhook that takes nothing. Given by the system alone.',
  permission: 'system.react',
  input: {
    webhookId: id('webhook').describe('The webhook.'),
    reason: text({ max: 500 }).describe('Why, for whoever looks after it.'),
  },
  rejections: [WebhookNotFound, WebhookStatusUnfit],

  async handle({ tx, now, record }, { webhookId, reason }) {
    const { createdAt: _, ...webhook } = await requireWebhook(tx, webhookId, 'ACTIVE')
    await writeWebhook(tx, { ...webhook, status: 'DISABLED', reason, since: now })
    record(webhookDisabled({ webhookId, reason }))
    return { webhook: webhookId }
  },
})
