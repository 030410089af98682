// Ends a webhook, and forgets where it was and what it would be told again.
import { dropDeadLettersOf, forgetReaction } from '#kernel/reaction-tables.ts'
import { command, id } from '#write/command.ts'
import { webhookDeleted } from './events.ts'
import { WebhookNotFound } from './rejections.ts'
import { deleteWebhookRow, requireWebhook } from './webhook.ts'

export const deleteWebhook = command({
  name: 'DeleteWebhook',
  summary: 'Ends a webhook. What it was not told yet it is never told.',
  permission: 'webhooks.write',
  input: { webhookId: id('webhook').describe('The webhook.') },
  target: ({ webhookId }) => ({ aggregate: 'webhook', id: webhookId }),
  rejections: [WebhookNotFound],

  async handle({ tx, now, record }, { webhookId }) {
    await requireWebhook(tx, webhookId)
    await deleteWebhookRow(tx, { id: webhookId })
    await forgetReaction(tx, webhookId)
    await dropDeadLettersOf(tx, {
      ...{ reaction: webhookId, settledAt: now },
      reason: 'Its webhook was deleted.',
    })
    record(webhookDeleted({ webhookId }))
    return { deletedWebhook: webhookId }
  },
})
