// What the server knows of a request before GraphQL does, and how its one mutation gets the key from
// the Idempotency-Key header.
import type { IncomingHttpHeaders } from 'node:http'
import { type DocumentNode, GraphQLError, getOperationAST, type SelectionSetNode } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { ANYBODY, type Backend, type Context } from '#graphql/context.ts'
import type { Actor } from '#kernel/actor.ts'
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
  authenticateAgain: () => Promise<Actor>
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

export type RequestContext = ServerContext & Context

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

const SEQUENCE_WAIT_MS = 1_000

/** A query with the header Min-Sequence sees what had happened up to that sequence, or is refused. */
export const readYourWrites = ({ feed }: Backend): Plugin<RequestContext> => ({
  onExecute: async ({ args, setResultAndStopExecution }) => {
    const asked = headerOf(args.contextValue, 'min-sequence')
    if (asked === null) return
    const sequence = /^\d{1,15}$/.test(asked) ? Number(asked) : Number.NaN
    if (Number.isNaN(sequence)) setResultAndStopExecution({ errors: [noSequence(asked)] })
    else if (!(await feed.reached(sequence, SEQUENCE_WAIT_MS)))
      setResultAndStopExecution({ errors: [notReached(sequence, feed.last())] })
  },
})

const noSequence = (found: string) =>
  new GraphQLError(
    `Min-Sequence must be the sequence of a receipt, a whole number; found ${JSON.stringify(found.slice(0, 40))}.`,
    { extensions: { code: 'BAD_REQUEST', http: { status: 400, spec: true } } },
  )

const notReached = (minSequence: number, sequence: number) =>
  new GraphQLError(
    `This shop has come to sequence ${sequence}, not to ${minSequence}: it may be the sequence of another.`,
    { extensions: { code: 'SEQUENCE_NOT_REACHED', minSequence, sequence } },
  )

/**
 * Applies the header to a single mutation, gives a query its time, and the operation's snapshot back at its
 * end.
 */
export const operationLifetime = ({
  queryTimeoutMs,
}: {
  queryTimeoutMs: number
}): Plugin<RequestContext> => ({
  onExecute: ({ args, setResultAndStopExecution }) => {
    const { contextValue, document, operationName } = args
    const operation = getOperationAST(document, operationName)
    contextValue.isAsked?.(operation?.name?.value ?? operation?.operation ?? '')
    if (contextValue.idempotencyKey !== null && operation?.operation === 'mutation') {
      const mutations = fieldsOf(operation.selectionSet, document)
      if (mutations !== 1) {
        setResultAndStopExecution({ errors: [severalMutations(mutations)] })
        return
      }
    }
    if (operation?.operation === 'query') contextValue.limitTo(queryTimeoutMs)
    return { onExecuteDone: () => contextValue.end() }
  },
})

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

/** Passing the key over in silence would let a retry have its effect twice. */
const severalMutations = (found: number) =>
  new GraphQLError(
    `The Idempotency-Key header is for a single mutation, found ${found}. Give each its own options.idempotencyKey.`,
    { extensions: { code: 'IDEMPOTENCY_KEY_AMBIGUOUS', http: { status: 400, spec: true } } },
  )
