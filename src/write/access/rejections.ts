// What access refuses.
import { instant, list, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'
import { apiKeyKind } from './api-key-kinds.ts'
import { permissionChoice } from './permissions.ts'

export const NotSignedIn = rejection({
  name: 'NotSignedIn',
  summary: 'Only a customer who is signed in can do this, for themselves.',
  facts: {},
  message: () => 'This is for a customer who is signed in.',
})

export const ApiKeyNotFound = rejection({
  name: 'ApiKeyNotFound',
  summary: 'There is no such API key.',
  facts: { apiKeyId: id('apiKey').describe('The key that was asked for.') },
  message: ({ apiKeyId }) => `There is no API key ${apiKeyId}.`,
})

export const ApiKeyAlreadyRevoked = rejection({
  name: 'ApiKeyAlreadyRevoked',
  summary: 'The API key was revoked before.',
  facts: { apiKeyId: id('apiKey').describe('The key that was revoked before.') },
  message: ({ apiKeyId }) => `The API key ${apiKeyId} was revoked before.`,
})

export const ApiKeyExpired = rejection({
  name: 'ApiKeyExpired',
  summary: 'The API key has expired.',
  facts: { apiKeyId: id('apiKey').describe('The key that has expired.') },
  message: ({ apiKeyId }) => `The API key ${apiKeyId} has expired.`,
})

export const ApiKeyKindDiffers = rejection({
  name: 'ApiKeyKindDiffers',
  summary: 'The API key is of another kind.',
  facts: { actualKind: apiKeyKind().describe('The kind that it is of.') },
  message: ({ actualKind }) => `The key is a ${actualKind} key.`,
})

export const ExpiryPassed = rejection({
  name: 'ExpiryPassed',
  summary: 'A key must open something for a while: its end must lie in the future.',
  facts: { now: instant().describe('The moment that it must come after.') },
  message: ({ now }) => `The key must expire after ${new Date(now).toISOString()}.`,
})

export const PermissionsExceedOwn = rejection({
  name: 'PermissionsExceedOwn',
  summary:
    'The API key holds permissions that you lack: nobody gives, or takes away, more than they hold.',
  facts: {
    permissions: list(permissionChoice(), { max: 50 }).describe('The permissions that you lack.'),
  },
  message: ({ permissions }) => `You lack ${permissions.join(', ')}.`,
})

export const PermissionsUnfit = rejection({
  name: 'PermissionsUnfit',
  summary: 'A staff key needs at least one permission; a publishable key has fixed ones.',
  facts: { required: text({ max: 500 }).describe('What was required.') },
  message: ({ required }) => required,
})

export const LastOwnerKey = rejection({
  name: 'LastOwnerKey',
  summary:
    'It is the last key that holds every permission: without it nobody could make another one.',
  facts: { apiKeyId: id('apiKey').describe('The key that stays.') },
  message: ({ apiKeyId }) =>
    `${apiKeyId} is the last key that holds every permission. Make another one first.`,
})
