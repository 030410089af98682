// One operation from what it may cost to its answer, the same by whichever way it came: over the fast lane, over
// Yoga or over a WebSocket. Whatever holds for all of them stands here.
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Logger } from 'pino'
import { type Backend, Context } from '#graphql/context.ts'
import type { Execute, Operation } from '#graphql/execution/execute.ts'
import { createSchema } from '#graphql/schema.ts'
import { isPromise, type Soon, soon } from '#kernel/soon.ts'
import { costs, tooCostly } from './cost.ts'
import { maskErrorFor, withStableErrors } from './errors.ts'
import { headerOf, type ServerContext } from './request.ts'
import { traceOf } from './trace.ts'

export type CarryOut = (operation: Operation, server: ServerContext) => Soon<ExecutionResult>

export type OperationOptions = {
  backend: Backend
  log: Logger
  costMax: number
  queryTimeoutMs: number
  executor: (schema: GraphQLSchema) => Execute
}

/** Carries out queries and mutations. */
export function operations(options: OperationOptions): CarryOut {
  const { backend, log, costMax, queryTimeoutMs } = options
  const schema = createSchema()
  const costOf = costs(schema)
  const run = options.executor(schema)
  const mask = maskErrorFor(log)

  return (operation, server) => {
    const { document, operationName } = operation
    const asked = getOperationAST(document, operationName)
    server.isAsked?.(asked?.name?.value ?? asked?.operation ?? '')
    const extensions = { cost: { requested: costOf(operation), limit: costMax } }
    if (extensions.cost.requested > costMax)
      return { errors: [tooCostly(extensions.cost.requested, costMax)], extensions }
    const refusal = ambiguous(asked, document, server) ?? notReached(server, backend)
    return soon(refusal, (refused) =>
      refused
        ? { errors: [refused], extensions }
        : carriedOut(operation, asked, server, extensions),
    )
  }

  function carriedOut(
    operation: Operation,
    asked: OperationDefinitionNode | null | undefined,
    server: ServerContext,
    extensions: { cost: object },
  ): Soon<ExecutionResult> {
    const context = contextOf(server, backend)
    if (asked?.operation === 'query') context.limitTo(queryTimeoutMs)
    const ended = (result: ExecutionResult): ExecutionResult => {
      context.end()
      const trace = traceOf(server, context)
      return {
        ...withStableErrors(result, log, server.requestId),
        extensions: trace ? { ...extensions, trace } : extensions,
      }
    }
    const failed = (thrown: unknown): ExecutionResult => {
      context.end()
      return { errors: [mask(thrown)], extensions }
    }
    try {
      const result = run(operation, context)
      return isPromise(result) ? result.then(ended).catch(failed) : ended(result)
    } catch (thrown) {
      return failed(thrown)
    }
  }
}

export const contextOf = (server: ServerContext, backend: Backend): Context =>
  new Context(backend, {
    actor: server.actor,
    correlationId: server.requestId,
    idempotencyKey: headerOf(server, 'idempotency-key'),
    minSequence: Number(headerOf(server, 'min-sequence') ?? 0),
  })

const SEQUENCE_WAIT_MS = 1_000

/** A request with the header Min-Sequence sees what had happened up to that sequence, or is refused. */
function notReached(server: ServerContext, backend: Backend): Soon<GraphQLError | null> {
  const asked = headerOf(server, 'min-sequence')
  if (asked === null) return null
  return /^\d{1,15}$/.test(asked) ? reached(Number(asked), backend) : noSequence(asked)
}

async function reached(minSequence: number, { feed }: Backend): Promise<GraphQLError | null> {
  if (await feed.reached(minSequence, SEQUENCE_WAIT_MS)) return null
  const sequence = feed.last()
  return new GraphQLError(
    `This shop has come to sequence ${sequence}, not to ${minSequence}: it may be the sequence of another.`,
    { extensions: { code: 'SEQUENCE_NOT_REACHED', minSequence, sequence } },
  )
}

const noSequence = (found: string) =>
  new GraphQLError(
    `Min-Sequence must be the sequence of a receipt, a whole number; found ${JSON.stringify(found.slice(0, 40))}.`,
    { extensions: { code: 'BAD_REQUEST', http: { status: 400, spec: true } } },
  )

/** The header is for a single mutation: passing it over in silence would let a retry have its effect twice. */
function ambiguous(
  asked: OperationDefinitionNode | null | undefined,
  document: DocumentNode,
  server: ServerContext,
): GraphQLError | null {
  if (asked?.operation !== 'mutation' || headerOf(server, 'idempotency-key') === null) return null
  const found = fieldsOf(asked.selectionSet, document)
  if (found === 1) return null
  return new GraphQLError(
    `The Idempotency-Key header is for a single mutation, found ${found}. Give each its own options.idempotencyKey.`,
    { extensions: { code: 'IDEMPOTENCY_KEY_AMBIGUOUS', http: { status: 400, spec: true } } },
  )
}

function fieldsOf({ selections }: SelectionSetNode, document: DocumentNode): number {
  let fields = 0
  for (const selection of selections) {
    if (selection.kind === 'Field') fields++
    else if (selection.kind === 'InlineFragment')
      fields += fieldsOf(selection.selectionSet, document)
    else {
      const fragment = document.definitions.find(
        (definition) =>
          definition.kind === 'FragmentDefinition' &&
          definition.name.value === selection.name.value,
      )
      if (fragment?.kind === 'FragmentDefinition')
        fields += fieldsOf(fragment.selectionSet, document)
    }
  }
  return fields
}
