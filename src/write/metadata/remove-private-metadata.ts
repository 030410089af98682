// Forgets texts of the private side.
import { command } from '#write/command.ts'
import { keyList, removeEntries } from './entries.ts'
import { OWNER_REJECTIONS, ownerId, ownerPermission } from './owner.ts'

export const removePrivateMetadata = command({
  name: 'RemovePrivateMetadata',
  summary:
    'Forgets private metadata by its keys. Also needs the permission to change the thing itself.',
  permission: 'metadata.private',
  alsoNeeds: ({ ownerId }) => ownerPermission(ownerId),
  input: { ownerId: ownerId(), keys: keyList() },
  rejections: OWNER_REJECTIONS,

  async handle(context, { ownerId, keys }) {
    await removeEntries(context, { ownerId, isPrivate: true }, keys)
    return { owner: ownerId }
  },
})
