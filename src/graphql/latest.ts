// The newest of something for each object of a list: batches by how many are asked for, so that all
// objects share their statements.
import { GraphQLError } from 'graphql'
import type { Connection } from '#kernel/database/connection.ts'
import { PAGE_SIZE_MAX } from '#kernel/page.ts'
import type { Batch } from './context.ts'

/** How many are meant by an argument `first`; more than a page is refused. */
export function sizeOf(first: number | null | undefined, usual: number): number {
  const size = first ?? usual
  if (size >= 1 && size <= PAGE_SIZE_MAX) return size
  throw new GraphQLError(`Between 1 and ${PAGE_SIZE_MAX} can be asked for, found ${size}.`, {
    extensions: { code: 'PAGE_TOO_LARGE', argument: ['first'] },
  })
}

/** One batch a size: the context keeps a loader for each. */
export function batchesBySize<V>(
  load: (connection: Connection, ids: readonly string[], first: number) => Promise<readonly V[]>,
): (first: number) => Batch<string, V> {
  const batches = new Map<number, Batch<string, V>>()
  return (first) => {
    const known = batches.get(first)
    if (known) return known
    const made: Batch<string, V> = { load: (connection, ids) => load(connection, ids, first) }
    batches.set(first, made)
    return made
  }
}
