import { expect, test } from 'vitest'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies } from '#read/views.ts'
import type { TestApp } from '#testing/app.ts'
import { ask } from '#testing/graphql.ts'
import fc from '#testing/random.ts'
import { openShopWithSales, SKUS, sell, shopWithSales } from '#testing/sales.ts'
import { type ReportRow, totalsOf } from './report.ts'
import { reports } from './reports.ts'

const RUNS = 25
const RANGE = { from: '2026-01-02', to: '2026-01-04', currency: 'GBP' }

const priced = fc.record({
  price: fc.integer({ min: 0, max: 999 }),
  tax: fc.integer({ min: 0, max: 100 }),
  taxRate: fc.constantFrom(0, 5_500, 20_000),
})

const line = fc.tuple(
  priced,
  fc.record({ quantity: fc.integer({ min: 1, max: 5 }), cut: fc.nat(99) }),
)

const sale = fc.record({
  // The evening before is the same day in London, in winter: the hours say what the days are.
  placedAt: fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 23 }))
    .map(([day, hour]) => `2026-01-0${day}T${String(hour).padStart(2, '0')}:59:59Z`),
  currency: fc.constantFrom('GBP', 'GBP', 'EUR'),
  countryCode: fc.constantFrom('GB', 'FR', null),
  pricesIncludeTax: fc.boolean(),
  lines: fc.array(fc.tuple(fc.constantFrom(...SKUS), line), { minLength: 1, maxLength: 4 }),
  shipping: fc.option(priced),
  refund: fc.option(fc.nat(300)),
})
type Drawn = typeof sale extends fc.Arbitrary<infer One> ? One : never

/** What a part costs, by hand: what is taken off and what the tax is never exceed it. */
function costOf(
  isIncluded: boolean,
  { price, tax, taxRate }: { price: number; tax: number; taxRate: number },
) {
  const taxed = Math.min(tax, price)
  return {
    taxRate,
    tax: taxed,
    net: isIncluded ? price - taxed : price,
    gross: isIncluded ? price : price + taxed,
  }
}

function costed({ pricesIncludeTax, lines, shipping }: Drawn) {
  const goods = lines.map(([sku, [one, { quantity, cut }]]) => {
    const subtotal = one.price * quantity
    const discount = Math.min(cut, subtotal)
    const cost = costOf(pricesIncludeTax, { ...one, price: subtotal - discount })
    return { sku, quantity, unitPrice: one.price, discount, ...cost }
  })
  const freight = shipping ? costOf(pricesIncludeTax, shipping) : null
  return { goods, freight, parts: [...goods, ...(freight ? [freight] : [])] }
}

const inputOf = (one: Drawn, at: number) => {
  const { goods, freight } = costed(one)
  return {
    ...{ placedAt: one.placedAt, currency: one.currency, countryCode: one.countryCode },
    ...{ pricesIncludeTax: one.pricesIncludeTax, externalId: `sale-${at}` },
    lines: goods.map(({ net: _net, gross: _gross, ...line }) => line),
    ...(freight && {
      shipping: {
        ...{ name: 'Post', price: one.pricesIncludeTax ? freight.gross : freight.net },
        ...{ tax: freight.tax, taxRate: freight.taxRate },
      },
    }),
    ...(one.refund !== null && { payment: { method: 'Card' } }),
  }
}

/** Sums of figures by what they are told apart by, ready to be compared with a report's rows. */
class Sums {
  readonly rows = new Map<string, Record<string, number>>()

