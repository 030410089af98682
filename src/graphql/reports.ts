// Reports: what was sold, day by day and by what it was, and what stands on the shelves.
import { percentOf } from '#domain/tax.ts'
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, type Page } from '#kernel/page.ts'
import { refundsByDayReport } from '#read/refunds-by-day/load.ts'
import { rankedPage } from '#read/reports/page.ts'
import { REPORT_DAYS_MAX, type ReportRange } from '#read/reports/range.ts'
import { type Report, type ReportColumn, type ReportRow, totalsOf } from '#read/reports/report.ts'
import { salesByCountry } from '#read/sales-by-country/load.ts'
import { salesByDayReport } from '#read/sales-by-day/load.ts'
import { salesByDiscountReport } from '#read/sales-by-discount/load.ts'
import { taxSummary } from '#read/sales-by-tax-rate/load.ts'
import { salesByVariantReport } from '#read/sales-by-variant/load.ts'
import { stockValuation } from '#read/stock-valuation/load.ts'
import { builder, MoneyType, needs, type SchemaTypes } from './builder.ts'
import { answering, PageInfo } from './connection.ts'
import type { Context } from './context.ts'
import { Discount } from './discounts.ts'
import { Variant } from './variants.ts'
import { enumNamed } from './vocabulary.ts'

type Fields = PothosSchemaTypes.QueryFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  object
>

const rangeArgs = (t: Fields) => ({
  from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
  to: t.arg({ type: 'Date', required: true, description: 'The last day.' }),
  currency: t.arg({
    type: 'CurrencyCode',
    required: false,
    description: "Orders in this currency alone. The shop's own unless given.",
  }),
})

type RangeArgs = { from: string; to: string; currency?: string | null | undefined }

const rangeOf = ({ from, to, currency }: RangeArgs, { backend }: Context): ReportRange => ({
  from,
  to,
  currency: currency ?? backend.shop.currency,
})

/** A row, or the sums of all, with the currency of its amounts. */
type Told = { currency: string; row: ReportRow }
type Answer = { currency: string; rows: readonly ReportRow[] }

/** What a report names beside its figures, of the fields `t` makes. */
type Naming = (
  t: PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Told>,
) => object

/**
 * A report as `SalesByVariantReport { totals, rows }`, with a query of its name.
 * @param ranking The columns that its rows can be ranked by, where there may be many: they come in pages.
 */
function reportField<Row extends ReportRow>(
  report: Report<Row>,
  naming: Naming,
  ranking?: { key: keyof Row & string; ranks: Record<string, keyof Row & string> },
): void {
  const { name, description, isOfDays } = report
  const columns = Object.entries<ReportColumn>(report.columns)
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const row = figures(`${type}Row`, `One row: ${description}`, columns, naming)
  const totals = figures(
    `${type}Totals`,
    'The sums of all rows, of the figures whose sum says something.',
    columns.filter(([, { isSummed }]) => isSummed),
  )
  const ref = builder.objectRef<Answer>(`${type}Report`)
  ref.implement({
    description,
    fields: (t) => ({
      totals: t.field({
        type: totals,
        description: 'The sums of all rows.',
        resolve: ({ currency, rows }) => ({
          currency,
          row: totalsOf(report as unknown as Report, rows),
        }),
      }),
    }),
  })
  if (ranking) rankedRows(ref, type, row, ranking)
  else
    builder.objectField(ref, 'rows', (t) =>
      t.field({
        type: [row],
        description: 'The rows.',
        resolve: ({ currency, rows }) => rows.map((one) => ({ currency, row: one })),
      }),
    )
  builder.queryField(name, (t) =>
    t.field({
      ...needs('reports.read'),
      description: isOfDays
        ? `${description} From one day to another, both included, at most ${REPORT_DAYS_MAX} days.`
        : description,
      type: ref,
      nullable: true,
      args: (isOfDays ? rangeArgs(t) : {}) as ReturnType<typeof rangeArgs>,
      resolve: (_, args, context) =>
        answering(async () => {
          const range = rangeOf(args, context)
          const rows = await context.read((tx) => report.load(tx, range))
          return { currency: range.currency, rows }
        }),
    }),
  )
}

/** An object with a field for each figure, beside what it names. */
function figures(
  name: string,
  description: string,
  columns: readonly (readonly [string, ReportColumn])[],
  naming: Naming = () => ({}),
) {
  return builder.objectRef<Told>(name).implement({
    description,
    fields: (t) => {
      const fieldOf = (column: string, { kind, description }: ReportColumn) =>
        kind === 'amount'
          ? t.field({
              type: MoneyType,
              description,
              resolve: ({ currency, row }) => ({ amount: Number(row[column]), currency }),
            })
          : t.int({ description, resolve: ({ row }) => Number(row[column]) })
      const counted = columns.filter(([, { kind }]) => kind === 'count' || kind === 'amount')
      return {
        ...naming(t),
        ...Object.fromEntries(counted.map(([column, said]) => [column, fieldOf(column, said)])),
      } as never
    },
  })
}

type Edge = { cursor: string; node: Told }
type Rows = { page: Page<ReportRow>; currency: string; totalCount: number }

