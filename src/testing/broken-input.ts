// Makes the input of any command out of its own declaration: sound, or broken in one place, at any
// depth, in every way that the word of that place can be broken.
import { descriptionOf, type Shape, type Word, wordOf, type z } from '#kernel/input.ts'

/** An input that must be refused at this path and nowhere else. */
export type BrokenInput = { what: string; path: string[]; value: unknown }

/** Gives the id that stands for a kind of thing. */
export type IdFor = (kind: string) => string

/** An id of the right kind that nothing has. */
export const unknownId =
  (prefixes: Readonly<Record<string, string>>): IdFor =>
  (kind) =>
    `${prefixes[kind]}_${'0'.repeat(26)}`

/** What a rule for text may want; the first that it takes is used. */
const TEXTS = [
  '{ __typename }',
  'text',
  'GB',
  'OrderPlaced',
  'ada@example.com',
  'https://example.com/',
  'a'.repeat(43),
  'TEXT',
]
const NUMBERS = [1, 0, 2]

/** Every field given, and every one of them well-formed. */
export const soundInput = (fields: Shape, idFor: IdFor): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, soundValue(field, name, idFor)]),
  )

function soundValue(schema: z.ZodType, place: string, idFor: IdFor): unknown {
  const word = wordOf(schema, place)
  switch (word.word) {
    case 'id':
      return idFor(word.of)
    case 'text':
      return firstTaken(schema, place, TEXTS)
    case 'integer':
    case 'amount':
      return firstTaken(schema, place, NUMBERS)
    case 'currency':
      return 'GBP'
    case 'day':
      return '2026-03-01'
    case 'instant':
      return '2026-03-01T10:00:00Z'
    case 'flag':
      return true
    case 'choice':
      return Object.keys(word.values)[0]
    case 'list':
      return [soundValue(word.of, place, idFor)]
    case 'object':
      return soundInput(word.fields, idFor)
    case 'oneOf':
      return soundInput(Object.fromEntries(Object.entries(word.fields).slice(0, 1)), idFor)
    case 'maybe':
      return soundValue(word.of, place, idFor)
  }
}

function firstTaken(schema: z.ZodType, place: string, values: readonly unknown[]): unknown {
  const taken = values.find((value) => schema.safeParse(value).success)
  if (taken !== undefined) return taken
  throw new Error(`No sample fits ${place} (${descriptionOf(schema)}): add one to the samples.`)
}

/** Every way to break an input with these fields: in its form, which no rule and no row decides. */
export function* brokenInputs(fields: Shape, idFor: IdFor): Generator<BrokenInput> {
  for (const value of [null, undefined, 7, 'text', []])
    yield { what: `${JSON.stringify(value)} for an input`, path: [], value }
  yield* brokenFields(fields, idFor, malformed(idFor))
}

/** Each id of an input, one at a time, as one that nothing has. */
export function* inputsOfNothing(
  fields: Shape,
  idFor: IdFor,
  unknown: IdFor,
): Generator<BrokenInput> {
  yield* brokenFields(fields, idFor, ({ schema, name }) => {
    const word = schema && wordOf(schema, name)
    return word?.word === 'id' ? { [`an unknown ${word.of}`]: unknown(word.of) } : {}
  })
}

/** A place in an input: a field, or the entries of one; without a schema, the object around them. */
type Place = { schema: z.ZodType | null; name: string; sound: unknown }
/** The values that a place can't have, by what is wrong with them. */
type Wrong = (place: Place) => Record<string, unknown>

function* brokenFields(fields: Shape, idFor: IdFor, wrong: Wrong): Generator<BrokenInput> {
  const sound = soundInput(fields, idFor)
  for (const [what, value] of Object.entries(wrong({ schema: null, name: '', sound })))
    yield { what, path: [], value }
  for (const [name, field] of Object.entries(fields))
    for (const { what, path, value } of brokenValues(field, name, idFor, wrong))
      yield { what, path: [name, ...path], value: { ...sound, [name]: value } }
}

