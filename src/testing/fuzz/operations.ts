// Random operations of a schema: sound ones, and ones that a careless or hostile client sends.
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type OperationTypeNode,
} from 'graphql'
import { ID_PREFIXES, type IdKind } from '#domain/ids.ts'
import fc from '../random.ts'

type OperationKind = `${OperationTypeNode}`
export type Operation = { query: string; variables: Record<string, unknown> }

const DEPTH_MAX = 4
const FIELDS_MAX = 4

/** What people and machines type that mean no good, or that nobody thought of. */
export const HOSTILE: readonly string[] = [
  ...['', ' ', '\0', 'a\0b', '\ud800', '\udc00x', '\u202e', '💥'.repeat(50), 'x'.repeat(20_000)],
  ...["' or 1=1 --", '"; DROP TABLE orders; --', '%', '_', '*', '"', "'", '\\', '{{7*7}}'],
  ...[
    'a" NEAR(b',
    'name:x',
    '-x',
    'x AND',
    '(',
    ')',
    '^x',
    '"x" OR "y"',
    'NOT',
    'x*y*',
    '{name}:x',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN'],
  ...['../../etc/passwd', 'file:///etc/passwd', '<script>alert(1)</script>', '\r\nx: y', '\u2028'],
]

/**
 * @param ids Ids of things that stand, so that some operations find something.
 * @param soundInputs By mutation, an input that is sound in every field, so that some are carried out.
 * @param kinds Of which kinds they are.
 */
export function operations(
  schema: GraphQLSchema,
  ids: readonly string[],
  soundInputs: Readonly<Record<string, unknown>>,
  kinds: readonly OperationKind[] = ['query', 'mutation'],
): fc.Arbitrary<Operation> {
  const text = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
    { weight: 2, arbitrary: fc.constantFrom('mug', 'MUG', 'anna@example.com', 'main') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  )
  const number = fc.oneof(
    fc.integer({ min: -2, max: 30 }),
    fc.constantFrom(0, 1, 100, 101, 2 ** 31 - 1, -(2 ** 31), 2 ** 53, 1e300, 0.5, -0),
  )
  const anything = fc.oneof(
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.constant([]),
    fc.constant({}),
  )

  const scalars: Record<string, fc.Arbitrary<unknown>> = {
    String: text,
    Boolean: fc.boolean(),
    CurrencyCode: fc.constantFrom('GBP', 'EUR', 'XXX', 'gbp', ''),
    Date: fc.constantFrom('2026-03-01', '2026-02-30', '0000-01-01', 'May', ''),
    DateTime: fc.constantFrom('2026-03-01T10:00:00Z', '9999-12-31T23:59:59Z', 'x', ''),
  }

  /** Mostly an id of the kind that the field is named after. */
  function idNamed(name: string): fc.Arbitrary<unknown> {
    const prefix = ID_PREFIXES[name.replace(/Id$/, '') as IdKind]
    const fitting = ids.filter((id) => id.startsWith(`${prefix}_`))
    return fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...(fitting.length > 0 ? fitting : ids)) },
      { weight: 1, arbitrary: fc.oneof(text, fc.constantFrom(...ids)) },
    )
  }

  function value(type: GraphQLInputType, depth: number, name: string): fc.Arbitrary<unknown> {
    if (isNonNullType(type)) return value(type.ofType, depth, name)
    const sound = soundValue(type, depth, name)
    return fc.oneof({ weight: 40, arbitrary: sound }, { weight: 1, arbitrary: anything })
  }

  function soundValue(type: GraphQLInputType, depth: number, name: string): fc.Arbitrary<unknown> {
    if (isListType(type)) return fc.array(value(type.ofType, depth + 1, name), { maxLength: 3 })
    if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name))
    if (getNamedType(type).name === 'ID') return idNamed(name)
    if (!isInputObjectType(type)) return scalars[getNamedType(type).name] ?? number
    const fields = Object.values(type.getFields())
    const required = fields.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)
    if (depth > DEPTH_MAX) return fc.constant({})
    const model = Object.fromEntries(
      fields.map(({ name, type }) => [name, value(type, depth + 1, name)]),
    )
    return fc.record(model, { requiredKeys: required })
  }

  function selection(type: GraphQLOutputType, depth: number): fc.Arbitrary<string> {
    const named = getNamedType(type)
    if (isLeafType(named)) return fc.constant('')
    if (isUnionType(named) || isInterfaceType(named) || depth > DEPTH_MAX)
      return fc.constant('{ __typename }')
    const fields = isObjectType(named)
      ? Object.values(named.getFields()).filter(({ args }) =>
          args.every(({ type }) => !isNonNullType(type)),
        )
      : []
    if (fields.length === 0) return fc.constant('{ __typename }')
    return fc
      .uniqueArray(fc.nat(fields.length - 1), { minLength: 1, maxLength: FIELDS_MAX })
      .chain((chosen) =>
        fc.tuple(
          ...chosen.map((at) => {
            const field = fields[at] as GraphQLField<unknown, unknown>
            return selection(field.type, depth + 1).map((below) => `${field.name} ${below}`)
          }),
        ),
      )
      .map((parts) => `{ ${parts.join(' ')} }`)
  }

  const rootField = (kind: OperationKind) =>
    fc
      .constantFrom(
        ...Object.values(schema.getRootType(kind as OperationTypeNode)?.getFields() ?? {}),
      )
      .chain(({ name, args, type }) => {
        const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')
        const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
        const required = args.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)
        const random = fc.record(
          Object.fromEntries(args.map((arg) => [arg.name, value(arg.type, 0, arg.name)])),
          { requiredKeys: required },
        )
        const variables = Object.hasOwn(soundInputs, name)
          ? fc.oneof(
              { weight: 3, arbitrary: random },
              { weight: 1, arbitrary: fc.constant({ input: soundInputs[name] }) },
            )
          : random
        return fc.tuple(selection(type, 1), variables).map(([below, given]) => ({
          query: `${kind} Fuzz${declared && ` (${declared})`} { ${name}${passed && `(${passed})`} ${below} }`,
          variables: given as Record<string, unknown>,
        }))
      })

  return fc.oneof(...kinds.map(rootField))
}

/** The same with something of its text gone, doubled or replaced. */
export const brokenText = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.record({
        at: fc.nat(Math.max(0, text.length - 1)),
        drop: fc.nat(4),
        put: fc.constantFrom(
          '',
          '{',
          '}',
          '(',
          '"',
          '$',
          '@skip',
          '...',
          '\0',
          '#',
          ' ',
          '😀',
          '!',
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((edits) =>
      edits.reduce((now, { at, drop, put }) => now.slice(0, at) + put + now.slice(at + drop), text),
    )
