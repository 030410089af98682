// GraphQL over HTTP: Yoga with our schema, our limits and our errors. One request in, one answer out,
// by way of one snapshot of the views.
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import type { DocumentNode, ExecutionArgs, GraphQLSchema } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import type { Logger } from 'pino'
import type { ApiSettings } from '#config'
import type { Backend } from '#graphql/context.ts'
import {
  type Execute,
  type Operation,
  executor as plannedExecutor,
} from '#graphql/execution/execute.ts'
import { createSchema } from '#graphql/schema.ts'
import type { Admission } from './admission.ts'
import type { Authenticate } from './authenticate.ts'
import { keptByDocument } from './documents.ts'
import { codes, maskErrorFor } from './errors.ts'
import { fastLane, type Handle, type Yoga } from './fast-lane.ts'
import { documentLimits, LIMITS } from './limits.ts'
import { operations } from './operation.ts'
import { type PersistedOperations, persistedOnly } from './persisted.ts'
import { authentication, type ServerContext } from './request.ts'
import { subscriptions } from './subscribing.ts'

export type GraphQLOptions = {
  backend: Backend
  authenticate: Authenticate
  admission: Pick<Admission, 'known'>
  log: Logger
  api?: ApiLimits
  /** The only operations that are run; null runs any. */
  persisted?: PersistedOperations | null
  /** False has Yoga answer everything. */
  hasFastLane?: boolean
  /** How an operation is carried out by a schema: by plans of our own unless given. */
  executor?: (schema: GraphQLSchema) => Execute
}

export type GraphQLOverHttp = { handle: Handle; yoga: Yoga }

export type ApiLimits = Omit<ApiSettings, 'playground' | 'console' | 'persistedOperationsFile'>

export const API_LIMITS: ApiLimits = {
  costMax: 20_000,
  queryTimeoutMs: 10_000,
  introspection: true,
  subscriptionsMax: 5_000,
}

/** A page of another origin can't send any of these without asking first. */
const CSRF_HEADERS = ['authorization', 'x-requested-by', 'idempotency-key']

export function graphqlOverHttp({
  backend,
  authenticate,
  admission,
  log,
  api = API_LIMITS,
  persisted = null,
  hasFastLane = true,
  executor = plannedExecutor,
}: GraphQLOptions): GraphQLOverHttp {
  const mask = maskErrorFor(log)
  const { costMax, queryTimeoutMs, subscriptionsMax } = api
  const carryOut = operations({ backend, log, costMax, queryTimeoutMs, executor })
  const subscribe = subscriptions({ backend, log, costMax, subscriptionsMax })
  const ours: Plugin<ServerContext> = {
    onExecute: ({ args, setExecuteFn }) =>
      setExecuteFn(() => carryOut(operationOf(args), args.contextValue)),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe as never),
  }
  const yoga: Yoga = createYoga<ServerContext>({
    schema: createSchema(),
    plugins: [
      useCSRFPrevention({ requestHeaders: CSRF_HEADERS }),
      authentication(authenticate, admission),
      ...(persisted ? [persistedOnly(persisted)] : []),
      ...documentLimits(api),
      codes,
      ours,
    ],
    maskedErrors: { maskError: mask, isDev: false },
    maxRequestBodySize: LIMITS.bodyBytesMax,
    parserAndValidationCache: {
      documentCache: keptByDocument<DocumentNode>(),
      errorCache: keptByDocument<Error>(),
    },
    cors: false, // The server's business, in both lanes.
    graphiql: false, // Served by playground.ts, compressed and cached.
    landingPage: false,
    batching: false,
    multipart: false,
    logging: false,
  })
  const byYoga: Handle = async (request, response, context) =>
    void (await yoga.handle(request, response, context))
  const options = { authenticate, admission, persisted, carryOut }
  return { yoga, handle: hasFastLane ? fastLane(yoga, options) : byYoga }
}

const operationOf = ({ document, operationName, variableValues }: ExecutionArgs): Operation => ({
  ...{ document, operationName, variables: variableValues ?? null },
})
