// Which columns of a row a document asks for: a list of wide rows reads no others.
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import type { Columns, Source } from './context.ts'

/** Declares the columns that a field is made of, where it is not one column by its own name. */
export const reads = (...columns: string[]) => ({ extensions: { reads: columns } })

const known = new WeakMap<FieldNode, Columns | null>()

/** The columns of the rows that a field answers; undefined where they are read whole. */
export function columnsOf<R>(source: Source<R>, info: GraphQLResolveInfo): Columns | undefined {
  const [field, ...others] = info.fieldNodes
  const type = getNamedType(info.returnType)
  if (!source.seenBy || !field || others.length > 0 || !isObjectType(type)) return undefined
  let columns = known.get(field)
  if (columns === undefined) {
    const asked = askedOf(type, info, field.selectionSet as SelectionSetNode)
    columns = asked && [...new Set(['id', ...source.seenBy, ...asked])].sort()
    known.set(field, columns)
  }
  return columns ?? undefined
}

/** Null where a field takes the whole row. What `@skip` and `@include` leave out is read all the same. */
function askedOf(
  type: GraphQLObjectType,
  info: GraphQLResolveInfo,
  { selections }: SelectionSetNode,
): string[] | null {
  const asked: string[] = []
  for (const selection of selections) {
    const columns =
      selection.kind === Kind.FIELD
        ? columnsOfField(type, selection.name.value)
        : askedOf(
            type,
            info,
            (selection.kind === Kind.FRAGMENT_SPREAD
              ? info.fragments[selection.name.value]
              : selection
            )?.selectionSet as SelectionSetNode,
          )
    if (!columns) return null
    asked.push(...columns)
  }
  return asked
}

function columnsOfField(type: GraphQLObjectType, name: string): readonly string[] | null {
  if (name === '__typename') return []
  const { pothosExposedField, reads } = type.getFields()[name]?.extensions ?? {}
  if (typeof pothosExposedField === 'string') return [pothosExposedField]
  return (reads as string[] | undefined) ?? null
}
