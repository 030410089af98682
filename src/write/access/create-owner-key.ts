// Lets the owner in: the one key that nobody grants. Only the system gives this command, at a start.
import { flag, maybe, textWhere } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { anyKey, insertApiKey, keyWithHash } from './api-keys.ts'
import { apiKeyCreated } from './events.ts'
import { EVERYTHING } from './permissions.ts'

const isHash = (value: string) => /^[\w-]{43}$/.test(value)

export const createOwnerKey = command({
  name: 'CreateOwnerKey',
  summary: "Makes the owner's key, which holds every permission. Given by the system alone.",
  permission: 'system.start',
  input: {
    hash: textWhere(isHash, 'must be a SHA-256 hash as base64url').describe(
      'SHA-256 of the key, base64url.',
    ),
    onlyFirst: maybe(flag()).describe(
      'True makes none where the shop has a key already: of several processes that start at once one makes it.',
    ),
    hint: textWhere(() => true, 'must be text').describe("The key's first characters."),
  },
  rejections: [],

  async handle({ tx, now, newId, record }, { hash, hint, onlyFirst }) {
    const [known] = onlyFirst ? await anyKey(tx, {}) : await keyWithHash(tx, { hash })
    if (known) return { apiKey: known.id }
    const id = newId('apiKey')
    const permissions = [EVERYTHING]
    await insertApiKey(tx, [
      { id, name: 'Owner', kind: 'STAFF', hash, hint, permissions, createdAt: now },
    ])
    record(apiKeyCreated({ apiKeyId: id }))
    return { apiKey: id }
  },
})
