// A statement that Drizzle built, run without Drizzle: which value goes where and what each column
// becomes is worked out when it is prepared, and compiled. Drizzle asks both anew for every row, which
// costs as much as SQLite's own work.
import { Column, is, Param, Placeholder, SQL } from 'drizzle-orm'
import type { Soon } from '../soon.ts'

export type Values = Record<string, unknown>

/**
 * Takes one set of values for each row that the statement was built for; answers its rows. `noted`
 * counts what was really written: a row that stood already is not.
 */
export type Prepared = (rows: readonly Values[], noted: { written: number }) => Soon<unknown[]>

type Encoder = { mapToDriverValue(value: unknown): unknown }
type Decoder = { mapFromDriverValue(value: unknown): unknown }
export type Field = { path: readonly string[]; field: unknown }

/** What Drizzle's prepared queries have that their types don't show. */
export type DrizzlePrepared = {
  query: { sql: string; params: readonly unknown[] }
  fields?: readonly Field[]
  /** False for a table that a left join may lack. */
  joinsNotNullableMap?: Readonly<Record<string, boolean>>
}

/** The placeholder for a value of one of several rows. */
export const placeholderOf = (row: number, name: string): string => `${row} ${name}`

/** The columns that a statement answers. */
export function fieldsOf({
  fields = [],
  joinsNotNullableMap = {},
}: DrizzlePrepared): readonly Field[] {
  for (const { path } of fields)
    if (path.length > 1 && joinsNotNullableMap[path[0] as string] === false)
      throw new Error(`What a left join may lack is selected column by column, found ${path[0]}.`)
  return fields
}

/** `(rows) => [rows[0].id, encode(rows[0].lines), …]` */
export function compiledBinder(
  params: readonly unknown[],
  isWhole: boolean,
): (rows: readonly Values[]) => unknown[] {
  const constants: unknown[] = []
  const constant = (value: unknown): string => `constants[${constants.push(value) - 1}]`
  const encoded = (value: string, encoder: Encoder): string =>
    encoder.mapToDriverValue === Column.prototype.mapToDriverValue
      ? value
      : `encoded(${value}, ${constant(encoder)})`
  const terms = params.map((param) => {
    const isEncoded = is(param, Param) && is(param.value, Placeholder)
    const placeholder = isEncoded ? param.value : param
    if (!is(placeholder, Placeholder)) return constant(param)
    const [row, name] = placeholder.name.split(' ') as [string, string]
    const value = `rows[${row}][${JSON.stringify(name)}]`
    const given = isWhole ? `given(${value}, ${JSON.stringify(name)})` : `(${value} ?? null)`
    return isEncoded ? encoded(given, param.encoder as Encoder) : given
  })
  return new Function('constants', 'given', 'encoded', `return (rows) => [${terms.join(', ')}]`)(
    constants,
    given,
    encode,
  )
}

/** `(all) => all.map((row) => ({ id: row[0], variant: { sku: decoded(row[1]) }, … }))` */
export function compiledReader(fields: readonly Field[]): (all: unknown[][]) => unknown[] {
  const decoders = fields.map(({ field }) => decoderOf(field))
  const tree: Tree = new Map()
  for (const [at, { path }] of fields.entries())
    place(tree, path, decoders[at] ? `decoded(row[${at}], decoders[${at}])` : `row[${at}]`)
  return new Function(
    'decoders',
    'decoded',
    `return (all) => all.map((row) => (${literalOf(tree)}))`,
  )(decoders, decode)
}

/** The source of each property's value, by name. */
type Tree = Map<string, string | Tree>

function place(tree: Tree, [name = '', ...deeper]: readonly string[], value: string): void {
  if (deeper.length === 0) {
    tree.set(name, value)
    return
  }
  const inner = (tree.get(name) ?? new Map()) as Tree
  tree.set(name, inner)
  place(inner, deeper, value)
}

const literalOf = (tree: Tree): string =>
  `{ ${[...tree]
    .map(([name, value]) => {
      const source = typeof value === 'string' ? value : literalOf(value)
      return `${JSON.stringify(name)}: ${source}`
    })
    .join(', ')} }`

function given(value: unknown, name: string): unknown {
  if (value === undefined) throw new Error(`The statement was given no ${name}.`)
  return value
}

const encode = (value: unknown, encoder: Encoder): unknown =>
  value === null ? null : encoder.mapToDriverValue(value)

const decode = (value: unknown, decoder: Decoder): unknown =>
  value === null ? null : decoder.mapFromDriverValue(value)

/** Null where a value is what is stored. */
function decoderOf(field: unknown): Decoder | null {
  const decoder = is(field, Column)
    ? field
    : is(field, SQL)
      ? (field as unknown as { decoder: Decoder }).decoder
      : (field as { sql: { decoder: Decoder } }).sql.decoder
  return decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue ? null : decoder
}
