// Makes a key to the API. The key itself is made at the edge and shown once; what arrives here, and
// stays in the journal, is its hash.
import { choice, list, maybe, text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { inOrder, insertApiKey, requireOwn } from './api-keys.ts'
import { apiKeyCreated } from './events.ts'
import { newKey } from './keys.ts'
import {
  PERMISSION_NAMES,
  PUBLISHABLE_PERMISSIONS,
  permissionChoice,
  permissionNamed,
} from './permissions.ts'
import { PermissionsExceedOwn, PermissionsUnfit } from './rejections.ts'

export const API_KEY_KINDS = {
  STAFF: 'For people and systems that run the shop. Keep it secret.',
  PUBLISHABLE: "For the shop's own front end: it may stand in a page that anybody can read.",
} as const

export const createApiKey = command({
  name: 'CreateApiKey',
  summary: 'Makes a key to the API. It is shown in this answer and never again.',
  permission: 'access.write',
  input: {
    name: text().describe('What the key is for, so that people can tell one from another.'),
    kind: choice('ApiKeyKind', API_KEY_KINDS).describe('Who holds it.'),
    permissions: maybe(
      list(permissionChoice(), { min: 0, max: Object.keys(PERMISSION_NAMES).length }),
    ).describe(
      'What a STAFF key may do: at least one, and none that you lack. Not for PUBLISHABLE keys, which read the published catalog, fill carts and place orders.',
    ),
  },
  rejections: [PermissionsUnfit, PermissionsExceedOwn],
  secret: ({ kind }) => {
    const { secret, hash, hint } = newKey(kind)
    return { kept: { hash, hint }, shown: { secret } }
  },

  async handle({ tx, now, newId, record, actor }, { name, kind, permissions, hash, hint }) {
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
    requireOwn(actor, held, path)
    const id = newId('apiKey')
    await insertApiKey(tx, [
      { id, name, kind, hash, hint, permissions: held, createdAt: now, revokedAt: null },
    ])
    record(apiKeyCreated({ apiKeyId: id }))
    return { apiKey: id }
  },
})
