// Remembers texts with a thing, for whoever may see the thing.
import { command } from '#write/command.ts'
import { entryList, setEntries } from './entries.ts'
import { OWNER_REJECTIONS, ownerId, ownerPermission } from './owner.ts'
import { TooManyMetadata } from './rejections.ts'

export const setMetadata = command({
  name: 'SetMetadata',
  summary:
    'Remembers texts with a product, variant, collection, customer or order, for all who may see it: shoppers too, where it is published. Also needs the permission to change the thing itself.',
  permission: 'metadata.write',
  alsoNeeds: ({ ownerId }) => ownerPermission(ownerId),
  input: { ownerId: ownerId(), entries: entryList() },
  rejections: [...OWNER_REJECTIONS, TooManyMetadata],

  async handle(context, { ownerId, entries }) {
    await setEntries(context, { ownerId, isPrivate: false }, entries)
    return { owner: ownerId }
  },
})
