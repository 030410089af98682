// Remembers texts with a thing, for those alone who may read private metadata.
import { command } from '#write/command.ts'
import { entryList, setEntries } from './entries.ts'
import { OWNER_REJECTIONS, ownerId, ownerPermission } from './owner.ts'
import { TooManyMetadata } from './rejections.ts'

export const setPrivateMetadata = command({
  name: 'SetPrivateMetadata',
  summary:
    'Remembers texts with a product, variant, collection, customer or order, for those alone who hold `metadata.private`. Also needs the permission to change the thing itself.',
  permission: 'metadata.private',
  alsoNeeds: ({ ownerId }) => ownerPermission(ownerId),
  input: { ownerId: ownerId(), entries: entryList() },
  rejections: [...OWNER_REJECTIONS, TooManyMetadata],

  async handle(context, { ownerId, entries }) {
    await setEntries(context, { ownerId, isPrivate: true }, entries)
    return { owner: ownerId }
  },
})
