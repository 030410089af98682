// The code that answers one type of object in one place, written out for its fields: what is plainly there is read
// from its row and written to the answer without a call.
import { type GraphQLLeafType, isLeafType, isNonNullType } from 'graphql'
import type { AnswerObject, FieldPlan } from './shape.ts'

/** What a leaf's value is in the answer; undefined for what must be looked at more closely. */
type Leaf = (value: unknown) => unknown

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
  const leaves: Leaf[] = []
  const lines = fields.map((plan, at) => {
    const { field, key, isNullable } = plan
    const write = `run.write(fields[${at}], source, answer, place)`
    const type = isNonNullType(field.type) ? field.type.ofType : field.type
    if (plan.resolve || !isLeafType(type)) return write
    const plain = PLAIN[type.name]
    if (!plain) leaves.push(leafOf(type))
    const test = plain ?? `(value = leaves[${leaves.length - 1}](value)) !== undefined`
    return `value = source[${JSON.stringify(field.name)}]
      if (${test}) answer[${JSON.stringify(key)}] = value
      else ${isNullable ? `if (value !== null) ${write}` : write}`
  })
  const blank = fields.map(({ key }) => `[${JSON.stringify(key)}]: null`)
  return new Function(
    'fields',
    'leaves',
    `return (run, source, place) => {
      let value
      const answer = { ${blank.join(', ')} }
      ${lines.join('\n')}
      return answer
    }`,
  )(fields, leaves)
}

/** Types whose values are written as they are, where they are of this kind. */
const PLAIN: Readonly<Record<string, string>> = {
  String: `typeof value === 'string'`,
  ID: `typeof value === 'string'`,
  Boolean: `typeof value === 'boolean'`,
  Int: `typeof value === 'number' && (value | 0) === value`,
}

function leafOf(type: GraphQLLeafType): Leaf {
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return undefined
    try {
      return type.serialize(value) ?? undefined
    } catch {
      return undefined // It is told as an error where it is looked at again.
    }
  }
}
