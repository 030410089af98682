// Makes a key to the API. The key itself is made at the edge and shown once; what arrives here, and
// stays in the journal, is its hash.
import { instant, list, maybe, text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { apiKeyKind } from './api-key-kinds.ts'
import { inOrder, insertApiKey, requireOwn } from './api-keys.ts'
import { apiKeyCreated } from './events.ts'
import { newKey } from './keys.ts'
import {
  PERMISSION_NAMES,
  PUBLISHABLE_PERMISSIONS,
  permissionChoice,
  permissionNamed,
} from './permissions.ts'
import { ExpiryPassed, PermissionsExceedOwn, PermissionsUnfit } from './rejections.ts'

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
      'What a STAFF key may do: at least one, and none that you lack. Not for PUBLISHABLE keys, which read the published catalog, fill carts and place orders.',
    ),
    expiresAt: maybe(instant()).describe(
      'From when on it opens nothing; never unless given. A key that expires does not count as the last one that holds everything.',
    ),
  },
  rejections: [PermissionsUnfit, ExpiryPassed, PermissionsExceedOwn],
  secret: ({ kind }) => {
    const { secret, hash, hint } = newKey(kind)
    return { kept: { hash, hint }, shown: { secret } }
  },

  async handle({ tx, now, newId, record, actor }, input) {
    const { name, kind, permissions, hash, hint, expiresAt = null } = input
    const held =
      kind === 'STAFF'
        ? inOrder((permissions ?? []).map(permissionNamed))
        : [...PUBLISHABLE_PERMISSIONS]
    const path = ['input', 'permissions']
    if (held.length === 0)
      throw new PermissionsUnfit(
        { required: 'A STAFF key must have at least one permission.' },
        path,
      )
    if (kind === 'PUBLISHABLE' && permissions && permissions.length > 0)
      throw new PermissionsUnfit(
        { required: 'A PUBLISHABLE key must be made without permissions: it has fixed ones.' },
        path,
      )
    if (expiresAt !== null && expiresAt <= now)
      throw new ExpiryPassed({ now }, ['input', 'expiresAt'])
    requireOwn(actor, held, path)
    const id = newId('apiKey')
    await insertApiKey(tx, [
      { id, name, kind, hash, hint, permissions: held, createdAt: now, expiresAt, revokedAt: null },
    ])
    record(apiKeyCreated({ apiKeyId: id }))
    return { apiKey: id }
  },
})
