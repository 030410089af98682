// Carries an operation out by its plan. It answers what GraphQL.js answers, several times as fast: GraphQL.js works
// out anew for each object what is asked of it, and makes a promise for each that waits for one.
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql'
import { Plan, switchesOf } from './plan.ts'
import { Run } from './run.ts'
import type { Variables } from './shape.ts'
import { type Coerced, variablesOf } from './variables.ts'

/** One operation of a document that is valid, with what it is asked with. */
export type Operation = {
  document: DocumentNode
  operationName?: string | null | undefined
  variables?: Record<string, unknown> | null | undefined
}

export type Execute = (
  operation: Operation,
  context: unknown,
) => ExecutionResult | Promise<ExecutionResult>

const PLANS_MAX = 64

/** Carries out queries and mutations by a schema; a document's plans are kept for as long as it is. */
export function executor(schema: GraphQLSchema): Execute {
  const known = new WeakMap<DocumentNode, Plans>()

  return ({ document, operationName, variables }, context) => {
    const operation = getOperationAST(document, operationName)
    if (!operation) return execute({ schema, document, operationName: operationName ?? null }) // It says why.
    let plans = known.get(document)
    if (!plans) {
      plans = new Plans(schema, document)
      known.set(document, plans)
    }
    const { coerced, errors } = plans.variables(operation, variables ?? {})
    if (errors) return { errors }
    const run = new Run(plans.of(operation, coerced), context, coerced)
    return operation.operation === 'mutation' ? run.mutation() : run.query()
  }
}

/** The plans of a document: one for each operation, and each set of what `@skip` and `@include` are told. */
class Plans {
  readonly #schema: GraphQLSchema
  readonly #document: DocumentNode
  readonly #switches: readonly string[]
  readonly #known = new Map<string, Plan>()
  readonly #variables = new Map<OperationDefinitionNode, (given: Variables) => Coerced>()

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema
    this.#document = document
    this.#switches = switchesOf(document)
  }

  variables(operation: OperationDefinitionNode, given: Variables): Coerced {
    let coerce = this.#variables.get(operation)
    if (!coerce) {
      coerce = variablesOf(this.#schema, operation)
      this.#variables.set(operation, coerce)
    }
    return coerce(given)
  }

  of(operation: OperationDefinitionNode, variables: Variables): Plan {
    const name = operation.name?.value ?? ''
    const key =
      this.#switches.length === 0
        ? name
        : JSON.stringify([name, ...this.#switches.map((each) => variables[each])])
    let plan = this.#known.get(key)
    if (!plan) {
      plan = new Plan(this.#schema, this.#document, operation, variables)
      if (this.#known.size === PLANS_MAX) this.#known.clear()
      this.#known.set(key, plan)
    }
    return plan
  }
}
