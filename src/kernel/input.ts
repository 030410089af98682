// The closed vocabulary of inputs: each word is a zod schema that knows its GraphQL counterpart, so
// that one declaration checks a command from any edge and describes it to the world.
import { z } from 'zod'

export { z }

/** What an edge needs to know of a schema to offer it in its own language. */
export type Word =
  | { word: 'id'; of: string }
  | { word: 'text' | 'currency' | 'integer' | 'amount' | 'day' | 'instant' | 'flag' }
  | { word: 'choice'; name: string; values: Record<string, string> }
  | { word: 'list'; of: z.ZodType }
  | { word: 'object' | 'oneOf'; name: string; summary: string; fields: Shape }
  | { word: 'maybe'; of: z.ZodType }

export type Shape = Record<string, z.ZodType>

type Marks = { word: Word; personal?: boolean; identifies?: boolean }
const marks = new WeakMap<z.core.$ZodType, Marks>()

const marked = <S extends z.ZodType>(schema: S, word: Word): S => {
  marks.set(schema, { word })
  return schema
}

/** `.describe()` makes a copy, which means what its original meant. */
const markOf = (schema: z.core.$ZodType): Marks | undefined =>
  marks.get(schema) ?? (schema._zod.parent && markOf(schema._zod.parent))

/** The word that a schema was made with; a schema from elsewhere is a fault at start-up. */
export function wordOf(schema: z.ZodType, place: string): Word {
  const word = markOf(schema)?.word
  if (!word) throw new Error(`${place} is not written in the input vocabulary.`)
  return word
}

export const descriptionOf = (schema: z.ZodType): string | undefined =>
  z.globalRegistry.get(schema)?.description

/** Marks a field as personal: erasing a person finds and replaces it. */
export const personal = <S extends z.ZodType>(schema: S): S => remarked(schema, { personal: true })

/** Marks a personal field by which one person is known from all others, such as an e-mail. */
export const identifying = <S extends z.ZodType>(schema: S): S =>
  remarked(schema, { personal: true, identifies: true })

function remarked<S extends z.ZodType>(schema: S, mark: Omit<Marks, 'word'>): S {
  const clone = schema.clone() as S
  marks.set(clone, { word: wordOf(schema, 'A personal field'), ...mark })
  const description = descriptionOf(schema)
  return description === undefined ? clone : (clone.describe(description) as S)
}

/** True where a schema holds a personal field at any depth. */
export const holdsPersonal = (schema: z.ZodType): boolean =>
  holdsMarked(schema, ({ personal = false }) => personal)

/** True where a schema holds a field by which a person is known. */
export const holdsIdentifying = (schema: z.ZodType): boolean =>
  holdsMarked(schema, ({ identifies = false }) => identifies)

function holdsMarked(schema: z.ZodType, is: (mark: Marks) => boolean): boolean {
  const mark = markOf(schema)
  if (!mark) return false
  if (is(mark)) return true
  const { word } = mark
  if (word.word === 'list' || word.word === 'maybe') return holdsMarked(word.of, is)
  if (word.word === 'object' || word.word === 'oneOf')
    return Object.values(word.fields).some((field) => holdsMarked(field, is))
  return false
}

/** What a list is of; null where a schema is none. */
export function listedIn(schema: z.ZodType): z.ZodType | null {
  const word = markOf(schema)?.word
  if (word?.word === 'maybe') return listedIn(word.of)
  return word?.word === 'list' ? word.of : null
}

/** A value of an input that is no list and no object. */
export type Leaf = {
  schema: z.ZodType
  /** Where it is an id: of which kind of thing. */
  idOf: string | null
  personal: boolean
  identifies: boolean
}

/** A parsed value with each of its leaves as `change` answers it. What is left out stays out. */
export function changedLeaves(
  schema: z.ZodType,
  value: unknown,
  change: (leaf: Leaf, value: unknown) => unknown,
): unknown {
  const mark = markOf(schema)
  if (value === null || value === undefined || !mark) return value
  const { word, personal = false, identifies = false } = mark
  switch (word.word) {
    case 'maybe':
      return changedLeaves(word.of, value, change)
    case 'list':
      return (value as unknown[]).map((element) => changedLeaves(word.of, element, change))
    case 'object':
    case 'oneOf':
      return Object.fromEntries(
        Object.entries(value).map(([name, element]) => [
          name,
          changedLeaves(word.fields[name] as z.ZodType, element, change),
        ]),
      )
    default:
      return change(
        { schema, idOf: word.word === 'id' ? word.of : null, personal, identifies },
        value,
      )
  }
}

/** Text that any engine can hold. */
export const wellFormed = (value: string) => !value.includes('\0') && value.isWellFormed()

export const text = ({ min = 1, max = 200 }: { min?: number; max?: number } = {}) =>
  marked(
    z.string().trim().min(min).max(max).refine(wellFormed, 'must be text without NUL characters'),
    { word: 'text' },
  )

export const email = () =>
  marked(z.string().trim().max(254).refine(wellFormed).pipe(z.email('must be an e-mail address')), {
    word: 'text',
  })

/** Text that a rule checks, such as a slug or a country code. */
export const textWhere = (
  rule: (value: string) => boolean,
  required: string,
  { max = 100 }: { max?: number } = {},
) =>
  marked(
    z
      .string()
      .trim()
      .max(max)
      .refine((value) => wellFormed(value) && rule(value), required),
    { word: 'text' },
  )

/** ISO 4217, upper case. Which codes exist is for the domain to say. */
export const currencyWhere = (rule: (code: string) => boolean) =>
  marked(z.string().refine(rule, 'must be an ISO 4217 currency code such as EUR'), {
    word: 'currency',
  })

