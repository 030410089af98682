// The facts of webhooks.
import { event } from '#kernel/event.ts'

const webhook = { aggregate: 'webhook', id: 'webhookId' } as const

export const webhookRegistered = event<{ webhookId: string }>()({
  ...webhook,
  name: 'WebhookRegistered',
  summary: 'One more address is told of facts.',
})
export const webhookUpdated = event<{ webhookId: string }>()({
  ...webhook,
  name: 'WebhookUpdated',
  summary: "A webhook's address, or what it is told, changed.",
})
export const webhookDisabled = event<{ webhookId: string; reason: string }>()({
  ...webhook,
  name: 'WebhookDisabled',
  summary: 'A webhook is told nothing for now: by staff, or for it took nothing for too long.',
})
export const webhookEnabled = event<{ webhookId: string }>()({
  ...webhook,
  name: 'WebhookEnabled',
  summary: 'A webhook is told facts again, from where it was.',
})
export const webhookSecretRotated = event<{ webhookId: string }>()({
  ...webhook,
  name: 'WebhookSecretRotated',
  summary: 'A webhook is signed with a new secret.',
})
export const webhookReplayed = event<{ webhookId: string; sequence: number }>()({
  ...webhook,
  name: 'WebhookReplayed',
  summary: 'A webhook is told again all that happened from a sequence on.',
})
export const webhookTested = event<{ webhookId: string }>()({
  ...webhook,
  name: 'WebhookTested',
  summary: 'A webhook is told this, and nothing happened: a test. No other webhook is told.',
})
export const webhookDeleted = event<{ webhookId: string }>()({
  ...webhook,
  name: 'WebhookDeleted',
  summary: 'An address is no longer told of facts.',
})
