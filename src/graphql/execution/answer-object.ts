// The code that answers one type of object in one place, written out for its fields: what is plainly there is read
// from its row and written to the answer without a call.
import { type GraphQLOutputType, isEnumType, isNonNullType } from 'graphql'
import type { FieldPlan } from './plan.ts'
import type { Answer, Place, Run } from './run.ts'

/** What an object becomes in the answer. The root has neither a source nor a place. */
export type AnswerObject = (run: Run, source: unknown, place: Place | undefined) => Answer

/**
 * For `{ id total: sum { amount } }`, in which `id` is a property of its row and `sum` has a resolver:
 *
 *     const answer = { ["id"]: null, ["total"]: null }
 *     value = source["id"]
 *     if (typeof value === 'string') answer["id"] = value
 *     else run.write(fields[0], source, answer, place)
 *     run.write(fields[1], source, answer, place)
 *     return answer
 */
export function answerObject(fields: readonly FieldPlan[]): AnswerObject {
  const names: ReadonlyMap<unknown, string>[] = []
  const lines = fields.map((plan, at) => {
    const write = `run.write(fields[${at}], source, answer, place)`
    const plain = plan.resolve === null ? plainly(plan, names) : null
    if (!plain) return write
    const isThere = plan.isNullable ? `if (value !== null) ${write}` : write
    return `value = source[${JSON.stringify(plan.field.name)}]
      if (${plain.test}) answer[${JSON.stringify(plan.key)}] = ${plain.value}
      else ${isThere}`
  })
  const blank = fields.map(({ key }) => `[${JSON.stringify(key)}]: null`)
  return new Function(
    'fields',
    'names',
    `return (run, source, place) => {
      let value
      const answer = { ${blank.join(', ')} }
      ${lines.join('\n')}
      return answer
    }`,
  )(fields, names)
}

/** Which values are written as they are, or by name; whatever else comes goes the long way. */
function plainly(
  { field }: FieldPlan,
  names: ReadonlyMap<unknown, string>[],
): { test: string; value: string } | null {
  const type: GraphQLOutputType = isNonNullType(field.type) ? field.type.ofType : field.type
  if (isEnumType(type)) {
    const known = `names[${names.push(new Map(type.getValues().map(({ value, name }) => [value, name]))) - 1}]`
    return { test: `${known}.has(value)`, value: `${known}.get(value)` }
  }
  const test = PLAIN[String(type)]
  return test ? { test, value: 'value' } : null
}

const PLAIN: Readonly<Record<string, string>> = {
  String: `typeof value === 'string'`,
  ID: `typeof value === 'string'`,
  Boolean: `typeof value === 'boolean'`,
  Int: `typeof value === 'number' && (value | 0) === value`,
}
