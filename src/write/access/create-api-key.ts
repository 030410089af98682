// Makes a key to the API. The key itself is made at the edge and shown once; what arrives here, and
// stays in the journal, is its hash.
import { instant, list, maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { type API_KEY_KINDS, apiKeyKind } from './api-key-kinds.ts'
import { insertApiKey, permissionsOfKey } from './api-keys.ts'
import { apiKeyCreated } from './events.ts'
import { newKey } from './keys.ts'
import { requireOwn } from './own.ts'
import {
  inOrder,
  PERMISSION_NAMES,
  type PermissionName,
  PUBLISHABLE_PERMISSIONS,
  permissionChoice,
  permissionNamed,
} from './permissions.ts'
import {
  ExpiryPassed,
  PermissionsExceedOwn,
  PermissionsUnfit,
  StaffMemberIsDeactivated,
  StaffMemberNotFound,
} from './rejections.ts'
import { requireActiveStaffMember } from './staff-members.ts'

export const createApiKey = command({
  name: 'CreateApiKey',
  summary: 'Makes a key to the API. It is shown in this answer and never again.',
  permission: 'access.write',
  input: {
    name: text().describe('What the key is for, so that people can tell one from another.'),
    kind: apiKeyKind().describe('Who holds it.'),
    permissions: maybe(
      list(permissionChoice(), { min: 0, max: Object.keys(PERMISSION_NAMES).length }),
    ).describe(
      'What a STAFF key may do: at least one, and none that you lack. Not for the key of a staff member, who may do what their roles hold, and not for PUBLISHABLE keys, which read the published catalog, fill carts and place orders.',
    ),
    staffMemberId: maybe(id('staffMember')).describe(
      'Whose key it is: a STAFF key that opens what their roles hold, and nothing once they are deactivated. Their roles may hold nothing that you lack.',
    ),
    expiresAt: maybe(instant()).describe(
      'From when on it opens nothing; never unless given. A key that expires does not count as the last one that holds everything.',
    ),
  },
  rejections: [
    PermissionsUnfit,
    StaffMemberNotFound,
    StaffMemberIsDeactivated,
    ExpiryPassed,
    PermissionsExceedOwn,
  ],
  secret: ({ kind }) => {
    const { secret, hash, hint } = newKey(kind)
    return { kept: { hash, hint }, shown: { secret } }
  },

  async handle({ tx, now, newId, record, actor }, input) {
    const { name, kind, hash, hint, expiresAt = null, staffMemberId = null } = input
    if (staffMemberId !== null) await requireActiveStaffMember(tx, staffMemberId)
    const permissions = ownPermissions(input)
    if (expiresAt !== null && expiresAt <= now)
      throw new ExpiryPassed({ now }, ['input', 'expiresAt'])
    requireOwn(actor, await permissionsOfKey(tx, { staffMemberId, permissions }), [
      'input',
      staffMemberId === null ? 'permissions' : 'staffMemberId',
    ])
    const id = newId('apiKey')
    await insertApiKey(tx, [
      {
        ...{ id, name, kind, staffMemberId, hash, hint, permissions },
        ...{ createdAt: now, expiresAt, revokedAt: null },
      },
    ])
    record(apiKeyCreated({ apiKeyId: id }))
    return { apiKey: id }
  },
})

/** What it holds by itself. A key of a staff member holds nothing but by their roles. */
function ownPermissions({
  kind,
  permissions,
  staffMemberId,
}: {
  kind: keyof typeof API_KEY_KINDS
  permissions?: PermissionName[] | null | undefined
  staffMemberId?: string | null | undefined
}): string[] {
  const path = ['input', 'permissions']
  const own = inOrder((permissions ?? []).map(permissionNamed))
  const isPublishable = kind === 'PUBLISHABLE'
  if (isPublishable && staffMemberId != null)
    throw new PermissionsUnfit(
      { required: 'A PUBLISHABLE key must be made without a staff member: it is for a front end.' },
      ['input', 'staffMemberId'],
    )
  if (isPublishable && own.length > 0)
    throw new PermissionsUnfit(
      { required: 'A PUBLISHABLE key must be made without permissions: it has fixed ones.' },
      path,
    )
  if (staffMemberId != null && own.length > 0)
    throw new PermissionsUnfit(
      { required: "A staff member's key must be made without permissions: they have roles." },
      path,
    )
  if (!isPublishable && staffMemberId == null && own.length === 0)
    throw new PermissionsUnfit(
      { required: "A STAFF key must have at least one permission, or be a staff member's." },
      path,
    )
  return isPublishable ? [...PUBLISHABLE_PERMISSIONS] : own
}