function* brokenValues(
  schema: z.ZodType,
  name: string,
  idFor: IdFor,
  wrong: Wrong,
): Generator<BrokenInput> {
  const sound = soundValue(schema, name, idFor)
  for (const [what, value] of Object.entries(wrong({ schema, name, sound })))
    yield { what, path: [], value }
  const word = wordOf(schema, name)
  if (word.word === 'maybe')
    for (const broken of brokenValues(word.of, name, idFor, wrong))
      if (broken.value != null) yield broken
  if (word.word === 'object') yield* brokenFields(word.fields, idFor, wrong)
  if (word.word === 'oneOf')
    for (const [key, field] of Object.entries(word.fields))
      for (const { what, path, value } of brokenValues(field, key, idFor, wrong))
        if (value != null) yield { what, path: [key, ...path], value: { [key]: value } }
  if (word.word === 'list') {
    const first = soundValue(word.of, name, idFor)
    for (const { what, path, value } of brokenValues(word.of, name, idFor, wrong))
      yield { what, path: ['1', ...path], value: [first, value] }
  }
}

const HUGE = 'x'.repeat(100_000)
const ENTRIES_BEYOND_ANY_LIST = 5_001

/** Whole numbers that may lie below zero. */
const SIGNED = new Set(['delta'])

const malformed =
  (idFor: IdFor): Wrong =>
  ({ schema, name, sound }) => {
    if (!schema)
      return {
        'a field that is not there': { ...(sound as object), surprise: 1 },
        'a field with a name of 100 kB': { ...(sound as object), [HUGE]: 1 },
        'a prototype': { ...(sound as object), ...JSON.parse('{"__proto__":{}}') },
      }
    const word = wordOf(schema, name)
    const missing = word.word === 'maybe' ? {} : { nothing: undefined, null: null }
    return { ...missing, ...wrongValues(word, name, idFor) }
  }

function wrongValues(word: Word, name: string, idFor: IdFor): Record<string, unknown> {
  const notText = { 'a number for text': 7, 'an object for text': {} }
  const spoilt = (text: string) => ({
    NUL: `${text}\0`,
    'half a character': `\ud800${text}`,
    '100 kB': HUGE,
  })
  switch (word.word) {
    case 'id': {
      const id = idFor(word.of)
      return {
        ...notText,
        ...spoilt(id),
        'no id at all': '',
        'a word for an id': 'mug',
        'an id of another kind': idFor(word.of === 'apiKey' ? 'cart' : 'apiKey'),
        'an id in capitals': id.toUpperCase(),
        'SQL after an id': `${id}' or 1=1`,
      }
    }
    case 'text':
      return { ...notText, ...spoilt('text') }
    case 'currency':
      return {
        ...notText,
        ...spoilt('GBP'),
        'a currency that is none': 'XXX',
        'a currency in small letters': 'gbp',
      }
    case 'integer':
    case 'amount':
      return {
        'a fraction': 1.5,
        'a number past what is exact': 2 ** 53,
        'an absurd number': 1e300,
        'an absurdly negative number': -(2 ** 52),
        'text for a number': '1',
        'a flag for a number': true,
        ...(SIGNED.has(name) ? { zero: 0 } : { 'a negative number': -1 }),
      }
    case 'day':
      return { ...notText, ...spoilt('2026-03-01'), 'a day that is none': '2026-02-30' }
    case 'instant':
      return {
        ...notText,
        ...spoilt('2026-03-01T10:00:00Z'),
        'a moment on a day that is none': '2026-02-30T10:00:00Z',
        'a moment without its offset': '2026-03-01T10:00:00',
      }
    case 'flag':
      return { 'a number for a flag': 1, 'text for a flag': 'true' }
    case 'choice':
      return { ...notText, ...spoilt('text'), 'a choice that is none': 'NO_SUCH_CHOICE' }
    case 'list':
      return {
        'an object for a list': {},
        'text for a list': 'text',
        'a list without end': Array(ENTRIES_BEYOND_ANY_LIST).fill(soundValue(word.of, name, idFor)),
      }
    case 'object':
      return { 'a list for an object': [], 'text for an object': 'text' }
    case 'oneOf':
      return { 'none of several': {}, 'two of several': soundInput(word.fields, idFor) }
    case 'maybe':
      return {}
  }
}
