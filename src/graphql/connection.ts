// Relay connections over listings: the arguments, the input types and the pages all follow from what
// a listing declares.
import { GraphQLError } from 'graphql'
import { type Filter, ListRefused, type Where } from '#kernel/filter.ts'
import { wordOf, type z } from '#kernel/input.ts'
import {
  type Listing,
  type OrderBy,
  PAGE_SIZE_DEFAULT,
  PAGE_SIZE_MAX,
  type Page,
  type PageArgs,
} from '#kernel/page.ts'
import type { Key } from '#kernel/row-store.ts'
import { allSoon, soon } from '#kernel/soon.ts'
import { builder, needs } from './builder.ts'
import { columnsOf } from './columns.ts'
import type { Columns, Context } from './context.ts'
import type { AnyNoun } from './noun.ts'
import { enumNamed, scalarOf } from './vocabulary.ts'

/** What can be listed: a noun, or rows that have a key but no id of their own. */
export type Listable = Pick<AnyNoun, 'name' | 'source' | 'ref'>

/** A page on its way to the client: rows of the list, and how to come by what they name. */
export type Listed = {
  page: Page<unknown>
  keyOf: (row: never) => Key
  /** Whose rows the page's own are, where they do not only name them. */
  rowsOf?: Listable['source'] | undefined
  /** Of those rows the columns that it has; all unless given. */
  has?: ReadonlySet<string> | undefined
  count: () => Promise<number>
}
export type Edge = { cursor: string; key: Key; row: unknown; listed: Listed }

export const PageInfo = builder.objectRef<Pick<Listed, 'page'>>('PageInfo').implement({
  description: 'Where a page stands in its list.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      description: 'True where more follows.',
      resolve: ({ page }, _, context) => context.read(page.hasNextPage),
    }),
    hasPreviousPage: t.boolean({
      description: 'True where more stands before.',
      resolve: ({ page }, _, context) => context.read(page.hasPreviousPage),
    }),
    startCursor: t.string({
      nullable: true,
      description: 'The cursor of the first entry; null where the page is empty.',
      resolve: ({ page }) => page.edges[0]?.cursor ?? null,
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The cursor of the last entry; null where the page is empty.',
      resolve: ({ page }) => page.edges.at(-1)?.cursor ?? null,
    }),
  }),
})

/** `OrderConnection` and `OrderEdge`, for lists of a noun. */
export const connectionOf = (noun: Listable) => connectionAndEdgeOf(noun).connection

/** Both types, for a list that says more of itself or of its entries. */
export function connectionAndEdgeOf(noun: Listable, name = noun.name) {
  const { source } = noun
  const edge = builder.objectRef<Edge>(`${name}Edge`).implement({
    description: `An entry of a list of ${name}.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'Its place in the list.' }),
      node: t.field({
        type: noun.ref,
        nullable: true,
        description: 'The object; null where it is not for you.',
        resolve: ({ key, row, listed }, _, context, info) => {
          const columns = columnsOf(source, info)
          return showsAll(listed, source, columns)
            ? context.shown(source, row)
            : context.row(source, key, columns)
        },
      }),
    }),
  })
  const connection = builder.objectRef<Listed>(`${name}Connection`).implement({
    description: `A page of a list of ${name}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The entries with their cursors.',
        resolve: edgesOf,
      }),
      nodes: t.field({
        type: [noun.ref],
        description: 'The objects alone.',
        resolve: (listed, _, context, info) => {
          const { page, keyOf } = listed
          const columns = columnsOf(source, info)
          const rows = showsAll(listed, source, columns)
            ? page.edges.map(({ row }) => context.shown(source, row))
            : page.edges.map(({ row }) => context.row(source, keyOf(row as never), columns))
          return soon(allSoon(rows), (all) => all.filter((row) => row !== null))
        },
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Where the page stands in its list.',
        resolve: (listed) => listed,
      }),
      totalCount: t.int({
        description: 'Entries of the whole list under its filters. Counted only when asked for.',
        resolve: ({ count }) => count(),
      }),
    }),
  })
  return { connection, edge }
}

/** Whether the page's own rows have all that is asked of what it lists. */
const showsAll = (
  { rowsOf, has }: Listed,
  source: Listable['source'],
  columns: Columns | undefined,
): boolean => rowsOf === source && (!has || (columns?.every((column) => has.has(column)) ?? false))

const edgesOf = (listed: Listed): Edge[] =>
  listed.page.edges.map(({ cursor, row }) => ({
    ...{ cursor, row, listed },
    key: listed.keyOf(row as never),
  }))

export type ListOptions<Row, Name extends string> = {
  /** What the type names of the arguments begin with: `Order` gives `OrderWhere`. */
  name: string
  description: string
  permission: string
  connection: ReturnType<typeof connectionOf>
  listing: Listing<Row, Name>
  keyOf: (row: Row) => Key
  /** Rows that the list reads whole need not be read again: the source to prime. */
  primes?: Listable
  /** What the list's rows have of those of another source, under the same names. */
  shows?: { of: Listable; columns: ReadonlySet<string> }
  /** What this viewer may see of the list at all. */
  scope?: (context: Context) => Where | null
}

