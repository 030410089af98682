// The values of an operation's variables. Texts, numbers and flags are taken as they come, where they fit; for all
// else, and to say what is wrong, there is GraphQL.js.
import {
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql'
import type { Variables } from './shape.ts'

export type Coerced =
  | { errors: readonly GraphQLError[]; coerced?: never }
  | { coerced: Variables; errors?: never }

/** As GraphQL.js has it: of variables that don't fit no more are told. */
const ERRORS_MAX = 50
const INT_MAX = 2_147_483_647

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value) && Math.abs(value as number) <= INT_MAX,
}

type Plain = { name: string; fits: (value: unknown) => boolean }

export function variablesOf(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): (given: Variables) => Coerced {
  const coerce = (given: Variables): Coerced =>
    getVariableValues(schema, variableDefinitions, given, { maxErrors: ERRORS_MAX })
  const plain = variableDefinitions.map(plainOf)
  if (plain.includes(null)) return coerce
  return (given) => {
    const coerced: Variables = {}
    for (const { name, fits } of plain as Plain[]) {
      const value = given[name]
      if (!fits(value)) return coerce(given)
      if (value !== undefined) coerced[name] = value
    }
    return { coerced }
  }
}

/** Null where more is to be done than to look at it. */
function plainOf({ variable, type, defaultValue }: VariableDefinitionNode): Plain | null {
  const isRequired = type.kind === Kind.NON_NULL_TYPE
  const named = isRequired ? type.type : type
  const fits =
    named.kind === Kind.NAMED_TYPE && defaultValue === undefined && FITS[named.name.value]
  if (!fits) return null
  return {
    name: variable.name.value,
    fits: isRequired ? fits : (value) => value == null || fits(value),
  }
}
