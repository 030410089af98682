// CQRS made visible: with the header `X-Trace`, staff are told with an answer where the time of its commands
// went, and which views they refreshed.
import type { Context } from '#graphql/context.ts'
import { rounded } from '#kernel/spent.ts'
import { headerOf, type ServerContext } from './request.ts'

const PERMISSION = 'journal.read'

/** Null where nobody asked, or there is nothing to tell. */
export function traceOf(
  server: ServerContext,
  { viewer, given, backend }: Context,
): object[] | null {
  if (headerOf(server, 'x-trace') === null || !viewer.holds(PERMISSION)) return null
  const trace = given.flatMap(({ id, command }) => {
    const times = backend.spent.of(id)
    return times ? { id, command, ...rounded(times) } : []
  })
  return trace.length > 0 ? trace : null
}
