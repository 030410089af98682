// Signs with a new secret, and for a while with the one before as well, so that no receiver has a gap.
import { integer, maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { webhookSecretRotated } from './events.ts'
import { WebhookNotFound } from './rejections.ts'
import { requireWebhook, writeWebhook } from './webhook.ts'

const OVERLAP_HOURS = 24
const OVERLAP_HOURS_MAX = 30 * 24
const MS_PER_HOUR = 3_600_000

export const rotateWebhookSecret = command({
  name: 'RotateWebhookSecret',
  summary:
    'Signs a webhook with a new secret. For a while it is signed with both, so that receivers can be changed meanwhile.',
  permission: 'webhooks.write',
  input: {
    webhookId: id('webhook').describe('The webhook.'),
    overlapHours: maybe(integer({ max: OVERLAP_HOURS_MAX })).describe(
      `For how long the secret until now signs as well; ${OVERLAP_HOURS} hours unless given, 0 where it became known.`,
    ),
  },
  target: ({ webhookId }) => ({ aggregate: 'webhook', id: webhookId }),
  rejections: [WebhookNotFound],

  async handle({ tx, now, record }, { webhookId, overlapHours }) {
    const { createdAt: _, ...webhook } = await requireWebhook(tx, webhookId)
    const overlapMs = (overlapHours ?? OVERLAP_HOURS) * MS_PER_HOUR
    await writeWebhook(tx, {
      ...webhook,
      secretNumber: webhook.secretNumber + 1,
      previousSecretUntil: overlapMs === 0 ? null : now + overlapMs,
    })
    record(webhookSecretRotated({ webhookId }))
    return { webhook: webhookId }
  },
})
