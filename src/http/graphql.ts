// GraphQL over HTTP: Yoga with our schema, our limits and our errors. One request in, one answer out,
// by way of one snapshot of the views.
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import { createYoga } from 'graphql-yoga'
import type { Logger } from 'pino'
import type { ApiSettings } from '#config'
import { type Backend, createContext } from '#graphql/context.ts'
import { createSchema } from '#graphql/schema.ts'
import type { Admission } from './admission.ts'
import type { Authenticate } from './authenticate.ts'
import { costLimit } from './cost.ts'
import { maskErrorFor, stableErrors } from './errors.ts'
import { documentLimits, LIMITS } from './limits.ts'
import { type PersistedOperations, persistedOnly } from './persisted.ts'
import { authentication, operationLifetime, readYourWrites, type ServerContext } from './request.ts'
import { subscribing } from './subscribing.ts'
import { commandTrace } from './trace.ts'

export type GraphQLOptions = {
  backend: Backend
  authenticate: Authenticate
  admission: Pick<Admission, 'known'>
  log: Logger
  corsOrigins?: readonly string[]
  api?: ApiLimits
  /** The only operations that are run; null runs any. */
  persisted?: PersistedOperations | null
}

export type ApiLimits = Omit<ApiSettings, 'playground' | 'console' | 'persistedOperationsFile'>

export const API_LIMITS: ApiLimits = {
  costMax: 20_000,
  queryTimeoutMs: 10_000,
  introspection: true,
  subscriptionsMax: 5_000,
}

/** A page of another origin can't send any of these without asking first. */
const CSRF_HEADERS = ['authorization', 'x-requested-by', 'idempotency-key']
const HEADERS_TAKEN = [
  'authorization',
  'content-type',
  'idempotency-key',
  'min-sequence',
  'x-request-id',
  'x-requested-by',
  'x-trace',
]

export function graphqlOverHttp({
  backend,
  authenticate,
  admission,
  log,
  corsOrigins = [],
  api = API_LIMITS,
  persisted = null,
}: GraphQLOptions) {
  return createYoga<ServerContext>({
    schema: createSchema(),
    context: ({ actor, requestId, request }) =>
      createContext(backend, {
        ...(actor && { actor }),
        correlationId: requestId,
        // A WebSocket has the headers of no request.
        idempotencyKey: request?.headers.get('idempotency-key') ?? null,
      }),
    plugins: [
      useCSRFPrevention({ requestHeaders: CSRF_HEADERS }),
      authentication(authenticate, admission),
      ...(persisted ? [persistedOnly(persisted)] : []),
      ...documentLimits(api),
      costLimit(api.costMax),
      readYourWrites(backend),
      operationLifetime(api),
      commandTrace(backend),
      subscribing({ backend, log, subscriptionsMax: api.subscriptionsMax }),
      stableErrors(log),
    ],
    maskedErrors: { maskError: maskErrorFor(log), isDev: false },
    maxRequestBodySize: LIMITS.bodyBytesMax,
    cors:
      corsOrigins.length > 0
        ? {
            origin: [...corsOrigins],
            methods: ['GET', 'POST'],
            allowedHeaders: HEADERS_TAKEN,
            exposedHeaders: ['x-request-id', 'ratelimit', 'ratelimit-policy', 'retry-after'],
            credentials: false,
            maxAge: 600,
          }
        : false,
    graphiql: false, // Served by graphiql.ts, compressed and cached.
    landingPage: false,
    batching: false,
    multipart: false,
    logging: false,
  })
}

export type GraphQLOverHttp = ReturnType<typeof graphqlOverHttp>
