// What an operation asks of each type of object, worked out once: which fields in which order, what answers each, and
// what becomes of its value. Objects of one type are answered by the same plan however often they come.
import {
  type ASTNode,
  type DocumentNode,
  defaultTypeResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  typeFromAST,
  visit,
} from 'graphql'
import { isPromise } from '#kernel/soon.ts'
import { answerObject } from './answer-object.ts'
import type { Arguments, Complete, FieldPlan, ObjectPlan, Planned, Variables } from './shape.ts'

type Field = GraphQLField<unknown, unknown>

/** The plan of an operation, for one set of what `@skip` and `@include` say. */
export class Plan implements Planned {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Record<string, FragmentDefinitionNode>
  readonly root: ObjectPlan
  readonly #variables: Variables
  #fieldsWithVariables = 0

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ) {
    this.schema = schema
    this.operation = operation
    this.fragments = fragmentsOf(document)
    this.#variables = variables
    const type = schema.getRootType(operation.operation)
    if (!type) throw new GraphQLError(`This schema has no ${operation.operation}.`)
    this.root = this.#objectPlan(type, [operation.selectionSet])
  }

  #objectPlan(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): ObjectPlan {
    const fields: FieldPlan[] = []
    for (const [key, nodes] of this.#collected(type, selectionSets)) {
      const field = fieldOf(this.schema, type, (nodes[0] as FieldNode).name.value)
      if (!field) continue // Validation has refused it.
      fields.push(this.#fieldPlan(key, field, nodes, type))
    }
    return { fields, answer: answerObject(fields) }
  }

  #fieldPlan(
    key: string,
    field: Field,
    nodes: readonly FieldNode[],
    parentType: GraphQLObjectType,
  ): FieldPlan {
    const { type } = field
    const isNullable = !isNonNullType(type)
    const resolve = field === TypeNameMetaFieldDef ? () => parentType.name : (field.resolve ?? null)
    return {
      ...{ key, field, nodes, parentType, isNullable, resolve },
      complete: this.#completion(type, `${parentType.name}.${field.name}`, selectionsOf(nodes)),
      arguments: this.#argumentsOf(field, nodes[0] as FieldNode),
    }
  }

  /** Those that no variable has a part in are worked out once, others once a run. */
  #argumentsOf(field: Field, node: FieldNode): FieldPlan['arguments'] {
    if (field.args.length === 0) return () => NONE
    if (!hasVariables(node)) {
      let known: Arguments | null = null
      return () => {
        known ??= getArgumentValues(field, node)
        return known
      }
    }
    const number = this.#fieldsWithVariables++
    const names = bareVariables(field, node)
    return (run) => {
      run.arguments[number] ??=
        (names && given(names, run.variables)) ?? getArgumentValues(field, node, run.variables)
      return run.arguments[number]
    }
  }

  #completion(
    type: GraphQLOutputType,
    name: string,
    selections: readonly SelectionSetNode[],
  ): Complete {
    if (isNonNullType(type)) {
      const complete = this.#completion(type.ofType, name, selections)
      return (run, value, place) => {
        if (value == null) throw new Error(`Cannot return null for non-nullable field ${name}.`)
        return complete(run, value, place)
      }
    }
    const complete = this.#completionOfSome(type, name, selections)
    return (run, value, place) => (value == null ? null : complete(run, value, place))
  }

  /** For a value that is there. */
  #completionOfSome(
    type: GraphQLOutputType,
    name: string,
    selections: readonly SelectionSetNode[],
  ): Complete {
    if (isLeafType(type)) {
      const leaf = leafOf(type)
      return (_, value) => leaf(value)
    }
    if (isListType(type)) {
      const complete = this.#completion(type.ofType, name, selections)
      const isNullable = !isNonNullType(type.ofType)
      return (run, value, place) => {
        if (!isIterable(value))
          throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`)
        return run.list(Array.isArray(value) ? value : [...value], complete, isNullable, place)
      }
    }
    if (isAbstractType(type)) return this.#completionOfAbstract(type, name, selections)
    if (isObjectType(type)) return this.#completionOfObject(type, selections)
    throw new Error(`The type of ${name} is no output.`)
  }

  #completionOfObject(type: GraphQLObjectType, selections: readonly SelectionSetNode[]): Complete {
    // Made when the first of them comes: a type may be asked for within itself, deeper than any answer goes.
    let plan: ObjectPlan | null = null
    return (run, value, place) => {
      plan ??= this.#objectPlan(type, selections)
      return plan.answer(run, value, place)
    }
  }

  #completionOfAbstract(
    type: GraphQLOutputType & Parameters<typeof isAbstractType>[0],
    name: string,
    selections: readonly SelectionSetNode[],
  ): Complete {
    const byType = new Map<string, Complete>()
    const resolveType = isAbstractType(type) && (type.resolveType ?? defaultTypeResolver)
    return (run, value, place) => {
      const typeName = (resolveType as typeof defaultTypeResolver)(
        value,
        run.context,
        run.infoAt(place),
        type as never,
      )
      if (isPromise(typeName) || typeof typeName !== 'string')
        throw new Error(`What ${name} answers does not say at once of which type it is.`)
      let complete = byType.get(typeName)
      if (!complete) {
        const found = this.schema.getType(typeName)
        if (!isObjectType(found) || !this.schema.isSubType(type as never, found))
          throw new Error(`${name} can not be of the type ${typeName}.`)
        complete = this.#completionOfObject(found, selections)
        byType.set(typeName, complete)
      }
      return complete(run, value, place)
    }
  }

  /** What is asked of a type, by the name that it is asked for under, each fragment once. */
  #collected(
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
  ): Map<string, FieldNode[]> {
    const found = new Map<string, FieldNode[]>()
    const spread = new Set<string>()
    const collect = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (!this.#isIncluded(selection)) continue
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value
          const known = found.get(key)
          if (known) known.push(selection)
          else found.set(key, [selection])
          continue
        }
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : null
        if (fragment !== null && spread.has(fragment)) continue
        if (fragment !== null) spread.add(fragment)
        const body =
          selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments[fragment ?? ''] : selection
        if (body && this.#isOf(type, body.typeCondition)) collect(body.selectionSet)
      }
    }
    for (const selectionSet of selectionSets) collect(selectionSet)
    return found
  }

  #isIncluded(node: Parameters<typeof getDirectiveValues>[1]): boolean {
    if (!node.directives?.length) return true
    const skip = getDirectiveValues(GraphQLSkipDirective, node, this.#variables)
    const include = getDirectiveValues(GraphQLIncludeDirective, node, this.#variables)
    return skip?.if !== true && include?.if !== false
  }

  #isOf(type: GraphQLObjectType, condition: FragmentDefinitionNode['typeCondition'] | undefined) {
    if (!condition) return true
    const asked = typeFromAST(this.schema, condition)
    return asked === type || (isAbstractType(asked) && this.schema.isSubType(asked, type))
  }
}

/** The variables that `@skip` and `@include` look at: a plan holds for one set of their values. */
export function switchesOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>()
  visit(document, {
    Directive: (directive) =>
      visit(directive, { Variable: ({ name }) => void names.add(name.value) }) && undefined,
  })
  return [...names]
}

const NONE: Arguments = Object.freeze({})

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null)
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  return fragments
}

function fieldOf(schema: GraphQLSchema, type: GraphQLObjectType, name: string): Field | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
  }
  return type.getFields()[name]
}

const selectionsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap(({ selectionSet }) => selectionSet ?? [])

function hasVariables(node: ASTNode): boolean {
  let has = false
  visit(node, {
    SelectionSet: () => false,
    Directive: () => false,
    Variable: () => {
      has = true
    },
  })
  return has
}

/** For a field that is given nothing but variables: those of its arguments. */
function bareVariables({ args }: Field, { arguments: nodes = [] }: FieldNode) {
  const names: [argument: string, variable: string][] = []
  for (const { name, value } of nodes) {
    if (value.kind !== Kind.VARIABLE) return null
    names.push([name.value, value.name.value])
  }
  return args.some(({ defaultValue }) => defaultValue !== undefined) ? null : names
}

/** Null where one of them was not given, or nothing may be: then more is to be looked at. */
function given(
  names: readonly [argument: string, variable: string][],
  variables: Variables,
): Arguments | null {
  const values: Arguments = {}
  for (const [argument, variable] of names) {
    const value = variables[variable]
    if (value == null) return null
    values[argument] = value
  }
  return values
}

/** As it is written in the answer. */
function leafOf(type: GraphQLLeafType): (value: unknown) => unknown {
  const isText = type.name === 'String' || type.name === 'ID'
  return (value) => {
    if (isText && typeof value === 'string') return value
    const written = type.serialize(value)
    if (written == null)
      throw new Error(`Expected \`${type.name}.serialize(…)\` to give a value, found ${written}.`)
    return written
  }
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value