  add(key: string, figures: Record<string, number>) {
    const sum = this.rows.get(key) ?? {}
    for (const [name, value] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + value
    this.rows.set(key, sum)
  }
}

const total = (parts: readonly object[], name: string) =>
  parts.reduce((sum, part) => sum + ((part as Record<string, number>)[name] ?? 0), 0)

function expectedOf(sales: readonly Drawn[]): Record<string, Sums> {
  const expected: Record<string, Sums> = {}
  const add = (report: string, key: string, figures: Record<string, number>) => {
    expected[report] ??= new Sums()
    expected[report].add(key, figures)
  }
  for (const one of sales) {
    const day = one.placedAt.slice(0, 10)
    if (one.currency !== RANGE.currency || day < RANGE.from || day > RANGE.to) continue
    const { goods, freight, parts } = costed(one)
    const country = one.countryCode ?? ''
    const sums = {
      tax: total(parts, 'tax'),
      net: total(parts, 'net'),
      gross: total(parts, 'gross'),
    }
    const discounts = total(goods, 'discount')
    const counts = { orders: 1, units: total(goods, 'quantity') }
    add('salesByCountry', country, {
      ...{ ...counts, ...sums, discounts },
      shipping: freight?.gross ?? 0,
    })
    if (discounts > 0)
      add('salesByDiscount', '', { orders: 1, discounted: discounts, gross: sums.gross })
    for (const { taxRate, tax, net, gross } of parts)
      if (gross > 0) add('taxSummary', `${country} ${taxRate}`, { tax, net, gross })
    for (const sku of new Set(goods.map((good) => good.sku))) {
      const own = goods.filter((good) => good.sku === sku)
      add('salesByVariant', sku, {
        ...{ orders: 1, units: total(own, 'quantity'), discounts: total(own, 'discount') },
        ...{ tax: total(own, 'tax'), net: total(own, 'net'), gross: total(own, 'gross') },
      })
    }
  }
  return expected
}

const KEYS: Record<string, string[]> = {
  salesByCountry: ['countryCode'],
  salesByDiscount: ['discountId'],
  salesByVariant: ['sku'],
  taxSummary: ['countryCode', 'taxRate'],
  refundsByDay: ['day', 'provider'],
}

/** A report's rows by what tells them apart, figures alone. */
function keyed(name: string, rows: readonly ReportRow[]) {
  const keys = KEYS[name] ?? []
  const words = ['variantId', 'productName', 'name', 'code', ...keys]
  return Object.fromEntries(
    rows.map((row) => [
      keys.map((key) => row[key]).join(' '),
      Object.fromEntries(Object.entries(row).filter(([column]) => !words.includes(column))),
    ]),
  )
}

const reportNamed = (name: string) => {
  const found = reports.find((report) => report.name === name)
  if (!found) throw new Error(`There is no report ${name}.`)
  return found
}

async function refunded(app: TestApp, sales: readonly Drawn[]): Promise<Sums> {
  const sums = new Sums()
  const paid = app.rows<{ id: string; externalId: string; total: number }>(
    `select p.id, o.external_id as externalId, o.total from payments p
     join orders o on o.id = p.order_id`,
  )
  for (const { id, externalId, total } of paid) {
    const one = sales[Number(externalId.slice('sale-'.length))] as Drawn
    const amount = Math.min(one.refund ?? 0, total)
    if (amount === 0) continue
    const day = `2026-01-0${Number(one.placedAt[9]) + 1}`
    await app.accepted('RefundPayment', {
      ...{ paymentId: id, amount: { amount, currency: one.currency } },
      occurredAt: `${day}T12:00:00Z`,
    })
    if (one.currency === RANGE.currency && day >= RANGE.from && day <= RANGE.to)
      sums.add(`${day} manual`, { refunds: 1, amount })
  }
  return sums
}

test('each report says what a plain sum over the sales says, its totals what its rows do, and recomputing it changes nothing', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(fc.array(sale, { minLength: 1, maxLength: 12 }), async (sales) => {
      const { app, dispose } = await openShopWithSales()
      try {
        await sell(app, sales.map(inputOf))
        const expected = { ...expectedOf(sales), refundsByDay: await refunded(app, sales) }
        for (const name of Object.keys(KEYS)) {
          const report = reportNamed(name)
          const rows = await report.load(app.writer, RANGE)
          const must = Object.fromEntries((expected as Record<string, Sums>)[name]?.rows ?? [])
          expect({ name, rows: keyed(name, rows) }).toEqual({ name, rows: must })
          for (const [column, sum] of Object.entries(totalsOf(report, rows)))
            expect({ name, column, sum }).toEqual({
              ...{ name, column },
              sum: rows.reduce((all, row) => all + Number(row[column]), 0),
            })
          seen.set(name, (seen.get(name) ?? 0) + rows.length)
        }
        const verified = await verifyViews(app.writer, [], tallies)
        expect(verified.flatMap(({ findings }) => findings)).toEqual([])
      } finally {
        await dispose()
      }
    }),
    { numRuns: RUNS },
  )
  for (const name of Object.keys(KEYS)) expect(seen.get(name), name).toBeGreaterThan(RUNS / 4)
})