export const integer = ({ min = 0, max = 1_000_000 }: { min?: number; max?: number } = {}) =>
  marked(z.int().min(min).max(max), { word: 'integer' })

/** Minor units of a currency that stands beside it. */
export const amount = ({ min = 0, max = 1_000_000_000_000 }: { min?: number; max?: number } = {}) =>
  marked(z.int().min(min).max(max), { word: 'amount' })

/** A calendar day, YYYY-MM-DD, in the shop's time zone. */
export const date = () => marked(z.iso.date('must be a day as YYYY-MM-DD'), { word: 'day' })

/** An RFC 3339 date and time; handlers see epoch milliseconds. */
export const instant = () =>
  marked(
    z.iso
      .datetime({ offset: true, error: 'must be an RFC 3339 date and time with its offset' })
      .transform((value) => Date.parse(value)),
    { word: 'instant' },
  )

export const flag = () => marked(z.boolean(), { word: 'flag' })

export const choice = <const Values extends Record<string, string>>(name: string, values: Values) =>
  marked(z.enum(Object.keys(values) as [keyof Values & string, ...(keyof Values & string)[]]), {
    word: 'choice',
    name,
    values,
  })

export const list = <S extends z.ZodType>(of: S, { min = 1, max }: { min?: number; max: number }) =>
  marked(z.array(of).min(min).max(max), { word: 'list', of })

export const object = <S extends Shape>(name: string, summary: string, fields: S) =>
  marked(z.strictObject(fields), { word: 'object', name, summary, fields })

/** An object of which exactly one field is given. */
export const oneOf = <S extends Shape>(name: string, summary: string, fields: S) =>
  marked(
    z
      .strictObject(
        Object.fromEntries(
          Object.entries(fields).map(([key, schema]) => [key, schema.nullish()]),
        ) as { [Key in keyof S]: z.ZodOptional<z.ZodNullable<S[Key]>> },
      )
      .refine(
        (given) => Object.values(given).filter((value) => value != null).length === 1,
        `must have exactly one of ${Object.keys(fields).join(', ')}`,
      ),
    { word: 'oneOf', name, summary, fields },
  )

/** May be left out or null. On an update, left out is unchanged and null is cleared. */
export const maybe = <S extends z.ZodType>(of: S) => marked(of.nullish(), { word: 'maybe', of })

/** `id('order')`, or the id of one of several kinds, for the kinds of thing that this system knows. */
export const idOf =
  <Kind extends string>(prefixes: Readonly<Record<Kind, string>>) =>
  (...kinds: [NoInfer<Kind>, ...NoInfer<Kind>[]]) =>
    marked(
      z
        .string()
        .refine(
          (value) => kinds.some((kind) => hasPrefix(value, prefixes[kind])),
          `must be the id of a ${kinds.join(' or ')}`,
        ),
      { word: 'id', of: kinds[0] },
    )

const ID_BODY = /^[0-9a-hjkmnp-tv-z]{26,36}$/

export const hasPrefix = (id: string, prefix: string): boolean =>
  id.startsWith(`${prefix}_`) && ID_BODY.test(id.slice(prefix.length + 1))

export type InputProblem = { path: string[]; message: string }

/** An input of a megabyte can be wrong in fifty thousand places: nobody reads further than this. */
const PROBLEMS_MAX = 1_000

/** What is wrong with an input: one problem a field, with what was required and what was found. */
export function problemsOf(error: z.ZodError, input: unknown): InputProblem[] {
  const problems = new Map<string, InputProblem>()
  for (const issue of error.issues) {
    const path = ['input', ...issue.path.map(String)]
    const message = `${required(issue)}, found ${found(input, issue.path)}`
    // Of two rules that a field breaks the later one says more: 1,000 at most, not a safe number.
    problems.set(JSON.stringify(path), { path, message })
    if (problems.size === PROBLEMS_MAX) break
  }
  return [...problems.values()]
}

function required(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `must be ${bounded(issue.origin, 'at least', issue.minimum)}`
    case 'too_big':
      return `must be ${bounded(issue.origin, 'at most', issue.maximum)}`
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}`
    case 'invalid_value':
      return `must be one of ${named(issue.values.map(String))}`
    case 'unrecognized_keys':
      return `must not have ${issue.keys.slice(0, KEYS_NAMED_MAX).map(brief).join(', ')}`
    default:
      return issue.message.startsWith('must') ? issue.message : 'must be well-formed text'
  }
}

const CHOICES_LENGTH_MAX = 400

/** As many choices as can be read, and how many there are beside them. */
function named(choices: readonly string[]): string {
  let fitting = choices.length
  while (choices.slice(0, fitting).join(', ').length > CHOICES_LENGTH_MAX) fitting--
  const others = choices.length - fitting
  return choices.slice(0, fitting).join(', ') + (others > 0 ? ` and ${others} more` : '')
}

const UNITS: Record<string, string> = { string: ' characters long', array: ' entries long' }
const bounded = (origin: string, bound: string, limit: number | bigint) =>
  `${bound} ${limit}${UNITS[origin] ?? ''}`

const FOUND_LENGTH_MAX = 60
const KEYS_NAMED_MAX = 5
const brief = (name: string) =>
  name.length > FOUND_LENGTH_MAX ? `${name.slice(0, FOUND_LENGTH_MAX)}…` : name

function found(input: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key],
    input,
  )
  if (value === undefined) return 'nothing'
  if (typeof value === 'string' && value.length > FOUND_LENGTH_MAX)
    return `${value.length} characters`
  if (Array.isArray(value)) return `${value.length} entries`
  if (typeof value === 'object' && value !== null) return 'an object'
  return JSON.stringify(value)
}
