// One run of a plan. Whatever is there is written at once; for a promise a place is kept, and filled when it has
// come. What fails becomes null at the nearest place that may be null, with an error that says where.
import {
  type ExecutionResult,
  type FieldNode,
  type GraphQLError,
  type GraphQLResolveInfo,
  locatedError,
} from 'graphql'
import { isPromise } from '#kernel/soon.ts'
import {
  type Answer,
  type Arguments,
  type Complete,
  type FieldPlan,
  Place,
  type Planned,
  type Running,
  type Variables,
} from './shape.ts'

export class Run implements Running {
  readonly context: unknown
  readonly variables: Variables
  readonly arguments: Arguments[] = []
  readonly #plan: Planned
  readonly #errors: GraphQLError[] = []
  readonly #nulls: Place[] = []
  #isAllNull = false
  #awaited = 0
  #onSettled = () => {}

  constructor(plan: Planned, context: unknown, variables: Variables) {
    this.#plan = plan
    this.context = context
    this.variables = variables
  }

  /** Answers at once where nothing is waited for. */
  query(): ExecutionResult | Promise<ExecutionResult> {
    const { root } = this.#plan
    const data = root.answer(this, undefined, undefined)
    if (this.#awaited === 0) return this.#result(data)
    return this.#settled().then(() => this.#result(data))
  }

  /** One field after the other: each sees what those before it did. */
  async mutation(): Promise<ExecutionResult> {
    const { root } = this.#plan
    const data = Object.fromEntries(root.fields.map(({ key }) => [key, null as unknown]))
    for (const field of root.fields) {
      this.write(field, undefined, data, undefined)
      if (this.#awaited > 0) await this.#settled()
    }
    return this.#result(data)
  }

  list(
    values: readonly unknown[],
    complete: Complete,
    isNullable: boolean,
    place: Place,
  ): unknown[] {
    const answer: unknown[] = new Array(values.length).fill(null)
    for (let at = 0; at < values.length; at++)
      this.#settle(
        values[at],
        complete,
        answer,
        new Place(place, at, undefined, isNullable, place.plan),
      )
    return answer
  }

  infoAt(place: Place): GraphQLResolveInfo {
    const { schema, operation, fragments } = this.#plan
    const { field, nodes, parentType } = place.plan
    return {
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType,
      path: place,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues: this.variables,
    }
  }

  write(field: FieldPlan, source: unknown, into: Answer, parent: Place | undefined): void {
    const place = placeOf(field, parent)
    try {
      this.#settle(this.#resolved(field, source, place), field.complete, into, place)
    } catch (thrown) {
      this.#fail(thrown, place)
    }
  }

  #resolved(field: FieldPlan, source: unknown, place: Place): unknown {
    const { resolve } = field
    if (resolve)
      return resolve(
        source,
        field.arguments(this),
        this.context,
        resolve.length > 3 ? this.infoAt(place) : NO_INFO,
      )
    const property = (source as Record<string, unknown> | undefined)?.[field.field.name]
    if (typeof property !== 'function') return property
    return (property as (...given: unknown[]) => unknown).call(
      source,
      field.arguments(this),
      this.context,
      this.infoAt(place),
    )
  }

  #settle(value: unknown, complete: Complete, into: Answer | unknown[], place: Place): void {
    if (!isPromise(value)) {
      this.#complete(value, complete, into, place)
      return
    }
    this.#awaited++
    value.then(
      (come) => {
        this.#complete(come, complete, into, place)
        this.#arrived()
      },
      (thrown) => {
        this.#fail(thrown, place)
        this.#arrived()
      },
    )
  }

  #complete(value: unknown, complete: Complete, into: Answer | unknown[], place: Place): void {
    try {
      if (value instanceof Error) throw value
      ;(into as Record<string | number, unknown>)[place.key] = complete(this, value, place)
    } catch (thrown) {
      this.#fail(thrown, place)
    }
  }

  #arrived(): void {
    this.#awaited--
    if (this.#awaited === 0) this.#onSettled()
  }

  #settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#onSettled = resolve
    })
  }

  /** Below what is null already nothing is told. */
  #fail(thrown: unknown, place: Place): void {
    let nearest: Place | undefined
    for (let at: Place | undefined = place; at; at = at.prev) {
      if (at.isNull) return
      if (at.isNullable) nearest ??= at
    }
    if (this.#isAllNull) return
    if (nearest) {
      nearest.isNull = true
      this.#nulls.push(nearest)
    } else this.#isAllNull = true
    this.#errors.push(located(thrown, place.plan.nodes, place))
  }

  #result(data: Answer): ExecutionResult {
    if (this.#errors.length === 0) return { data }
    for (const place of this.#nulls) setNull(data, pathOf(place))
    return { errors: this.#errors, data: this.#isAllNull ? null : data }
  }
}

/** For resolvers that don't take any. */
const NO_INFO = undefined as unknown as GraphQLResolveInfo

const placeOf = (field: FieldPlan, parent: Place | undefined): Place =>
  new Place(parent, field.key, field.parentType.name, field.isNullable, field)

function pathOf(place: Place): (string | number)[] {
  const path: (string | number)[] = []
  for (let at: Place | undefined = place; at; at = at.prev) path.push(at.key)
  return path.reverse()
}

function setNull(data: Answer, path: readonly (string | number)[]): void {
  let at: unknown = data
  for (const key of path.slice(0, -1)) at = (at as Record<string | number, unknown> | null)?.[key]
  if (at) (at as Record<string | number, unknown>)[path.at(-1) as string] = null
}

const located = (thrown: unknown, nodes: readonly FieldNode[], place: Place): GraphQLError =>
  locatedError(thrown, nodes as FieldNode[], pathOf(place))