test('a sale just before midnight in Greenwich is of the next day in a summer of London', async () => {
  const line = { sku: 'MUG', quantity: 1, unitPrice: 250 } as const
  const { app } = await shopWithSales([{ placedAt: '2025-07-01T23:30:00Z', lines: [line] }])
  for (const name of ['salesByVariant', 'salesByCountry', 'taxSummary'])
    for (const [day, count] of [
      ['2025-07-01', 0],
      ['2025-07-02', 1],
    ] as const) {
      const range = { from: day, to: day, currency: 'GBP' }
      expect({ name, day, rows: await reportNamed(name).load(app.writer, range) }).toEqual({
        ...{ name, day },
        rows: Array(count).fill(expect.anything()),
      })
    }
})

test('rows come in pages, the most first, and each once', async () => {
  const { app } = await shopWithSales([
    {
      placedAt: '2026-01-05T09:00:00Z',
      lines: [
        { sku: 'MUG', quantity: 2, unitPrice: 300 },
        { sku: 'TRAY', quantity: 5, unitPrice: 100 },
        { sku: 'Bowl-7', quantity: 1, unitPrice: 600 },
        { sku: 'POST', quantity: 1, unitPrice: 600 },
      ],
    },
  ])
  const paged = async (orderBy: string) => {
    const skus: string[] = []
    let after: string | null = null
    do {
      const { data } = await ask(
        app,
        `query ($after: String, $orderBy: SalesByVariantOrder) {
          salesByVariant(from: "2026-01-05", to: "2026-01-05") {
            rows(first: 3, after: $after, orderBy: $orderBy) { totalCount
              edges { cursor node { variant { sku } } } pageInfo { hasNextPage endCursor } } } }`,
        { after, orderBy },
      )
      const { edges, pageInfo, totalCount } = data.salesByVariant.rows
      expect(totalCount).toBe(4)
      skus.push(...edges.map(({ node }: Edge) => node.variant.sku))
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    } while (after)
    return skus
  }
  type Edge = { node: { variant: { sku: string } } }
  const { data } = await ask(
    app,
    `{ salesByVariant(from: "2026-01-05", to: "2026-01-05") {
      rows(last: 2) { edges { cursor node { variant { sku } } } pageInfo { hasPreviousPage hasNextPage } } } }`,
  )
  const { edges: lastTwo, pageInfo } = data.salesByVariant.rows
  expect(pageInfo).toEqual({ hasPreviousPage: true, hasNextPage: false })
  const { data: further } = await ask(
    app,
    `query ($before: String) { salesByVariant(from: "2026-01-05", to: "2026-01-05") {
      rows(last: 2, before: $before) { nodes { variant { sku } } pageInfo { hasPreviousPage hasNextPage } } } }`,
    { before: lastTwo[0].cursor },
  )
  const { nodes: firstTwo, pageInfo: before } = further.salesByVariant.rows
  expect(before).toEqual({ hasPreviousPage: false, hasNextPage: true })
  const backwards = [...firstTwo, ...lastTwo.map(({ node }: Edge) => node)]
  const byGross = await paged('GROSS')
  expect(backwards.map(({ variant }: Edge['node']) => variant.sku)).toEqual(byGross)
  expect(byGross.slice(0, 3).sort()).toEqual(['Bowl-7', 'MUG', 'POST'])
  expect(byGross[3]).toBe('TRAY')
  expect((await paged('UNITS')).slice(0, 2)).toEqual(['TRAY', 'MUG'])
})

