// Makes a key in the place of another, which goes on for a while: whoever bears it has time to change.
import { eq } from 'drizzle-orm'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { integer, maybe } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { apiKeyKind } from './api-key-kinds.ts'
import { insertApiKey, permissionsOfKey, requireApiKey } from './api-keys.ts'
import { apiKeyCreated, apiKeyRotated } from './events.ts'
import { newKey } from './keys.ts'
import { requireOwn } from './own.ts'
import {
  ApiKeyAlreadyRevoked,
  ApiKeyExpired,
  ApiKeyKindDiffers,
  ApiKeyNotFound,
  PermissionsExceedOwn,
} from './rejections.ts'
import { apiKeys } from './tables.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const OVERLAP_MS_MAX = 30 * DAY_MS

export const rotateApiKey = command({
  name: 'RotateApiKey',
  summary:
    'Makes a key with the name, the permissions and the staff member of another, which ends after an overlap. The new key is shown in this answer and never again; it does not expire.',
  permission: 'access.write',
  input: {
    apiKeyId: id('apiKey').describe('The key to replace.'),
    kind: apiKeyKind().describe('The kind that it is of: the new key begins as keys of it do.'),
    overlapMs: maybe(integer({ min: 0, max: OVERLAP_MS_MAX })).describe(
      'Milliseconds for which the old key goes on: 0 to 30 days, a day unless given. One that expires sooner still does.',
    ),
  },
  target: ({ apiKeyId }) => ({ aggregate: 'apiKey', id: apiKeyId }),
  rejections: [
    ApiKeyNotFound,
    ApiKeyAlreadyRevoked,
    ApiKeyExpired,
    ApiKeyKindDiffers,
    PermissionsExceedOwn,
  ],
  secret: ({ kind }) => {
    const { secret, hash, hint } = newKey(kind)
    return { kept: { hash, hint }, shown: { secret } }
  },

  async handle({ tx, now, newId, record, actor }, { apiKeyId, kind, overlapMs, hash, hint }) {
    const key = await requireApiKey(tx, apiKeyId)
    const path = ['input', 'apiKeyId']
    if (key.revokedAt !== null) throw new ApiKeyAlreadyRevoked({ apiKeyId }, path)
    if (key.expiresAt !== null && key.expiresAt <= now) throw new ApiKeyExpired({ apiKeyId }, path)
    if (key.kind !== kind) throw new ApiKeyKindDiffers({ actualKind: key.kind }, ['input', 'kind'])
    requireOwn(actor, await permissionsOfKey(tx, key), path)
    const { name, permissions, staffMemberId } = key
    const successorId = newId('apiKey')
    await insertApiKey(tx, [
      { id: successorId, name, kind, staffMemberId, hash, hint, permissions, createdAt: now },
    ])
    const ends = now + (overlapMs ?? DAY_MS)
    const expiresAt = Math.min(ends, key.expiresAt ?? ends)
    await expire(tx, { id: apiKeyId, expiresAt })
    record(apiKeyCreated({ apiKeyId: successorId }))
    record(apiKeyRotated({ apiKeyId, successorId }))
    return { apiKey: successorId }
  },
})

const expire = statement((db, $: Params<{ id: string; expiresAt: number }>) =>
  db
    .update(apiKeys)
    .set({ expiresAt: as(apiKeys.expiresAt, $.expiresAt) })
    .where(eq(apiKeys.id, $.id)),
)
