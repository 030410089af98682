// Takes a key out of use, at once and for good.
import { eq } from 'drizzle-orm'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { command, id } from '#write/command.ts'
import { permissionsOfKey, requireApiKey } from './api-keys.ts'
import { apiKeyRevoked } from './events.ts'
import { requireOwn, requireOwnerKey } from './own.ts'
import {
  ApiKeyAlreadyRevoked,
  ApiKeyNotFound,
  LastOwnerKey,
  PermissionsExceedOwn,
} from './rejections.ts'
import { apiKeys } from './tables.ts'

export const revokeApiKey = command({
  name: 'RevokeApiKey',
  summary:
    'Takes a key out of use, at once and for good. One key that holds every permission always stays.',
  permission: 'access.write',
  input: { apiKeyId: id('apiKey').describe('The key to revoke; your own too.') },
  target: ({ apiKeyId }) => ({ aggregate: 'apiKey', id: apiKeyId }),
  rejections: [ApiKeyNotFound, ApiKeyAlreadyRevoked, PermissionsExceedOwn, LastOwnerKey],

  async handle({ tx, now, record, actor }, { apiKeyId }) {
    const key = await requireApiKey(tx, apiKeyId)
    const path = ['input', 'apiKeyId']
    if (key.revokedAt !== null) throw new ApiKeyAlreadyRevoked({ apiKeyId }, path)
    requireOwn(actor, await permissionsOfKey(tx, key), path)
    await requireOwnerKey(tx, (holding) => holding.apiKeyId === apiKeyId, path)
    await revoke(tx, { id: apiKeyId, now })
    record(apiKeyRevoked({ apiKeyId }))
    return { apiKey: apiKeyId }
  },
})

const revoke = statement((db, $: Params<{ id: string; now: number }>) =>
  db
    .update(apiKeys)
    .set({ revokedAt: as(apiKeys.revokedAt, $.now) })
    .where(eq(apiKeys.id, $.id)),
)