test('what stands on the shelves is worth what was received last, whatever came and went', async () => {
  const arrivals = fc.record({
    received: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.option(fc.nat(500))),
    gone: fc.nat(12),
    found: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(arrivals, { minLength: 1, maxLength: 6 }), async (times) => {
      const { app, dispose } = await openShopWithSales()
      try {
        await app.accepted('CreateProduct', { name: 'Jug', variants: [{ sku: 'JUG', prices: [] }] })
        const [jug] = app.rows<{ id: string }>("select id from variants where sku = 'JUG'")
        const [location] = app.rows<{ id: string }>('select id from locations')
        const place = { variantId: jug?.id, locationId: location?.id }
        let onHand = 0
        const receipts: [number, number | null][] = []
        for (const { received, gone, found } of times) {
          const [quantity, unitCost] = received
          app.pass(1)
          await app.accepted('ReceiveStock', {
            locationId: location?.id,
            lines: [{ variantId: jug?.id, quantity, unitCost }],
          })
          receipts.unshift([quantity, unitCost])
          const delta = found - Math.min(gone, onHand + quantity)
          if (delta !== 0) await app.accepted('AdjustStock', { ...place, delta, reason: 'COUNTED' })
          onHand += quantity + delta
        }
        let left = onHand
        let value = 0
        let costed = 0
        for (const [quantity, unitCost] of receipts) {
          const taken = Math.min(left, quantity)
          left -= taken
          if (unitCost === null) continue
          value += taken * unitCost
          costed += taken
        }
        const rows = await reportNamed('stockValuation').load(app.writer, RANGE)
        const jugs = rows.filter(({ sku }) => sku === 'JUG')
        expect(jugs).toMatchObject(
          onHand === 0 ? [] : [{ onHand, value, unitsWithoutCost: onHand - costed }],
        )
      } finally {
        await dispose()
      }
    }),
    { numRuns: RUNS },
  )
})

const REPORT_FIELDS = [
  'salesByVariant(RANGE) { totals { units } }',
  'salesByCountry(RANGE) { totals { units } }',
  'salesByDiscount(RANGE) { totals { discounted { amount } } }',
  'refundsByDay(RANGE) { totals { refunds } }',
  'taxSummary(RANGE) { totals { tax { amount } } }',
]
const BAD_RANGES = [
  ['from: "2026-01-02", to: "2026-01-01"', 'BAD_USER_INPUT'],
  ['from: "2020-01-01", to: "2026-01-01"', 'PAGE_TOO_LARGE'],
  ['from: "2026-01-02", to: "2026-02-30"', 'BAD_USER_INPUT'],
  ['from: "2026-01-02", to: "2026-01-03", currency: "XXX"', 'BAD_USER_INPUT'],
]
const BAD_PAGES = [
  ['first: 0', 'BAD_USER_INPUT'],
  ['first: 101', 'PAGE_TOO_LARGE'],
  ['first: 1, last: 1', 'BAD_USER_INPUT'],
  ['after: "nonsense"', 'BAD_USER_INPUT'],
  ['before: "nonsense"', 'BAD_USER_INPUT'],
  [`after: "${Buffer.from('["units",1,"x"]').toString('base64url')}"`, 'BAD_USER_INPUT'],
]

test.each([
  ...REPORT_FIELDS.flatMap((field) =>
    BAD_RANGES.map(([range = '', code]) => [field.replace('RANGE', range), code]),
  ),
  ...BAD_PAGES.map(([args, code]) => [
    `salesByVariant(from: "2026-01-02", to: "2026-01-03") { rows(${args}) { totalCount } }`,
    code,
  ]),
])('%s is a request error with a code', async (field, code) => {
  const { app } = await shopWithSales()
  const { errors } = await ask(app, `{ ${field} }`)
  expect(errors?.map(({ extensions }) => extensions.code ?? 'BAD_USER_INPUT')).toEqual([code])
})
