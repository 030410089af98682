// What a list may be asked for: filters by column, written in the input vocabulary so that an edge can
// offer them. A `where` becomes a condition whose text depends on its shape alone; values are parameters.
import { type Column, type SQL, sql } from 'drizzle-orm'
import { inList, inListUnindexed, listOf, type Params } from './database/statement.ts'
import { problemsOf, wordOf, type z } from './input.ts'

export type Operator = 'eq' | 'oneOf' | 'startsWith' | 'range'

export type Filter = {
  readonly column: Column
  /** One value, in the input vocabulary. */
  readonly of: z.ZodType
  /** One sentence for the schema. */
  readonly description: string
  readonly operators: readonly Operator[]
  /** The value as the column holds it, where that is not how people write it. */
  readonly as?: (value: never) => string | number
  /** What counts as the same as a value though it is another, such as what sounds alike; null is nothing. */
  readonly alike?: (value: never) => string | null
  /** Where the column stands in another table: the condition on the rows that are listed. */
  readonly within?: (condition: SQL) => SQL
}

export type Filters = Readonly<Record<string, Filter>>

type FilterOptions = Pick<Filter, 'as' | 'alike' | 'within'>

const filterWith =
  (...operators: Operator[]) =>
  (column: Column, of: z.ZodType, description: string, options: FilterOptions = {}): Filter => ({
    column,
    of,
    description,
    operators,
    ...options,
  })

/** One value, or one of several: statuses, ids, codes. */
export const exact = filterWith('eq', 'oneOf')
/** Text, whole or by its beginning. */
export const prefixed = filterWith('eq', 'oneOf', 'startsWith')
/** Numbers, days and moments, from and up to. */
export const ranged = filterWith('eq', 'oneOf', 'range')

type Bound = 'gte' | 'gt' | 'lte' | 'lt'

/** Left out or null says nothing. Everything that is said holds at once. */
export type Asked = {
  eq?: unknown
  oneOf?: readonly unknown[] | null
  startsWith?: unknown
  range?: { readonly [B in Bound]?: unknown } | null
}

/** Filters by name hold together; `and` needs all of its parts, `or` at least one. */
export type Where = { readonly [filter: string]: Asked | readonly Where[] | null | undefined } & {
  readonly and?: readonly Where[] | null
  readonly or?: readonly Where[] | null
}

/** A list can not be given as it is asked for. `path` names the argument from the field down. */
export class ListRefused extends Error {
  readonly code: 'PAGE_TOO_LARGE' | 'BAD_USER_INPUT' | 'EVENTS_ARCHIVED'
  readonly path: readonly string[]

  constructor(
    message: string,
    path: readonly string[],
    code: ListRefused['code'] = 'BAD_USER_INPUT',
  ) {
    super(message)
    this.code = code
    this.path = path
  }
}

type Leaf = { filter: string; operator: Exclude<Operator, 'range'> | Bound; parameter: string }
export type Term = Leaf | { all: readonly Term[] } | { any: readonly Term[] }

/** A `where` taken apart: what shapes the statement's text, and the values that it is run with. */
export type Plan = { term: Term; values: Record<string, unknown> }

export const CONDITIONS_MAX = 30
export const ONE_OF_MAX = 100
const DEPTH_MAX = 4

