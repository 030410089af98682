// Webhooks: who is told of the shop's facts, what came of it, and what they can be told.
import type { EventKind } from '#kernel/event.ts'
import { loadEvents } from '#read/event-feed/load.ts'
import { loadWebhookViews, type WebhookRow, webhookListing } from '#read/webhook/load.ts'
import { type DeliveryRow, deliveryListing, loadDeliveries } from '#read/webhook-delivery/load.ts'
import { namesOf } from '#write/access/permissions.ts'
import { EVENT_KINDS } from '#write/events.ts'
import { deleteWebhook } from '#write/webhooks/delete-webhook.ts'
import { disableWebhook } from '#write/webhooks/disable-webhook.ts'
import { enableWebhook } from '#write/webhooks/enable-webhook.ts'
import { registerWebhook } from '#write/webhooks/register-webhook.ts'
import { replayWebhook } from '#write/webhooks/replay-webhook.ts'
import { rotateWebhookSecret } from '#write/webhooks/rotate-webhook-secret.ts'
import { testWebhook } from '#write/webhooks/test-webhook.ts'
import { updateWebhook } from '#write/webhooks/update-webhook.ts'
import { WEBHOOK_STATUSES } from '#write/webhooks/webhook-input.ts'
import { builder, needs, PUBLIC } from './builder.ts'
import { connectionOf, listField } from './connection.ts'
import { EventRef } from './journal.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { selectionProblem } from './select.ts'
import { Permission } from './staff.ts'
import { enumNamed } from './vocabulary.ts'

export const Webhook = noun<WebhookRow>({
  name: 'Webhook',
  kind: 'webhook',
  description:
    'An address that is told of facts, by POST and signed as Standard Webhooks say. Each arrives at least once and under one `webhook-id`, those of one thing in their order; any 2xx is taken for received.',
  source: {
    view: 'webhook_view',
    keyOf: ({ id }) => id,
    load: loadWebhookViews,
    permission: 'webhooks.read',
    visible: (_, viewer) => viewer.holds('webhooks.read'),
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'How often it has changed.' }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    url: t.exposeString('url', { description: 'Where to.' }),
    events: t.stringList({
      nullable: true,
      description: 'The names of the facts that it is told; null for all.',
      resolve: ({ tellsAll, events }) => (tellsAll ? null : events),
    }),
    selection: t.exposeString('selection', {
      nullable: true,
      description: 'The query whose answer is the payload; null for the fact as it was recorded.',
    }),
    permissions: t.field({
      type: [Permission],
      description: 'What its selection may read.',
      resolve: ({ permissions }) => namesOf(permissions),
    }),
    status: t.expose('status', {
      type: enumNamed('WebhookStatus', WEBHOOK_STATUSES),
      description: 'Whether it is told anything.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it is disabled.' }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when it stands so.' }),
    secret: t.string({
      ...needs('webhooks.write'),
      nullable: true,
      description:
        'What receivers check signatures with, `whsec_` and base64. Null where the server has no `WEBHOOK_SIGNING_KEY`.',
      resolve: ({ id, secretNumber }, _, { backend }) =>
        backend.webhookSecret?.(id, secretNumber) ?? null,
    }),
    previousSecretUntil: t.expose('previousSecretUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the secret before signs as well; null where there was none.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was registered.' }),
  }),
})

const eventBatch = { load: loadEvents }

const WebhookDelivery = noun<DeliveryRow>({
  name: 'WebhookDelivery',
  kind: 'webhookDelivery',
  description: 'One try to tell a webhook of a fact. They are kept for 30 days.',
  source: {
    view: 'kernel_tries',
    keyOf: ({ id }) => id,
    load: loadDeliveries,
    permission: 'webhooks.read',
    visible: (_, viewer) => viewer.holds('webhooks.read'),
  },
  fields: (t) => ({
    webhook: t.field({
      type: Webhook.ref,
      nullable: true,
      description: 'Who was told; null where it was deleted since.',
      resolve: ({ reaction }, _, context) => context.row(Webhook.source, reaction),
    }),
    event: t.field({
      ...needs('journal.read'),
      type: EventRef,
      nullable: true,
      description: 'Of what. Null to who may not read the journal, or where it was archived.',
      resolve: ({ sequence, index }, _, context) =>
        context.batched(eventBatch, `${sequence}.${index}`),
    }),
    messageId: t.string({
      description: 'The `webhook-id` that it bore: the same with every try of this fact.',
      resolve: ({ reaction, sequence, index }) => `${reaction}_${sequence}_${index}`,
    }),
    attempt: t.exposeInt('attempt', { description: 'Which try it was, from 1.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    tookMs: t.exposeInt('tookMs', { description: 'How long the answer took, in milliseconds.' }),
    succeeded: t.exposeBoolean('succeeded', { description: 'Whether it was received.' }),
    said: t.exposeString('said', { description: 'What was answered, or what went wrong.' }),
  }),
})

const EventKindRef = builder.objectRef<EventKind<unknown>>('EventKind').implement({
  description: 'A kind of fact that webhooks can be told.',
  fields: (t) => ({
    name: t.string({ description: 'Its name: `OrderPlaced`.', resolve: ({ event }) => event }),
    aggregate: t.exposeString('aggregate', { description: 'What it happens to: `order`.' }),
    summary: t.exposeString('summary', { description: 'What it tells.' }),
  }),
})

builder.queryField('eventKinds', (t) =>
  t.field({
    ...needs(PUBLIC),
    description: 'Every kind of fact that there is, by name.',
    type: [EventKindRef],
    resolve: () => [...EVENT_KINDS],
  }),
)

builder.queryField('webhook', (t) =>
  t.field({
    ...needs('webhooks.read'),
    description: 'A webhook by its id.',
    type: Webhook.ref,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_, { id }, context) => context.row(Webhook.source, id),
  }),
)

listField('webhooks', {
  name: 'Webhook',
  description: 'Every webhook.',
  permission: 'webhooks.read',
  connection: connectionOf(Webhook),
  listing: webhookListing(WEBHOOK_STATUSES),
  keyOf: ({ id }) => id,
  primes: Webhook,
})

listField('webhookDeliveries', {
  name: 'WebhookDelivery',
  description: 'What webhooks were sent, and what came of it.',
  permission: 'webhooks.read',
  connection: connectionOf(WebhookDelivery),
  listing: deliveryListing,
  keyOf: ({ id }) => id,
  primes: WebhookDelivery,
})

const CHECKS = { selection: selectionProblem }

mutation(registerWebhook, { webhook: Webhook }, { checks: CHECKS })
mutation(updateWebhook, { webhook: Webhook }, { checks: CHECKS })
mutation(disableWebhook, { webhook: Webhook })
mutation(enableWebhook, { webhook: Webhook })
mutation(rotateWebhookSecret, { webhook: Webhook })
mutation(replayWebhook, { webhook: Webhook })
mutation(testWebhook, { webhook: Webhook })
mutation(deleteWebhook, {})
