// Says the input vocabulary in GraphQL: inputs of commands, and the facts of refusals. Each type is
// made once by its name; the same name for two shapes is a fault at start-up.
import type { InputFieldRef, InputRef } from '@pothos/core'
import { descriptionOf, type Shape, type Word, wordOf, type z } from '#kernel/input.ts'
import { builder, type SchemaTypes } from './builder.ts'
import { nounOfKind } from './noun.ts'

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>
type InputFields = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>

const inputs = new Map<string, { fields: Shape; ref: InputRef<unknown> }>()
const enums = new Map<string, ReturnType<typeof enumOf>>()
const facts = new Map<string, ReturnType<typeof builder.objectRef<Record<string, unknown>>>>()

const SCALARS = {
  text: 'String',
  currency: 'CurrencyCode',
  integer: 'Int',
  amount: 'MinorUnits',
  day: 'Date',
  instant: 'DateTime',
  flag: 'Boolean',
} as const

/** The scalar that a plain word is. */
export function scalarOf({ word }: Word): string {
  if (word === 'id') return 'ID'
  if (!(word in SCALARS)) throw new Error(`A ${word} is no scalar.`)
  return SCALARS[word as keyof typeof SCALARS]
}

function enumOf(name: string, values: Readonly<Record<string, string>>) {
  return builder.enumType(name, {
    description: `One of: ${Object.keys(values).join(', ')}.`,
    values: Object.fromEntries(
      Object.entries(values).map(([value, description]) => [value, { description }]),
    ),
  })
}

/** The enum of a closed set of words: the same one wherever the name occurs. */
export function enumNamed(name: string, values: Readonly<Record<string, string>>) {
  const known = enums.get(name)
  if (known) return known
  const made = enumOf(name, values)
  enums.set(name, made)
  return made
}

/** The input type of a shape. */
export function inputNamed(
  name: string,
  description: string,
  fields: Shape,
  isOneOf = false,
): InputRef<unknown> {
  const known = inputs.get(name)
  if (known) {
    if (JSON.stringify(outlineOf(known.fields)) !== JSON.stringify(outlineOf(fields)))
      throw new Error(`Two inputs of different shape are called ${name}.`)
    return known.ref
  }
  const ref = builder.inputType(name, {
    description,
    isOneOf: isOneOf as never,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(fields).map(([key, schema]) => [
          key,
          inputField(t, `${name}.${key}`, schema, isOneOf),
        ]),
      ) as never,
  }) as InputRef<unknown>
  inputs.set(name, { fields, ref })
  return ref
}

const outlineOf = (fields: Shape) =>
  Object.entries(fields).map(([key, schema]) => [key, descriptionOf(schema), wordOf(schema, key)])

function inputField(
  t: InputFields,
  place: string,
  schema: z.ZodType,
  isOptional: boolean,
): InputFieldRef<Types, unknown> {
  const description = descriptionOf(schema)
  if (!description) throw new Error(`${place} has no description.`)
  const word = wordOf(schema, place)
  const inner = word.word === 'maybe' ? word.of : schema
  return t.field({
    type: inputType(inner, place) as never,
    required: word.word !== 'maybe' && !isOptional,
    description,
  }) as unknown as InputFieldRef<Types, unknown>
}

function inputType(schema: z.ZodType, place: string): unknown {
  const word = wordOf(schema, place)
  switch (word.word) {
    case 'id':
      return 'ID'
    case 'choice':
      return enumNamed(word.name, word.values)
    case 'list':
      return [inputType(word.of, place)]
    case 'object':
      return inputNamed(word.name, word.summary, word.fields)
    case 'oneOf':
      return inputNamed(word.name, word.summary, word.fields, true)
    case 'maybe':
      throw new Error(`${place} may not be optional in a list.`)
    default:
      return SCALARS[word.word]
  }
}

/** Output fields for the facts of a refusal; an id becomes the object that it names. */
export function factFields(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types, Record<string, unknown>>,
  place: string,
  shape: Shape,
) {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => {
      const word = wordOf(schema, `${place}.${key}`)
      const isNullable = word.word === 'maybe'
      const inner = isNullable ? word.of : schema
      const description = descriptionOf(schema) ?? descriptionOf(inner)
      if (!description) throw new Error(`${place}.${key} has no description.`)
      const found = nounOfFact(wordOf(inner, place))
      if (found && key.endsWith('Id'))
        return [
          key.slice(0, -2),
          t.field({
            type: found.ref,
            nullable: true,
            description,
            resolve: (row, _, context) => context.row(found.source, String(row[key])) as never,
          }),
        ]
      return [
        key,
        t.field({
          type: factType(inner, place) as never,
          nullable: isNullable as never,
          description,
          resolve: (row) => row[key] as never,
        }),
      ]
    }),
  )
}

const nounOfFact = (word: Word) => (word.word === 'id' ? nounOfKind(word.of) : undefined)

function factType(schema: z.ZodType, place: string): unknown {
  const word = wordOf(schema, place)
  if (word.word === 'list') return [factType(word.of, place)]
  if (word.word !== 'object' && word.word !== 'oneOf') return inputType(schema, place)
  const known = facts.get(word.name)
  if (known) return known
  const ref = builder.objectRef<Record<string, unknown>>(word.name)
  facts.set(word.name, ref)
  ref.implement({
    description: word.summary,
    fields: (t) => factFields(t, word.name, word.fields) as never,
  })
  return ref
}