/** `rows(first, after, orderBy)` of a report, as a connection. */
function rankedRows<Row extends ReportRow>(
  ref: ReturnType<typeof builder.objectRef<Answer>>,
  type: string,
  row: ReturnType<typeof figures>,
  { key, ranks }: { key: keyof Row & string; ranks: Record<string, keyof Row & string> },
): void {
  const edge = builder.objectRef<Edge>(`${type}Edge`).implement({
    description: `A row of ${type}Report with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'Its place in the report.' }),
      node: t.field({ type: row, description: 'The row.', resolve: ({ node }) => node }),
    }),
  })
  const edgesOf = ({ page, currency }: Rows): Edge[] =>
    page.edges.map(({ cursor, row }) => ({ cursor, node: { currency, row } }))
  const connection = builder.objectRef<Rows>(`${type}Connection`).implement({
    description: `A page of the rows of ${type}Report.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The rows with their cursors.',
        resolve: edgesOf,
      }),
      nodes: t.field({
        type: [row],
        description: 'The rows alone.',
        resolve: (rows) => edgesOf(rows).map(({ node }) => node),
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Where the page stands in the report.',
        resolve: ({ page }) => ({ page }),
      }),
      totalCount: t.exposeInt('totalCount', { description: 'Rows of the whole report.' }),
    }),
  })
  const [usual = ''] = Object.keys(ranks)
  const orderBy = enumNamed(
    `${type}Order`,
    Object.fromEntries(Object.entries(ranks).map(([rank, by]) => [rank, `The most ${by} first.`])),
  )
  builder.objectField(ref, 'rows', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description: 'The rows, a page at a time.',
      args: {
        first: t.arg.int({
          description: `How many from the start, or after a cursor: 1 to ${PAGE_SIZE_MAX}; more is refused. ${PAGE_SIZE_DEFAULT} unless given.`,
        }),
        after: t.arg.string({ description: 'Only what follows this cursor.' }),
        last: t.arg.int({
          description: `How many from the end, or before a cursor: 1 to ${PAGE_SIZE_MAX}. Not together with \`first\`.`,
        }),
        before: t.arg.string({ description: 'Only what stands before this cursor.' }),
        orderBy: t.arg({ type: orderBy, description: `In which order. ${usual} unless given.` }),
      },
      resolve: ({ currency, rows }, { orderBy, ...extent }) =>
        answering(async () => {
          const rank = ranks[orderBy ?? usual] as keyof Row & string
          const page = rankedPage(rows as readonly Row[], { rank, key }, extent)
          return { currency, page, totalCount: rows.length }
        }),
    }),
  )
}

const day: Naming = (t) => ({
  day: t.field({
    type: 'Date',
    description: "The day in the shop's time zone.",
    resolve: ({ row }) => String(row.day),
  }),
})

const SalesDay = figures(
  'SalesDay',
  'What was sold on one day.',
  Object.entries(salesByDayReport.columns),
  day,
)

builder.queryField('salesByDay', (t) =>
  t.field({
    ...needs('reports.read'),
    description: `${salesByDayReport.description} From one day to another, both included, at most ${REPORT_DAYS_MAX} days.`,
    type: [SalesDay],
    nullable: true,
    args: rangeArgs(t),
    resolve: (_, args, context) =>
      answering(async () => {
        const range = rangeOf(args, context)
        const rows = await context.read((tx) => salesByDayReport.load(tx, range))
        return rows.map((row) => ({ currency: range.currency, row }))
      }),
  }),
)

const variant: Naming = (t) => ({
  variant: t.field({
    type: Variant.ref,
    nullable: true,
    description: 'The variant; null where it is not for you.',
    resolve: ({ row }, _, context) => context.row(Variant.source, String(row.variantId)),
  }),
})

const countryOf: Naming = (t) => ({
  countryCode: t.string({
    nullable: true,
    description: 'ISO 3166-1 alpha-2; null where nobody said.',
    resolve: ({ row }) => String(row.countryCode) || null,
  }),
})

reportField(salesByVariantReport, variant, {
  key: 'variantId',
  ranks: { GROSS: 'gross', UNITS: 'units' },
})
reportField(salesByCountry, countryOf)
reportField(
  salesByDiscountReport,
  (t) => ({
    discount: t.field({
      type: Discount.ref,
      nullable: true,
      description: 'The discount; null for those of orders that were placed elsewhere.',
      resolve: ({ row }, _, context) =>
        row.discountId ? context.row(Discount.source, String(row.discountId)) : null,
    }),
  }),
  { key: 'discountId', ranks: { DISCOUNTED: 'discounted', ORDERS: 'orders' } },
)
reportField(refundsByDayReport, (t) => ({
  ...day(t),
  provider: t.string({
    description: refundsByDayReport.columns.provider.description,
    resolve: ({ row }) => String(row.provider),
  }),
}))
reportField(taxSummary, (t) => ({
  ...countryOf(t),
  taxRate: t.int({
    description: 'In thousandths of a percent: 20000 is 20 %.',
    resolve: ({ row }) => Number(row.taxRate),
  }),
  percent: t.string({
    description: 'The same as people read it: `20`, `5.5`.',
    resolve: ({ row }) => percentOf(Number(row.taxRate)),
  }),
}))
reportField(stockValuation, variant, {
  key: 'variantId',
  ranks: { VALUE: 'value', ON_HAND: 'onHand' },
})
