// What access refuses.
import { instant, integer, list, text } from '#kernel/input.ts'
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
  summary: 'It holds permissions that you lack: nobody gives, or takes away, more than they hold.',
  facts: {
    permissions: list(permissionChoice(), { max: 50 }).describe('The permissions that you lack.'),
  },
  message: ({ permissions }) => `You lack ${permissions.join(', ')}.`,
})

export const PermissionsUnfit = rejection({
  name: 'PermissionsUnfit',
  summary:
    "A staff key needs at least one permission; a publishable key, and a staff member's, has others than its own.",
  facts: { required: text({ max: 500 }).describe('What was required.') },
  message: ({ required }) => required,
})

export const LastOwnerKey = rejection({
  name: 'LastOwnerKey',
  summary:
    'Afterwards no key would hold every permission, and nobody could make another one that does.',
  facts: { apiKeyId: id('apiKey').describe('The last key that holds every permission.') },
  message: ({ apiKeyId }) =>
    `${apiKeyId} is the last key that holds every permission. Make another one first.`,
})

export const RoleNotFound = rejection({
  name: 'RoleNotFound',
  summary: 'There is no such role.',
  facts: { roleId: id('role').describe('The role that was asked for.') },
  message: ({ roleId }) => `There is no role ${roleId}.`,
})

export const RoleNameTaken = rejection({
  name: 'RoleNameTaken',
  summary: 'Another role has this name.',
  facts: { name: text().describe('The name that is taken.') },
  message: ({ name }) => `Another role is called ${name}.`,
})

export const RoleInUse = rejection({
  name: 'RoleInUse',
  summary: 'Staff members have this role: take it from them first.',
  facts: {
    staffMembers: integer({ max: Number.MAX_SAFE_INTEGER }).describe('How many have it.'),
  },
  message: ({ staffMembers }) => `${staffMembers} staff members have this role.`,
})

export const StaffMemberNotFound = rejection({
  name: 'StaffMemberNotFound',
  summary: 'There is no such staff member.',
  facts: { staffMemberId: id('staffMember').describe('The staff member who was asked for.') },
  message: ({ staffMemberId }) => `There is no staff member ${staffMemberId}.`,
})

export const StaffEmailTaken = rejection({
  name: 'StaffEmailTaken',
  summary: 'Another staff member has this e-mail.',
  facts: { staffMemberId: id('staffMember').describe('Who has it.') },
  message: ({ staffMemberId }) => `${staffMemberId} has this e-mail.`,
})

export const StaffMemberIsDeactivated = rejection({
  name: 'StaffMemberIsDeactivated',
  summary: 'The staff member was deactivated.',
  facts: { staffMemberId: id('staffMember').describe('The staff member.') },
  message: ({ staffMemberId }) => `${staffMemberId} was deactivated.`,
})

export const StaffMemberIsActive = rejection({
  name: 'StaffMemberIsActive',
  summary: 'The staff member is active already.',
  facts: { staffMemberId: id('staffMember').describe('The staff member.') },
  message: ({ staffMemberId }) => `${staffMemberId} is active.`,
})
