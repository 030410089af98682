// Queries that nobody sent over HTTP, such as what a webhook is to be told: checked once, and run as somebody.
import { type DocumentNode, type GraphQLSchema, Kind, parse, validate } from 'graphql'
import type { Actor } from '#kernel/actor.ts'
import { type Backend, Context } from './context.ts'
import { executor } from './execution/execute.ts'

/** What a selection is given. */
const VARIABLES: readonly string[] = ['id', 'sequence']
const ANSWER_MS_MAX = 10_000
const PROBLEM_LENGTH_MAX = 300
const DOCUMENTS_KEPT = 200

/** What is wrong with a selection, in words that follow the name of its field; null where nothing is. */
export function selectionProblem(schema: GraphQLSchema, text: string): string | null {
  let document: DocumentNode
  try {
    document = parse(text, { maxTokens: 2_000 })
  } catch (fault) {
    return said('must be GraphQL', fault as Error)
  }
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const [operation] = operations
  if (operations.length !== 1 || operation?.kind !== Kind.OPERATION_DEFINITION)
    return `must have one query, found ${operations.length} operations`
  if (operation.operation !== 'query') return `must be a query, found a ${operation.operation}`
  const [error] = validate(schema, document)
  if (error) return said('must fit the schema', error)
  const unknown = (operation.variableDefinitions ?? []).find(
    ({ variable }) => !VARIABLES.includes(variable.name.value),
  )
  if (unknown)
    return `can have the variables $id and $sequence, found $${unknown.variable.name.value}`
  return null
}

const said = (required: string, { message }: Error) =>
  `${required}: ${message}`.slice(0, PROBLEM_LENGTH_MAX)

/**
 * Runs a query as somebody, and answers its `result` and what of it was refused. A fault is thrown: asked again it
 * may pass.
 */
export function selector(schema: GraphQLSchema, backend: Backend) {
  const execute = executor(schema)
  const documents = new Map<string, DocumentNode>()
  function parsed(text: string): DocumentNode {
    const document = documents.get(text) ?? parse(text)
    if (documents.size >= DOCUMENTS_KEPT) documents.clear()
    documents.set(text, document)
    return document
  }

  return async ({
    document,
    variables,
    actor,
  }: {
    document: string
    variables: Record<string, unknown>
    actor: Actor
  }): Promise<object> => {
    const contextValue = new Context(backend, { actor, minSequence: backend.feed.last() })
    contextValue.limitTo(ANSWER_MS_MAX)
    try {
      const operation = { document: parsed(document), variables }
      const { data, errors = [] } = await execute(operation, contextValue)
      const fault = errors.find(({ extensions }) => typeof extensions.code !== 'string')
      if (fault) throw new Error('The selection failed.', { cause: fault.originalError ?? fault })
      const refused = errors.map(({ message, path, extensions: { code } }) => ({
        message,
        path,
        code,
      }))
      return { result: data ?? null, ...(refused.length > 0 && { errors: refused }) }
    } finally {
      contextValue.end()
    }
  }
}
