// What the server knows of a request before GraphQL does.
import type { IncomingHttpHeaders } from 'node:http'
import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { ANYBODY } from '#graphql/context.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Soon } from '#kernel/soon.ts'
import type { Admission } from './admission.ts'
import type { Authenticate } from './authenticate.ts'

/** What the server hands to GraphQL with each request. */
export type ServerContext = {
  requestId: string
  /** Of the request; a WebSocket has those of none. */
  headers: IncomingHttpHeaders
  /** Adds a header to the answer. */
  tell: (name: string, value: string) => void
  /** Told when the answer is a stream: it may last for days. */
  becomesStream: () => void
  /** Who asks, as things stand now; set once the key is checked. */
  authenticateAgain: () => Soon<Actor>
  /** Who asked; set with it. */
  actor?: Actor
  /** Told what is asked: an operation's name, or its kind where it has none. */
  isAsked?: (operation: string) => void
}

/** Of what came by no request of its own, such as over a WebSocket. */
export const withoutRequest = (): ServerContext => ({
  requestId: crypto.randomUUID(),
  headers: {},
  tell: () => {},
  becomesStream: () => {},
  authenticateAgain: async () => ANYBODY,
})

/** A header that stands once, by its name in small letters. */
export function headerOf({ headers }: Pick<ServerContext, 'headers'>, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' ? value : null
}

/** Checks the key before the body is read: a wrong one is answered 401, whatever was asked. */
export const authentication = (
  authenticate: Authenticate,
  { known }: Pick<Admission, 'known'>,
): Plugin<object, ServerContext> => ({
  onRequestParse: async ({ request, serverContext }) => {
    if (serverContext.actor) return // The fast lane knows them already.
    const authorization = request.headers.get('authorization')
    const actor = await authenticate(authorization)
    serverContext.actor = actor
    serverContext.authenticateAgain = () => authenticate(authorization)
    const refused = actor === ANYBODY ? null : await known(actor.id, serverContext.tell)
    if (!refused) return
    const { status, code, message } = refused
    throw new GraphQLError(message, { extensions: { code, http: { status } } })
  },
})
