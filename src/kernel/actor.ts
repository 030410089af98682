// Who asks. What they may do is decided by permissions alone; what they own, by their id.

export type Actor = {
  kind: 'STAFF' | 'CUSTOMER' | 'PUBLISHABLE' | 'SYSTEM'
  /** An API key, a customer, or the name of a part of the system. Scopes idempotency keys. */
  id: string
  /** `*` holds every permission. */
  permissions: readonly string[]
  /** A customer's, as the identity provider has verified it; only for commands that use it. */
  verifiedEmail?: string
}

export const systemActor = (part: string): Actor => ({
  kind: 'SYSTEM',
  id: `system:${part}`,
  permissions: ['*'],
})

export const holds = (actor: Actor, permission: string): boolean =>
  actor.permissions.includes('*') || actor.permissions.includes(permission)
