// Forgets texts that all could see who see the thing.
import { command } from '#write/command.ts'
import { keyList, removeEntries } from './entries.ts'
import { OWNER_REJECTIONS, ownerId, ownerPermission } from './owner.ts'

export const removeMetadata = command({
  name: 'RemoveMetadata',
  summary:
    'Forgets public metadata by its keys. Also needs the permission to change the thing itself.',
  permission: 'metadata.write',
  alsoNeeds: ({ ownerId }) => ownerPermission(ownerId),
  input: { ownerId: ownerId(), keys: keyList() },
  rejections: OWNER_REJECTIONS,

  async handle(context, { ownerId, keys }) {
    await removeEntries(context, { ownerId, isPrivate: false }, keys)
    return { owner: ownerId }
  },
})
