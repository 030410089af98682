// The facts of access.
import { event } from '#kernel/event.ts'

const apiKey = { aggregate: 'apiKey', id: 'apiKeyId' } as const

export const apiKeyCreated = event<{ apiKeyId: string }>()({
  ...apiKey,
  name: 'ApiKeyCreated',
  summary: 'A key to the API was made.',
})
export const apiKeyRotated = event<{ apiKeyId: string; successorId: string }>()({
  ...apiKey,
  name: 'ApiKeyRotated',
  summary: 'Another key was made in the place of this one, which ends with their overlap.',
})
export const apiKeyRevoked = event<{ apiKeyId: string }>()({
  ...apiKey,
  name: 'ApiKeyRevoked',
  summary: 'A key to the API no longer opens anything.',
})
