// What an operation may cost, known before anything of it is resolved: an object is 1, a page is as many
// times what is asked of each entry as it has entries, and a command is ten. Every answer says what it was.
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
} from 'graphql'
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity'
import type { Plugin } from 'graphql-yoga'
import { PAGE_SIZE_DEFAULT } from '#kernel/page.ts'
import { limitError } from './limits.ts'

/** A list that takes no page size, such as an order's lines, counts as so many entries. */
const ENTRIES_OF_A_LIST = 5
const COMMAND_COST = 10
const COSTS_KEPT_PER_DOCUMENT = 100

/** Refuses an operation that would cost more, and tells of each what it cost. */
export function costLimit(limit: number): Plugin {
  const known = new WeakMap<DocumentNode, Map<string, number>>()

  function costOf(operation: Operation): number {
    const { document, operationName, variableValues } = operation
    const costs = known.get(document) ?? new Map<string, number>()
    known.set(document, costs)
    const key = `${operationName ?? ''} ${sizesIn(variableValues)}`
    const cost = costs.get(key) ?? computed(operation)
    if (costs.size < COSTS_KEPT_PER_DOCUMENT) costs.set(key, cost)
    return cost
  }

  return {
    onExecute: ({ args, setResultAndStopExecution }) => {
      const requested = costOf(args as Operation)
      if (requested > limit) return setResultAndStopExecution(tooCostly(requested, limit))
      const extensions = { cost: { requested, limit } }
      return {
        onExecuteDone: ({ result, setResult }) =>
          setResult({ ...result, extensions: { ...extensions, ...extensionsOf(result) } }),
      }
    },
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const requested = costOf(args as Operation)
      if (requested > limit) setResultAndStopExecution(tooCostly(requested, limit))
    },
  }
}

const tooCostly = (requested: number, limit: number) => ({
  errors: [
    limitError(
      'COST_LIMIT_EXCEEDED',
      `The operation would cost ${requested}, at most ${limit}: ask for smaller pages, or for less of each entry.`,
    ),
  ],
  extensions: { cost: { requested, limit } },
})

type Operation = {
  schema: GraphQLSchema
  document: DocumentNode
  operationName?: string | null
  variableValues?: Record<string, unknown> | null
}

function computed({ schema, document, operationName, variableValues }: Operation): number {
  try {
    return getComplexity({
      schema,
      query: document,
      estimators: [estimator],
      ...(operationName && { operationName }),
      ...(variableValues && { variables: variableValues }),
    })
  } catch (thrown) {
    // Variables that don't fit their types: executing says which, and resolves nothing.
    if (thrown instanceof GraphQLError) return 0
    throw thrown
  }
}

const estimator: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const named = getNamedType(field.type)
  if (isLeafType(named)) return 0
  if (type.name === 'Mutation') return COMMAND_COST + childComplexity
  if (isPage(named.name)) return 1 + entriesOf(args) * childComplexity
  const isList = String(field.type).startsWith('[')
  // The page has multiplied already what stands in its `edges` and `nodes`.
  return isList && !isPage(type.name)
    ? ENTRIES_OF_A_LIST * (1 + childComplexity)
    : 1 + childComplexity
}

const isPage = (type: string): boolean => type.endsWith('Connection')

const entriesOf = ({ first, last }: Record<string, unknown>): number => {
  const asked = first ?? last
  return typeof asked === 'number' && asked > 0 ? asked : PAGE_SIZE_DEFAULT
}

/** The variables that can change a cost: page sizes, and what `@include` and `@skip` take. */
const sizesIn = (variables: Operation['variableValues']): string =>
  Object.entries(variables ?? {})
    .filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

const extensionsOf = (result: unknown): object | undefined =>
  (result as { extensions?: object }).extensions
