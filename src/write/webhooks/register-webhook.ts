// Has an address told of facts, from now on.
import { list, maybe, text } from '#kernel/input.ts'
import { moveCursor } from '#kernel/reaction-tables.ts'
import { requireOwn } from '#write/access/own.ts'
import {
  inOrder,
  PERMISSION_NAMES,
  permissionChoice,
  permissionNamed,
} from '#write/access/permissions.ts'
import { PermissionsExceedOwn } from '#write/access/rejections.ts'
import { command } from '#write/command.ts'
import { webhookRegistered } from './events.ts'
import { TooManyWebhooks, WebhooksAreOff, WebhookUrlNotSecure } from './rejections.ts'
import { countWebhooks, insertWebhook, requireReachable, WEBHOOKS_MAX } from './webhook.ts'
import { eventNames, SELECTION_LENGTH_MAX, webhookUrl } from './webhook-input.ts'

export const registerWebhook = command({
  name: 'RegisterWebhook',
  summary:
    'Has an address told of facts, from now on: by POST, signed as Standard Webhooks say, each at least once, those of one thing in their order, tried again for a day or more. `secret` of the webhook checks the signatures.',
  permission: 'webhooks.write',
  input: {
    name: text({ max: 100 }).describe('What it is for, so that people can tell one from another.'),
    url: webhookUrl().describe('Where to. It may have no user or password, and must be https.'),
    events: maybe(eventNames()).describe(
      'The names of the facts that it is told, as `eventKinds` lists them; all, those of later releases too, where left out.',
    ),
    selection: maybe(text({ max: SELECTION_LENGTH_MAX })).describe(
      'A GraphQL query whose answer is the payload, read when it is sent. Its variables, which it may leave out, are `$id: ID!`, what the fact happened to, and `$sequence: SafeInt!`. Unless given the payload is the fact as it was recorded.',
    ),
    permissions: maybe(
      list(permissionChoice(), { min: 0, max: Object.keys(PERMISSION_NAMES).length }),
    ).describe('What the selection may read: none that you lack. None unless given.'),
  },
  rejections: [WebhooksAreOff, WebhookUrlNotSecure, PermissionsExceedOwn, TooManyWebhooks],

  async handle({ tx, now, sequence, newId, record, actor, settings }, input) {
    const { name, url, events, selection = null } = input
    requireReachable(settings, url)
    const permissions = inOrder((input.permissions ?? []).map(permissionNamed))
    requireOwn(actor, permissions, ['input', 'permissions'])
    const [made] = await countWebhooks(tx, {})
    if ((made?.count ?? 0) >= WEBHOOKS_MAX) throw new TooManyWebhooks({ webhooksMax: WEBHOOKS_MAX })
    const id = newId('webhook')
    await insertWebhook(tx, [
      {
        ...{ id, name, url, selection, permissions },
        events: [...new Set(events ?? [])],
        tellsAll: events == null,
        ...{ status: 'ACTIVE', reason: null, since: now },
        ...{ secretNumber: 1, previousSecretUntil: null, createdAt: now },
      },
    ])
    await moveCursor(tx, { reaction: id, sequence, index: 0 })
    record(webhookRegistered({ webhookId: id }))
    return { webhook: id }
  },
})
