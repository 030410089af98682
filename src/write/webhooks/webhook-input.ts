// What the commands on webhooks take alike.
import { choice, list, textWhere } from '#kernel/input.ts'
import { EVENT_NAMES } from '#write/events.ts'

export const WEBHOOK_STATUSES = {
  ACTIVE: 'It is told what happens.',
  DISABLED: 'It is told nothing. What happens meanwhile is kept for it.',
} as const
export type WebhookStatus = keyof typeof WEBHOOK_STATUSES

export const webhookStatus = () => choice('WebhookStatus', WEBHOOK_STATUSES)

const URL_LENGTH_MAX = 2_000
export const SELECTION_LENGTH_MAX = 10_000

export const webhookUrl = () =>
  textWhere(
    isWebhookUrl,
    'must be an https:// or http:// address without a user, a password and a #fragment',
    { max: URL_LENGTH_MAX },
  )

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username + password + hash === ''
}

export const eventNames = () =>
  list(
    textWhere(
      (name) => EVENT_NAMES.has(name),
      'must be the name of an event, as `eventKinds` lists them',
    ),
    { max: EVENT_NAMES.size },
  )