/** A root field that lists: `orders(first, after, last, before, where, orderBy)`. */
export function listField<Row, Name extends string>(
  field: string,
  options: ListOptions<Row, Name>,
): void {
  const { name, listing, connection } = options
  const { defaultOrder } = listing
  const orderBy = orderByInput(name, listing)
  const where = Object.keys(listing.filters).length > 0 ? whereInput(name, listing) : null
  builder.queryField(field, (t) =>
    t.field({
      ...needs(options.permission),
      description: `${options.description} In the order ${defaultOrder.field} ${defaultOrder.direction} unless asked otherwise.`,
      type: connection,
      nullable: true,
      args: {
        first: t.arg.int({
          description: `How many from the start, or after a cursor: 1 to ${PAGE_SIZE_MAX}; more is refused. ${PAGE_SIZE_DEFAULT} unless given.`,
        }),
        after: t.arg.string({ description: 'Only what follows this cursor.' }),
        last: t.arg.int({
          description: `How many from the end, or before a cursor: 1 to ${PAGE_SIZE_MAX}. Not together with \`first\`.`,
        }),
        before: t.arg.string({ description: 'Only what stands before this cursor.' }),
        orderBy: t.arg({ type: orderBy, description: 'In which order.' }),
        ...(where && { where: t.arg({ type: where, description: 'Only what fits this.' }) }),
      },
      resolve: (_, args, context) => listed(context, options, args as PageArgs<Name>),
    }),
  )
}

/** Reads a page for a viewer. */
export async function listed<Row, Name extends string>(
  context: Context,
  {
    listing,
    keyOf,
    primes,
    shows,
    scope,
  }: Pick<ListOptions<Row, Name>, 'listing' | 'keyOf' | 'primes' | 'shows' | 'scope'>,
  args: PageArgs<Name>,
): Promise<Listed> {
  const where = both(scope?.(context) ?? null, args.where ?? null)
  return answering(async () => {
    const page = await context.read((connection) => listing.page(connection, { ...args, where }))
    if (primes)
      context.prime(
        primes.source,
        page.edges.map(({ row }) => row),
      )
    const count = () => context.read((connection) => listing.count(connection, where))
    return {
      ...{ page, keyOf, count },
      rowsOf: (primes ?? shows?.of)?.source,
      has: shows?.columns,
    }
  })
}

/** What a list refuses becomes a request error with its code. */
export async function answering<V>(read: () => Promise<V>): Promise<V> {
  try {
    return await read()
  } catch (thrown) {
    if (!(thrown instanceof ListRefused)) throw thrown
    const { message, code, path } = thrown
    throw new GraphQLError(message, { extensions: { code, argument: path } })
  }
}

const both = (scope: Where | null, asked: Where | null): Where | null =>
  scope && asked ? { and: [scope, asked] } : (scope ?? asked)

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which way an order runs.',
  values: {
    ASC: { description: 'Smallest, first or earliest first.' },
    DESC: { description: 'Largest, last or latest first.' },
  },
})

export function orderByInput<Row, Name extends string>(
  name: string,
  { orders }: Pick<Listing<Row, Name>, 'orders'>,
) {
  const fields = Object.entries<{ description: string }>(orders)
  const field = enumNamed(
    `${name}OrderField`,
    Object.fromEntries(fields.map(([value, { description }]) => [value, description])),
  )
  return builder.inputRef<OrderBy<Name>>(`${name}OrderBy`).implement({
    description: `The order of a list of ${name}.`,
    fields: (t) =>
      ({
        field: t.field({ type: field as never, required: true, description: 'By what.' }),
        direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
      }) as never,
  })
}

function whereInput<Row, Name extends string>(name: string, { filters }: Listing<Row, Name>) {
  const ref = builder.inputRef<Where>(`${name}Where`)
  return ref.implement({
    description: `What a list of ${name} is filtered by. All that is given must hold.`,
    fields: (t) =>
      ({
        ...Object.fromEntries(
          Object.entries(filters).map(([key, filter]) => [
            key,
            t.field({ type: filterInput(filter) as never, description: filter.description }),
          ]),
        ),
        and: t.field({ type: [ref], description: 'All of these must hold.' }),
        or: t.field({ type: [ref], description: 'At least one of these must hold.' }),
      }) as never,
  })
}

const filterInputs = new Map<string, ReturnType<typeof builder.inputRef<object>>>()

/** One input type for each kind of value and the ways that it can be asked for. */
function filterInput({ of, operators }: Filter) {
  const value = typeOf(of)
  const ways = operators.filter((operator) => operator !== 'eq' && operator !== 'oneOf')
  const name = `${value.name}${ways.map((way) => way[0]?.toUpperCase() + way.slice(1)).join('')}Filter`
  const known = filterInputs.get(name)
  if (known) return known
  const ref = builder.inputRef<object>(name)
  filterInputs.set(name, ref)
  ref.implement({
    description: `Filters by ${value.name}. All that is given must hold.`,
    fields: (t) => {
      const one = (description: string) => t.field({ type: value.type as never, description })
      return {
        eq: one('Exactly this.'),
        oneOf: t.field({ type: [value.type] as never, description: 'One of these.' }),
        ...(ways.includes('startsWith') && { startsWith: one('Begins with this.') }),
        ...(ways.includes('range') && {
          range: t.field({ type: rangeInput(value) as never, description: 'Between these.' }),
        }),
      } as never
    },
  })
  return ref
}

const rangeInputs = new Map<string, ReturnType<typeof builder.inputRef<object>>>()

function rangeInput({ name, type }: ValueType) {
  const known = rangeInputs.get(name)
  if (known) return known
  const ref = builder.inputRef<object>(`${name}Range`)
  rangeInputs.set(name, ref)
  ref.implement({
    description: `From one ${name} to another; each end may be left out.`,
    fields: (t) => {
      const end = (description: string) => t.field({ type: type as never, description })
      return {
        gte: end('This or more.'),
        gt: end('More than this.'),
        lte: end('This or less.'),
        lt: end('Less than this.'),
      } as never
    },
  })
  return ref
}

type ValueType = { name: string; type: unknown }

function typeOf(schema: z.ZodType): ValueType {
  const word = wordOf(schema, 'A filter')
  if (word.word === 'choice') return { name: word.name, type: enumNamed(word.name, word.values) }
  const type = scalarOf(word)
  return { name: type, type }
}
