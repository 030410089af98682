// What webhooks refuse.
import { integer, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'
import { webhookStatus } from './webhook-input.ts'

const webhookId = () => id('webhook').describe('The webhook that was meant.')

export const WebhookNotFound = rejection({
  name: 'WebhookNotFound',
  summary: 'There is no such webhook.',
  facts: { webhookId: webhookId() },
  message: ({ webhookId }) => `There is no webhook ${webhookId}.`,
})

export const WebhooksAreOff = rejection({
  name: 'WebhooksAreOff',
  summary:
    'The server has no key to sign webhooks with: set `WEBHOOK_SIGNING_KEY` and start it anew.',
  facts: {},
  message: () => 'Webhooks need the setting WEBHOOK_SIGNING_KEY.',
})

export const WebhookUrlNotSecure = rejection({
  name: 'WebhookUrlNotSecure',
  summary:
    'The address is not https, which this server sends to alone. Others are for addresses of its own network, where `WEBHOOKS_REACH_PRIVATE` allows them.',
  facts: { url: text({ max: 2_000 }).describe('The address that was given.') },
  message: ({ url }) => `${url} must begin with https://.`,
})

export const TooManyWebhooks = rejection({
  name: 'TooManyWebhooks',
  summary: 'There are as many webhooks as there can be: delete one first.',
  facts: { webhooksMax: integer().describe('The most that there can be.') },
  message: ({ webhooksMax }) => `There can be at most ${webhooksMax} webhooks.`,
})

export const WebhookStatusUnfit = rejection({
  name: 'WebhookStatusUnfit',
  summary: 'The webhook stands so already, or must be enabled first.',
  facts: { webhookId: webhookId(), status: webhookStatus().describe('How it stands.') },
  message: ({ webhookId, status }) => `The webhook ${webhookId} is ${status}.`,
})

export const ReplayStartUnfit = rejection({
  name: 'ReplayStartUnfit',
  summary:
    'There is nothing to replay from there: it lies ahead, or those events were archived and can be read in the archives alone.',
  facts: {
    firstSequence: integer({ max: Number.MAX_SAFE_INTEGER }).describe(
      'The first that can be replayed.',
    ),
    lastSequence: integer({ max: Number.MAX_SAFE_INTEGER }).describe('The last.'),
  },
  message: ({ firstSequence, lastSequence }) =>
    `A replay can begin from sequence ${firstSequence} to ${lastSequence}.`,
})
