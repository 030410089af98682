// A noun is a kind of object with an id: its type, where its rows come from, and who may see them.
import type { FieldMap } from '@pothos/core'
import { GraphQLError } from 'graphql'
import { ID_PREFIXES, type IdKind } from '#domain/ids.ts'
import { hasPrefix } from '#kernel/input.ts'
import { views } from '#read/views.ts'
import { builder, needs, PUBLIC, type SchemaTypes } from './builder.ts'
import type { Context, Source } from './context.ts'

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>

export const Node = builder.interfaceRef<{ id: string }>('Node').implement({
  description: 'Anything with an id of its own.',
  // Lists of one kind need no look at each: what an id names, it begins with.
  resolveType: ({ id }) => nounOfId(id)?.name,
  fields: (t) => ({ id: t.exposeID('id', { description: 'The id, unique over all kinds.' }) }),
})

export type Noun<R extends { id: string }> = {
  name: string
  kind: IdKind
  source: Source<R>
  ref: ReturnType<typeof builder.objectRef<R>>
}

// biome-ignore lint/suspicious/noExplicitAny: nouns of any row stand together here; each source only meets its own rows.
export type AnyNoun = Noun<any>

const nouns = new Map<string, AnyNoun>()

export const nounOfKind = (kind: string): AnyNoun | undefined => nouns.get(kind)

export function noun<R extends { id: string }>(declared: {
  name: string
  kind: IdKind
  description: string
  source: Source<R>
  fields: (t: PothosSchemaTypes.ObjectFieldBuilder<Types, R>) => FieldMap
}): Noun<R> {
  const { name, kind, source } = declared
  const ref = builder.objectRef<R>(name)
  ref.implement({
    description: `${declared.description}${wokenBy(source.view)}`,
    interfaces: [Node] as never, // Rows have an id, which a generic row hides from the builder.
    extensions: { permission: source.permission },
    fields: declared.fields as never,
  })
  const made = { name, kind, source, ref }
  nouns.set(kind, made as AnyNoun)
  return made
}

/** What brings its row up to date, for whoever wonders when it changes. */
function wokenBy(name: string): string {
  const view = views.find((each) => each.name === name)
  if (!view) return '' // One of the kernel's own tables: it is written once.
  const events = [...new Set(view.wokenBy.map(({ event }) => event))].sort()
  return `\n\nRead from \`${name}\`, which is brought up to date in the transaction of each ${events.map((event) => `\`${event}\``).join(', ')}.`
}

const nounOfId = (id: string): AnyNoun | undefined => {
  for (const found of nouns.values()) if (hasPrefix(id, ID_PREFIXES[found.kind])) return found
  return undefined
}

/** The object that has this id, whatever it is, or null where there is none for this viewer. */
export function nodeOf(context: Context, id: string) {
  const found = nounOfId(id)
  return found ? context.row(found.source, id) : null
}

const NODES_MAX = 100

builder.queryFields((t) => ({
  node: t.field({
    ...needs(PUBLIC),
    description: 'Any object by its id. Null where there is none, or it is not for you.',
    type: Node,
    nullable: true,
    args: { id: t.arg.id({ required: true, description: 'The id of the object.' }) },
    resolve: (_, { id }, context) => nodeOf(context, id),
  }),
  nodes: t.field({
    ...needs(PUBLIC),
    description: `Objects by their ids, in the same order, null where there is none. At most ${NODES_MAX}.`,
    type: [Node],
    nullable: { list: true, items: true },
    args: {
      ids: t.arg.idList({ required: true, description: 'The ids of the objects.' }),
    },
    resolve: (_, { ids }, context) => {
      if (ids.length > NODES_MAX) throw tooMany(ids.length)
      return ids.map((id) => nodeOf(context, id))
    },
  }),
}))

const tooMany = (found: number) =>
  new GraphQLError(`At most ${NODES_MAX} ids can be asked for at once, found ${found}.`, {
    extensions: { code: 'PAGE_TOO_LARGE' },
  })
