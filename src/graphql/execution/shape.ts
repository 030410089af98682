// What plans and runs of them know of each other.
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql'

export type Variables = Record<string, unknown>
export type Arguments = Record<string, unknown>
export type Answer = Record<string, unknown>

/** An operation, worked out. */
export type Planned = {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Record<string, FragmentDefinitionNode>
  readonly root: ObjectPlan
}

/** All that is asked of objects of one type in one place. */
export type ObjectPlan = {
  readonly fields: readonly FieldPlan[]
  readonly answer: AnswerObject
}

/** What an object becomes in the answer. The root has neither a source nor a place. */
export type AnswerObject = (run: Running, source: unknown, place: Place | undefined) => Answer

/** A field of an object, by the name that it is asked for under. */
export type FieldPlan = {
  readonly key: string
  readonly field: GraphQLField<unknown, unknown>
  readonly nodes: readonly FieldNode[]
  readonly parentType: GraphQLObjectType
  readonly isNullable: boolean
  /** Null where it is a property of its object. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | null
  readonly complete: Complete
  readonly arguments: (run: Running) => Arguments
}

/** What a value that was resolved becomes in the answer; throws where it can't. It is no promise. */
export type Complete = (run: Running, value: unknown, place: Place) => unknown

/** A run, as plans know it. */
export type Running = {
  readonly context: unknown
  readonly variables: Variables
  /** Of fields that variables have a part in, by number. */
  readonly arguments: Arguments[]
  /** Writes what a field answers, now or when it has come. */
  write: (field: FieldPlan, source: unknown, into: Answer, parent: Place | undefined) => void
  list: (
    values: readonly unknown[],
    complete: Complete,
    isNullable: boolean,
    place: Place,
  ) => unknown[]
  infoAt: (place: Place) => GraphQLResolveInfo
}

/** Where a value stands in the answer: a path as GraphQL.js has it, and whether null may stand there. */
export class Place {
  readonly prev: Place | undefined
  readonly key: string | number
  readonly typename: string | undefined
  readonly isNullable: boolean
  /** Of the field that it is in. */
  readonly plan: FieldPlan
  /** True where what is below failed, and null stands here instead. */
  isNull = false

  constructor(
    prev: Place | undefined,
    key: string | number,
    typename: string | undefined,
    isNullable: boolean,
    plan: FieldPlan,
  ) {
    this.prev = prev
    this.key = key
    this.typename = typename
    this.isNullable = isNullable
    this.plan = plan
  }
}
