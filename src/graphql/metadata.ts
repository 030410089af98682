// What other systems remember with things: on every noun that can have it, one side for all who see the
// thing, and one for those alone who may.
import { loadMetadataViews, type MetadataEntry, type MetadataRow } from '#read/metadata/load.ts'
import { removeMetadata } from '#write/metadata/remove-metadata.ts'
import { removePrivateMetadata } from '#write/metadata/remove-private-metadata.ts'
import { setMetadata } from '#write/metadata/set-metadata.ts'
import { setPrivateMetadata } from '#write/metadata/set-private-metadata.ts'
import { builder, needs } from './builder.ts'
import { Collection } from './collections.ts'
import type { Context, Source } from './context.ts'
import { Customer } from './customers.ts'
import { mutation } from './mutation.ts'
import { type AnyNoun, Node } from './noun.ts'
import { Order } from './orders.ts'
import { Product } from './products.ts'
import { Variant } from './variants.ts'

const metadata: Source<MetadataRow> = {
  view: 'metadata_view',
  keyOf: ({ ownerId }) => ownerId,
  load: loadMetadataViews,
  permission: 'whoever may see the thing that it is kept with',
  visible: () => true,
}

const Entry = builder.objectRef<MetadataEntry>('MetadataEntry').implement({
  description: 'A text by its key, as another system remembers it with a thing.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its key, unique on its side of the thing.' }),
    value: t.exposeString('value', { description: 'The text.' }),
  }),
})

type Side = 'public' | 'private'

const entriesOf = async (side: Side, { id }: { id: string }, context: Context) =>
  (await context.row(metadata, id))?.[side] ?? []

const textUnder = async (side: Side, owner: { id: string }, key: string, context: Context) =>
  (await entriesOf(side, owner, context)).find((entry) => entry.key === key)?.value ?? null

const OWNERS: readonly AnyNoun[] = [Product, Variant, Collection, Customer, Order]

for (const { ref } of OWNERS)
  builder.objectFields(ref, (t) => ({
    metadata: t.field({
      type: [Entry],
      description: 'What is remembered with it, by key. Whoever may see it sees this too.',
      resolve: (owner, _, context) => entriesOf('public', owner, context),
    }),
    metafield: t.string({
      nullable: true,
      description: 'What is remembered with it under one key; null where nothing is.',
      args: { key: t.arg.string({ required: true, description: 'The key.' }) },
      resolve: (owner, { key }, context) => textUnder('public', owner, key, context),
    }),
    privateMetadata: t.field({
      ...needs('metadata.private'),
      type: [Entry],
      nullable: true,
      description: 'What is remembered with it in private, by key. Null to who may not read it.',
      resolve: (owner, _, context) => entriesOf('private', owner, context),
    }),
    privateMetafield: t.string({
      ...needs('metadata.private'),
      nullable: true,
      description:
        'What is remembered with it in private under one key; null where nothing is, and to who may not read it.',
      args: { key: t.arg.string({ required: true, description: 'The key.' }) },
      resolve: (owner, { key }, context) => textUnder('private', owner, key, context),
    }),
  }))

mutation(setMetadata, { owner: Node })
mutation(removeMetadata, { owner: Node })
mutation(setPrivateMetadata, { owner: Node })
mutation(removePrivateMetadata, { owner: Node })
