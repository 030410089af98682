// Who holds a key.
import { choice } from '#kernel/input.ts'

export const API_KEY_KINDS = {
  STAFF: 'For people and systems that run the shop. Keep it secret.',
  PUBLISHABLE: "For the shop's own front end: it may stand in a page that anybody can read.",
} as const

export const apiKeyKind = () => choice('ApiKeyKind', API_KEY_KINDS)
