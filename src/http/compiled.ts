// Queries that come again are run by code that was compiled for them: fields are read and written straight,
// where GraphQL.js looks each up by name. What it answers is the same, but for `locations` in errors.
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import type { Context } from '#graphql/context.ts'
import type { Operation } from './operation.ts'

type Query = CompiledQuery['query']
/** By the operation's name; null is run by GraphQL.js, for it can't be compiled or need not be. */
type Kept = Map<string, Query | null>

/** Runs an operation by a schema: a query by GraphQL.js when it is met first, compiled from then on. */
export function running(
  schema: GraphQLSchema,
): (operation: Operation, context: Context) => ExecutionResult | Promise<ExecutionResult> {
  const kept = new WeakMap<DocumentNode, Kept>()

  function queryOf({ document, operationName }: Operation): Query | null {
    const name = operationName ?? ''
    const known = kept.get(document)
    if (!known) {
      kept.set(document, new Map())
      return null
    }
    let query = known.get(name)
    if (query === undefined) {
      query = compiled(document, operationName)
      known.set(name, query)
    }
    return query
  }

  function compiled(document: DocumentNode, name: Operation['operationName']): Query | null {
    if (getOperationAST(document, name)?.operation !== 'query') return null
    const compiled = compileQuery(schema, document, name ?? undefined, OPTIONS)
    return isCompiledQuery(compiled) ? compiled.query : null
  }

  return (operation, context) => {
    const { document, operationName, variables } = operation
    const query = queryOf(operation)
    const result = query?.(undefined, context, variables ?? {})
    if (isPromise(result)) return result.then(located)
    if (result && 'data' in result) return located(result)
    // Not compiled; or variables that don't fit, of which nothing was resolved and which GraphQL.js tells best.
    return execute({
      ...{ schema, document, contextValue: context },
      ...{ operationName: operationName ?? null, variableValues: variables ?? null },
    })
  }
}

const OPTIONS = { disablingCapturingStackErrors: true }

const isPromise = <Value>(value: Value | Promise<Value> | undefined): value is Promise<Value> =>
  typeof (value as { then?: unknown } | undefined)?.then === 'function'

/** Errors as GraphQL.js makes them. */
const located = ({ data, errors }: ExecutionResult): ExecutionResult =>
  errors ? { errors: errors.map(errorOf), data: data ?? null } : { data: data ?? null }

const errorOf = ({ message, path, originalError }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null })
