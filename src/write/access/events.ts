// The facts of access.
import { event } from '#kernel/event.ts'

const staffMember = { aggregate: 'staffMember', id: 'staffMemberId' } as const
const role = { aggregate: 'role', id: 'roleId' } as const
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

export const roleCreated = event<{ roleId: string }>()({
  ...role,
  name: 'RoleCreated',
  summary: 'A role was made.',
})
export const roleUpdated = event<{ roleId: string }>()({
  ...role,
  name: 'RoleUpdated',
  summary: 'A role is called differently, or holds other permissions.',
})
export const roleDeleted = event<{ roleId: string }>()({
  ...role,
  name: 'RoleDeleted',
  summary: 'A role is gone.',
})

/** The roles that they have now. */
export const staffMemberCreated = event<{ staffMemberId: string; roleIds: string[] }>()({
  ...staffMember,
  name: 'StaffMemberCreated',
  summary: 'Somebody joined the staff.',
})
/** The roles that they had before or have now. */
export const staffMemberUpdated = event<{ staffMemberId: string; roleIds: string[] }>()({
  ...staffMember,
  name: 'StaffMemberUpdated',
  summary: 'A staff member is called differently, or has other roles.',
})
export const staffMemberDeactivated = event<{ staffMemberId: string }>()({
  ...staffMember,
  name: 'StaffMemberDeactivated',
  summary: "None of a staff member's keys opens anything any more.",
})
export const staffMemberReactivated = event<{ staffMemberId: string }>()({
  ...staffMember,
  name: 'StaffMemberReactivated',
  summary: "A staff member's keys open again what their roles hold.",
})
