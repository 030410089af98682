// Queries that come again are run by code that was compiled for them: fields are read and written straight,
// where GraphQL.js looks each up by name. What it answers is the same, but for `locations` in errors.
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import type { Context } from '#graphql/context.ts'
import type { Operation } from './documents.ts'

type Query = (
  context: Context,
  variables: Record<string, unknown>,
) => ExecutionResult | Promise<ExecutionResult>
/** By the operation's name; null is run by GraphQL.js, for it can't be compiled or need not be. */
type Kept = Map<string, Query | null>

/** Runs an operation by a schema: a query by GraphQL.js when it is met first, compiled from then on. */
export function running(
  schema: GraphQLSchema,
): (operation: Operation, context: Context) => ExecutionResult | Promise<ExecutionResult> {
  const kept = new WeakMap<DocumentNode, Kept>()

  function queryOf({ document, operationName }: Operation): Query | null {
    const asked = getOperationAST(document, operationName)
    // Of names that are none nothing is kept: there are as many as a client makes up.
    if (asked?.operation !== 'query') return null
    const name = operationName ?? ''
    const known = kept.get(document)
    if (!known) {
      kept.set(document, new Map())
      return null
    }
    let query = known.get(name)
    if (query === undefined) {
      query = compiled(asked, document)
      known.set(name, query)
    }
    return query
  }

  function compiled(asked: OperationDefinitionNode, document: DocumentNode): Query | null {
    if (fieldsIn(asked, document) > FIELDS_MAX) return null
    const name = asked.name?.value ?? ''
    const compiled = compileQuery(schema, withAnyVariables(asked, document), name, OPTIONS)
    if (!isCompiledQuery(compiled)) return null
    const definitions = asked.variableDefinitions ?? []
    return (context, variables) => {
      const { coerced, errors } = getVariableValues(schema, definitions, variables)
      return errors ? { errors } : compiled.query(undefined, context, coerced)
    }
  }

  return (operation, context) => {
    const { document, operationName, variables } = operation
    const query = queryOf(operation)
    if (!query)
      return execute({
        ...{ schema, document, contextValue: context },
        ...{ operationName: operationName ?? null, variableValues: variables ?? null },
      })
    const result = query(context, variables ?? {})
    return isPromise(result) ? result.then(located) : located(result)
  }
}

/**
 * The document as it is compiled: variables are taken as they come, for GraphQL.js has coerced them. The compiler
 * would write the coercion out in full, without end for an input type that holds itself.
 */
const withAnyVariables = (
  asked: OperationDefinitionNode,
  document: DocumentNode,
): DocumentNode => ({
  ...document,
  definitions: document.definitions.map((definition) =>
    definition === asked
      ? { ...asked, variableDefinitions: (asked.variableDefinitions ?? []).map(withAnyType) }
      : definition,
  ),
})

const ANY = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'JSON' } } as const

const withAnyType = ({ kind, variable }: VariableDefinitionNode): VariableDefinitionNode => ({
  ...{ kind, variable, type: ANY },
})

/** Past this many fields, those of fragments counted wherever they are spread, compiling costs more than it gives. */
const FIELDS_MAX = 500

/** Fields of an operation as it is written out in code, where each fragment stands as often as it is spread. */
function fieldsIn(asked: OperationDefinitionNode, document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition)
  const known = new Map<string, number>()

  function fieldsOf({ selections }: SelectionSetNode): number {
    return selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        return sum + fieldsOfFragment(selection.name.value)
      const own = selection.kind === Kind.FIELD ? 1 : 0
      return sum + own + (selection.selectionSet ? fieldsOf(selection.selectionSet) : 0)
    }, 0)
  }

  function fieldsOfFragment(name: string): number {
    const fields =
      known.get(name) ?? fieldsOf((fragments.get(name) as FragmentDefinitionNode).selectionSet)
    known.set(name, fields)
    return fields
  }

  return fieldsOf(asked.selectionSet)
}

const OPTIONS = { disablingCapturingStackErrors: true }

const isPromise = <Value>(value: Value | Promise<Value>): value is Promise<Value> =>
  typeof (value as { then?: unknown }).then === 'function'

/** Errors as GraphQL.js makes them. */
const located = ({ data, errors }: ExecutionResult): ExecutionResult =>
  errors
    ? { errors: errors.map(errorOf), ...(data !== undefined && { data }) }
    : { data: data ?? null }

const errorOf = (error: GraphQLError): GraphQLError => {
  const { message, path, originalError } = error
  if (!path) return error // Of its variables, which GraphQL.js found itself.
  return new GraphQLError(message, { path, originalError: originalError ?? null })
}