export function planOf(filters: Filters, where: Where | null | undefined): Plan {
  const values: Record<string, unknown> = {}
  let conditions = 0

  function count(path: readonly string[]): void {
    conditions++
    if (conditions > CONDITIONS_MAX)
      throw new ListRefused(`At most ${CONDITIONS_MAX} conditions can be asked for at once.`, path)
  }

  function partsOf(list: readonly Where[], path: readonly string[]): Term[] {
    if (path.length > 2 * DEPTH_MAX)
      throw new ListRefused(`Conditions may stand at most ${DEPTH_MAX} levels deep.`, path)
    return list.map((part, at) => {
      const here = [...path, String(at)]
      const before = conditions
      const term = allOf(part, here)
      if (conditions === before) count(here) // What says nothing makes the statement longer too.
      return term
    })
  }

  function allOf(asked: Where, path: readonly string[]): Term {
    const all: Term[] = []
    for (const [name, value] of Object.entries(asked)) {
      if (value == null) continue
      const here = [...path, name]
      if (name === 'and') all.push({ all: partsOf(value as Where[], here) })
      else if (name === 'or') all.push({ any: partsOf(value as Where[], here) })
      else all.push(...leavesOf(name, value as Asked, here))
    }
    return { all }
  }

  function leavesOf(name: string, asked: Asked, path: readonly string[]): Leaf[] {
    const filter = filters[name]
    if (!filter) throw new ListRefused(`There is no filter ${name}.`, path)
    const leaves: Leaf[] = []
    for (const [operator, value] of Object.entries(asked)) {
      if (value == null) continue
      if (!filter.operators.includes(operator as Operator))
        throw new ListRefused(`${name} can not be asked for by ${operator}.`, [...path, operator])
      if (operator !== 'range') leaves.push(leafOf(name, operator as Operator, value, path))
      else
        for (const [bound, limit] of Object.entries(value as object))
          if (limit != null) leaves.push(leafOf(name, bound as Bound, limit, [...path, 'range']))
    }
    return leaves
  }

  function leafOf(
    name: string,
    operator: Operator | Bound,
    value: unknown,
    path: readonly string[],
  ): Leaf {
    count(path)
    const here = [...path, operator]
    const parameter = `where${conditions}`
    const filter = filters[name] as Filter
    if (operator === 'oneOf' && (value as readonly unknown[]).length === 1) {
      values[parameter] = stored(filter, (value as readonly unknown[])[0], [...here, '0'])
      return { filter: name, operator: 'eq', parameter }
    }
    if (operator === 'oneOf') {
      const list = value as readonly unknown[]
      if (list.length > ONE_OF_MAX)
        throw new ListRefused(`At most ${ONE_OF_MAX} values, found ${list.length}.`, here)
      values[parameter] = listOf(list.map((one, at) => stored(filter, one, [...here, String(at)])))
    } else values[parameter] = stored(filter, value, here)
    if (operator === 'startsWith') values[`${parameter}End`] = `${values[parameter]}\u{10ffff}`
    if (operator === 'startsWith' && filter.alike)
      values[`${parameter}Alike`] = filter.alike(value as never)
    return { filter: name, operator: operator as Leaf['operator'], parameter }
  }

  return { term: where == null ? { all: [] } : allOf(where, ['where']), values }
}

/** A value as its column holds it, checked. */
function stored(filter: Filter, value: unknown, path: readonly string[]): string | number {
  const parsed = filter.of.safeParse(value)
  if (!parsed.success) {
    const [problem] = problemsOf(parsed.error, value)
    throw new ListRefused(`${path.join('.')} ${problem?.message}.`, path)
  }
  const inner = (filter.as?.(parsed.data as never) ?? parsed.data) as string | number | boolean
  return typeof inner === 'boolean' ? Number(inner) : inner
}

/** A term as SQL. What asks for nothing holds for every row; one of no conditions for none. */
export function conditionOf(filters: Filters, term: Term, $: Params<Record<string, unknown>>): SQL {
  if ('all' in term) return joined(filters, term.all, $, sql` and `, sql`1 = 1`)
  if ('any' in term) return joined(filters, term.any, $, sql` or `, sql`1 = 0`)
  const filter = filters[term.filter] as Filter
  const condition = comparison(filter, term, $)
  return filter.within ? filter.within(condition) : condition
}

const joined = (
  filters: Filters,
  terms: readonly Term[],
  $: Params<Record<string, unknown>>,
  between: SQL,
  empty: SQL,
): SQL =>
  terms.length === 0
    ? empty
    : sql`(${sql.join(
        terms.map((term) => conditionOf(filters, term, $)),
        between,
      )})`

function comparison(
  { column, of, alike }: Filter,
  { operator, parameter }: Leaf,
  $: Params<Record<string, unknown>>,
): SQL {
  const value = $[parameter] as (typeof $)[string]
  switch (operator) {
    case 'eq':
      return sql`${column} = ${value}`
    case 'oneOf':
      // Several states are many rows: going through the list in its order finds a page of them sooner
      // than sorting them all.
      return wordOf(of, 'A filter').word === 'choice'
        ? inListUnindexed(column, value)
        : inList(column, value)
    case 'startsWith': {
      // Text is ordered by its bytes, and nothing that begins so comes after this last character.
      const begins = sql`${column} >= ${value} and ${column} < ${$[`${parameter}End`]}`
      return alike ? sql`(${begins} or ${column} = ${$[`${parameter}Alike`]})` : begins
    }
    case 'gte':
      return sql`${column} >= ${value}`
    case 'gt':
      return sql`${column} > ${value}`
    case 'lte':
      return sql`${column} <= ${value}`
    case 'lt':
      return sql`${column} < ${value}`
  }
}
