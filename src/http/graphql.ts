// GraphQL over HTTP: Yoga with our schema, our limits and our errors. One request in, one answer out,
// by way of one snapshot of the views.
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import { createYoga } from 'graphql-yoga'
import type { Logger } from 'pino'
import { type Backend, createContext } from '#graphql/context.ts'
import { createSchema } from '#graphql/schema.ts'
import type { Admission } from './admission.ts'
import type { Authenticate } from './authenticate.ts'
import { maskErrorFor, stableErrors } from './errors.ts'
import { documentLimits, LIMITS } from './limits.ts'
import { authentication, operationLifetime, type ServerContext } from './request.ts'

export type GraphQLOptions = {
  backend: Backend
  authenticate: Authenticate
  admission: Pick<Admission, 'known'>
  log: Logger
  corsOrigins?: readonly string[]
}

/** A page of another origin can't send any of these without asking first. */
const CSRF_HEADERS = ['authorization', 'x-requested-by', 'idempotency-key']
const HEADERS_TAKEN = [
  'authorization',
  'content-type',
  'idempotency-key',
  'x-request-id',
  'x-requested-by',
]

export function graphqlOverHttp({
  backend,
  authenticate,
  admission,
  log,
  corsOrigins = [],
}: GraphQLOptions) {
  return createYoga<ServerContext>({
    schema: createSchema(),
    context: ({ actor, requestId, request }) =>
      createContext(backend, {
        ...(actor && { actor }),
        correlationId: requestId,
        idempotencyKey: request.headers.get('idempotency-key'),
      }),
    plugins: [
      useCSRFPrevention({ requestHeaders: CSRF_HEADERS }),
      authentication(authenticate, admission),
      ...documentLimits(),
      operationLifetime(),
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
