// GraphQL over WebSocket, by the protocol of graphql-ws: for subscriptions above all, of which one connection
// carries many. The same limits and errors hold as over HTTP, for the same plugins run.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ExecutionArgs, GraphQLError } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { ANYBODY } from '#graphql/context.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Soon } from '#kernel/soon.ts'
import type { Admission } from './admission.ts'
import type { Authenticate } from './authenticate.ts'
import type { GraphQLOverHttp } from './graphql.ts'
import { LIMITS } from './limits.ts'
import { documentOf, type PersistedOperations } from './persisted.ts'
import { withoutRequest } from './request.ts'

export type WebSockets = {
  take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Tells every client that the server goes, so that it comes again, and cuts off who stays. */
  close: (withinMs: number) => void
}

export type WebSocketOptions = {
  graphql: GraphQLOverHttp
  authenticate: Authenticate
  admission: Admission
  persisted?: PersistedOperations | null
  socketsMax: number
  /** How often a client is asked whether it is there: one that has not answered by the next time is gone. */
  pingMs?: number
}

type Enveloped = ReturnType<GraphQLOverHttp['yoga']['getEnveloped']>
/** What carries an operation out, and what is to be done once it has begun to answer. */
type Root = Pick<Enveloped, 'execute' | 'subscribe'> & { leave: () => void }

const PING_MS = 12_000

export function webSockets(options: WebSocketOptions): WebSockets {
  const { graphql, authenticate, admission, persisted = null, socketsMax } = options
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.bodyBytesMax })

  const disposable = useServer<{ authorization?: unknown }>(
    {
      onConnect: async ({ connectionParams }) => {
        try {
          await authenticate(authorizationIn(connectionParams))
          return true
        } catch {
          return false // Closes as 4403.
        }
      },
      onSubscribe: async ({ connectionParams, extra }, _id, params) => {
        if (admission.isFull()) return [overloaded()]
        const refused = await admission.enter(extra.request, tellNobody)
        if (refused) return [errorOf(refused.code, refused.message)]
        try {
          const again = () => authenticate(authorizationIn(connectionParams))
          const args = await argumentsOf(params, await again(), again)
          if (Array.isArray(args)) admission.leave()
          return args
        } catch (thrown) {
          admission.leave()
          if (thrown instanceof GraphQLError) return [thrown]
          throw thrown
        }
      },
      execute: (args) => begun(args as ExecutionArgs, 'execute'),
      subscribe: (args) => begun(args as ExecutionArgs, 'subscribe'),
    },
    server,
    options.pingMs ?? PING_MS,
  )

  /** What is to be run, or what is wrong with it. */
  async function argumentsOf(
    params: SubscribePayload,
    actor: Actor,
    authenticateAgain: () => Soon<Actor>,
  ): Promise<ExecutionArgs | GraphQLError[]> {
    const refused = actor === ANYBODY ? null : await admission.known(actor.id, tellNobody)
    if (refused) return [errorOf(refused.code, refused.message)]
    const source = documentOf(params, persisted)
    const { schema, parse, validate, contextFactory, execute, subscribe } =
      graphql.yoga.getEnveloped({ ...withoutRequest(), actor, authenticateAgain })
    const document = parse(source)
    const errors = validate(schema, document)
    for (const error of errors as GraphQLError[])
      error.extensions.code ??= 'GRAPHQL_VALIDATION_FAILED'
    if (errors.length > 0) return errors as GraphQLError[]
    return {
      ...{ schema, document, contextValue: await contextFactory() },
      operationName: params.operationName ?? null,
      variableValues: (params.variables ?? {}) as Record<string, unknown>,
      rootValue: { execute, subscribe, leave: admission.leave } satisfies Root,
    }
  }

  return {
    take: (request, socket, head) => {
      if (server.clients.size >= socketsMax) return refuse(socket)
      server.handleUpgrade(request, socket, head, (accepted) =>
        server.emit('connection', accepted, request),
      )
    },
    close: (withinMs) => {
      void disposable.dispose()
      const cut = () => {
        for (const client of server.clients) client.terminate()
      }
      setTimeout(cut, withinMs).unref()
    },
  }
}

/** A subscription counts as under way until it has begun, everything else until it is answered. */
async function begun(args: ExecutionArgs, how: 'execute' | 'subscribe') {
  const { leave, ...run } = args.rootValue as Root
  try {
    return await run[how]({ ...args, rootValue: undefined })
  } finally {
    leave()
  }
}

/** From the parameters of the connection, for a browser can set no header. */
function authorizationIn(params: { authorization?: unknown } | undefined): string | null {
  const { authorization } = params ?? {}
  return typeof authorization === 'string' ? authorization : null
}

const refuse = (socket: Duplex) =>
  socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n\r\n')

const tellNobody = () => {}
const errorOf = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code } })
const overloaded = () =>
  errorOf('OVERLOADED', 'Too many requests are under way. Try again in a second.')
