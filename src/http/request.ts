// What the server knows of a request before GraphQL does, and how its one mutation gets the key from
// the Idempotency-Key header.
import { type DocumentNode, GraphQLError, getOperationAST, type SelectionSetNode } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { ANYBODY, type Context } from '#graphql/context.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Admission } from './admission.ts'
import type { Authenticate } from './authenticate.ts'

/** What the server hands to GraphQL with each request. */
export type ServerContext = {
  requestId: string
  /** Adds a header to the answer. */
  tell: (name: string, value: string) => void
  /** Who asks; set once the key is checked. */
  actor?: Actor
  /** For the log. */
  operation?: string
}

export type RequestContext = ServerContext & Context

/** Checks the key before the body is read: a wrong one is answered 401, whatever was asked. */
export const authentication = (
  authenticate: Authenticate,
  { known }: Pick<Admission, 'known'>,
): Plugin<object, ServerContext> => ({
  onRequestParse: async ({ request, serverContext }) => {
    const actor = await authenticate(request.headers.get('authorization'))
    serverContext.actor = actor
    const refused = actor === ANYBODY ? null : await known(actor.id, serverContext.tell)
    if (!refused) return
    const { status, code, message } = refused
    throw new GraphQLError(message, { extensions: { code, http: { status } } })
  },
})

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
    contextValue.operation = operation?.name?.value ?? operation?.operation ?? ''
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
