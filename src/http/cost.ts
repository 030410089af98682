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
import type { Operation } from '#graphql/execution/execute.ts'
import { PAGE_SIZE_DEFAULT } from '#kernel/page.ts'
import { limitError } from './limits.ts'

/** A list that takes no page size, such as an order's lines, counts as so many entries. */
const ENTRIES_OF_A_LIST = 5
const COMMAND_COST = 10
const COSTS_KEPT_PER_DOCUMENT = 100
/** Fields that are counted, those of fragments wherever they are spread; with more, a document is too costly. */
const NODES_MAX = 10_000
const TOO_MANY_NODES = 'Query exceeds the maximum allowed number of nodes'
const BEYOND_COUNTING = Number.MAX_SAFE_INTEGER

/** What operations cost by a schema; remembered for as long as their document is. */
export function costs(schema: GraphQLSchema): (operation: Operation) => number {
  const known = new WeakMap<DocumentNode, Map<string, number>>()

  return (operation) => {
    const { document, operationName, variables } = operation
    let costs = known.get(document)
    if (!costs) {
      costs = new Map()
      known.set(document, costs)
    }
    const key = `${operationName ?? ''} ${sizesIn(variables)}`
    const cost = costs.get(key) ?? computed(schema, operation)
    if (costs.size < COSTS_KEPT_PER_DOCUMENT) costs.set(key, cost)
    return cost
  }
}

/** An operation that would cost more is refused. */
export const tooCostly = (requested: number, limit: number): GraphQLError =>
  limitError(
    'COST_LIMIT_EXCEEDED',
    `The operation would cost ${requested}, at most ${limit}: ask for smaller pages, or for less of each entry.`,
  )

function computed(
  schema: GraphQLSchema,
  { document, operationName, variables }: Operation,
): number {
  try {
    return getComplexity({
      schema,
      query: document,
      estimators: [estimator],
      maxQueryNodes: NODES_MAX,
      ...(operationName && { operationName }),
      ...(variables && { variables }),
    })
  } catch (thrown) {
    if (!(thrown instanceof GraphQLError)) throw thrown
    // Variables that don't fit their types: executing says which, and resolves nothing.
    return thrown.message.startsWith(TOO_MANY_NODES) ? BEYOND_COUNTING : 0
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
function sizesIn(variables: Operation['variables']): string {
  let sizes = ''
  for (const name in variables) {
    const value = variables[name]
    if (typeof value === 'number' || typeof value === 'boolean') sizes += `${name}=${value} `
  }
  return sizes
}
