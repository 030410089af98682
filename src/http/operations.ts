// Pages for those who run the server: what a monitoring system reads, with a key that may.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { GraphQLError } from 'graphql'
import { holds } from '#kernel/actor.ts'
import { refuse } from './answer.ts'
import type { Authenticate } from './authenticate.ts'
import type { Metrics } from './metrics.ts'

export type Page = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const PERMISSION = 'metrics.read'

export function metricsPage(
  metrics: Pick<Metrics, 'contentType'> & { page: () => Promise<string | null> },
  authenticate: Authenticate,
): Page {
  return async ({ headers }, response) => {
    const refused = await refusalOf(headers.authorization ?? null)
    if (refused) return refuse(response, ...refused)
    const page = await metrics.page()
    if (page === null)
      return refuse(response, 503, 'UNAVAILABLE', 'A process is being started. Try again.')
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' })
    response.end(page)
  }

  async function refusalOf(authorization: string | null): Promise<[number, string, string] | null> {
    try {
      const actor = await authenticate(authorization)
      return holds(actor, PERMISSION)
        ? null
        : [403, 'FORBIDDEN', `This needs a key with the permission ${PERMISSION}.`]
    } catch (thrown) {
      if (!(thrown instanceof GraphQLError)) throw thrown
      return [401, 'UNAUTHENTICATED', thrown.message]
    }
  }
}
