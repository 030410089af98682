// Changes a webhook: what is sent from now on, retries too, goes by what it says now.
import { list, maybe, text } from '#kernel/input.ts'
import { requireOwn } from '#write/access/own.ts'
import {
  inOrder,
  PERMISSION_NAMES,
  permissionChoice,
  permissionNamed,
} from '#write/access/permissions.ts'
import { PermissionsExceedOwn } from '#write/access/rejections.ts'
import { command, id } from '#write/command.ts'
import { webhookUpdated } from './events.ts'
import { WebhookNotFound, WebhooksAreOff, WebhookUrlNotSecure } from './rejections.ts'
import { requireReachable, requireWebhook, writeWebhook } from './webhook.ts'
import { eventNames, SELECTION_LENGTH_MAX, webhookUrl } from './webhook-input.ts'

export const updateWebhook = command({
  name: 'UpdateWebhook',
  summary:
    'Changes a webhook. What is left out stays. What is sent from now on goes by it, later tries of earlier facts too.',
  permission: 'webhooks.write',
  input: {
    webhookId: id('webhook').describe('The webhook to change: it may read nothing that you lack.'),
    name: maybe(text({ max: 100 })).describe('What it is for; null leaves it.'),
    url: maybe(webhookUrl()).describe('Where to from now on; null leaves it.'),
    events: maybe(eventNames()).describe(
      'The names of all the facts that it is told from now on; null is every fact.',
    ),
    selection: maybe(text({ max: SELECTION_LENGTH_MAX })).describe(
      'The query whose answer is the payload from now on; null is the fact as it was recorded.',
    ),
    permissions: maybe(
      list(permissionChoice(), { min: 0, max: Object.keys(PERMISSION_NAMES).length }),
    ).describe('All that the selection may read from now on: none that you lack. Null is none.'),
  },
  target: ({ webhookId }) => ({ aggregate: 'webhook', id: webhookId }),
  rejections: [WebhookNotFound, WebhooksAreOff, WebhookUrlNotSecure, PermissionsExceedOwn],

  async handle({ tx, record, actor, settings }, { webhookId, ...input }) {
    const { createdAt: _, ...webhook } = await requireWebhook(tx, webhookId)
    requireOwn(actor, webhook.permissions, ['input', 'webhookId'])
    const url = input.url ?? webhook.url
    requireReachable(settings, url)
    const permissions =
      input.permissions === undefined
        ? webhook.permissions
        : inOrder((input.permissions ?? []).map(permissionNamed))
    requireOwn(actor, permissions, ['input', 'permissions'])
    await writeWebhook(tx, {
      ...webhook,
      name: input.name ?? webhook.name,
      url,
      permissions,
      ...(input.events !== undefined && {
        events: [...new Set(input.events ?? [])],
        tellsAll: input.events === null,
      }),
      ...(input.selection !== undefined && { selection: input.selection }),
    })
    record(webhookUpdated({ webhookId }))
    return { webhook: webhookId }
  },
})
