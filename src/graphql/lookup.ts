// A lookup takes exactly one of its keys: the id, or what people call the thing.
import { GraphQLError } from 'graphql'
import type { Key } from '#kernel/row-store.ts'
import { type Soon, soon } from '#kernel/soon.ts'
import type { Batch, Context } from './context.ts'
import type { Noun } from './noun.ts'

type Keys = Readonly<Record<string, Key | null | undefined>>

/** The row that is named by its id or by another key, or null where there is none for this viewer. */
export function lookUp<R extends { id: string }, K extends Key>(
  context: Context,
  { name, source }: Noun<R>,
  keys: { id: string | null | undefined } & Keys,
  batches: Readonly<Record<string, Batch<K, R | null>>>,
): Soon<R | null> {
  const names = Object.keys(keys)
  const given = names.filter((key) => keys[key] != null)
  if (given.length !== 1)
    throw new GraphQLError(
      `${name} is looked up by exactly one of ${names.join(', ')}, found ${given.length}.`,
      { extensions: { code: 'BAD_USER_INPUT' } },
    )
  if (keys.id != null) return context.row(source, keys.id)
  const [key] = given as [string]
  const row = context.batched(batches[key] as Batch<K, R | null>, keys[key] as K)
  return soon(row, (found) => {
    if (!found) return null
    context.prime(source, [found])
    return context.shown(source, found)
  })
}
