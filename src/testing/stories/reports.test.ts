// A week of a small shop, read back in every report: by the API, and from the command line as CSV.
import { parse } from 'csv-parse/sync'
import { expect, onTestFinished, test, vi } from 'vitest'
import { writeReport } from '../../command-line/report.ts'
import { ADDRESS, DAY, pounds } from './shop.ts'
import { story } from './story.ts'

const MONEY = '{ decimal }'
const RANGE = { from: '2026-03-02', to: '2026-03-08' }

const REPORTS = `query ($from: Date!, $to: Date!) {
  salesByDay(from: $from, to: $to) { day orders units gross ${MONEY} refunds ${MONEY} net ${MONEY} }
  salesByVariant(from: $from, to: $to) {
    totals { units discounts ${MONEY} net ${MONEY} tax ${MONEY} gross ${MONEY} }
    rows { totalCount nodes { variant { sku } orders units discounts ${MONEY} net ${MONEY} tax ${MONEY} gross ${MONEY} } } }
  salesByCountry(from: $from, to: $to) {
    totals { orders units discounts ${MONEY} shipping ${MONEY} net ${MONEY} tax ${MONEY} gross ${MONEY} }
    rows { countryCode orders units discounts ${MONEY} shipping ${MONEY} net ${MONEY} tax ${MONEY} gross ${MONEY} } }
  salesByDiscount(from: $from, to: $to) {
    totals { discounted ${MONEY} }
    rows { nodes { discount { code } orders discounted ${MONEY} gross ${MONEY} } } }
  refundsByDay(from: $from, to: $to) {
    totals { refunds amount ${MONEY} } rows { day provider refunds amount ${MONEY} } }
  taxSummary(from: $from, to: $to) {
    totals { net ${MONEY} tax ${MONEY} gross ${MONEY} }
    rows { countryCode taxRate percent net ${MONEY} tax ${MONEY} gross ${MONEY} } }
  stockValuation {
    totals { onHand unitsWithoutCost value ${MONEY} }
    rows { nodes { variant { sku } onHand unitsWithoutCost value ${MONEY} } } }
}`

/** Amounts by their decimals alone, and connections by their nodes. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if ('decimal' in value) return value.decimal
  if ('nodes' in value) return plain(value.nodes)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

test('a week of sales with a discount, two countries, an edit and a refund, in every report and as CSV', async () => {
  const shop = await story({ MAIN: {} }, { shop: { pricesIncludeTax: false } })
  const { does, cart, ask, app, pass, lines, variants, locations, storefront } = shop
  const receive = (quantity: number, unitCost?: number) => {
    app.pass(1_000)
    return does('receiveStock', {
      locationId: locations.MAIN,
      lines: [{ variantId: variants.MUG, quantity, ...(unitCost !== undefined && { unitCost }) }],
    })
  }
  await receive(4, 100)
  await receive(4, 150)
  await receive(2)
  await does('receiveStock', {
    locationId: locations.MAIN,
    lines: [{ variantId: variants.CUP, quantity: 10, unitCost: 80 }],
  })
  const rate = (countryCode: string, taxRate: number) =>
    does('setTaxRate', { countryCode, taxClass: 'STANDARD', rate: taxRate, name: 'VAT' })
  await rate('GB', 20_000)
  await rate('FR', 10_000)
  await does('createDiscount', { name: 'A tenth', code: 'TENTH', takes: { rate: 10_000 } })
  const { shippingMethod: shippingMethodId } = await does('createShippingMethod', {
    ...{ name: 'Post', basis: 'FLAT', brackets: [{ currency: 'GBP', price: 200 }] },
  })

  const buys = async (units: object, countryCode: string, code?: string) => {
    const cartId = await cart(units)
    await does(
      'setCartAddress',
      { cartId, shippingAddress: { ...ADDRESS, countryCode } },
      storefront,
    )
    await does('chooseShipping', { cartId, shippingMethodId }, storefront)
    if (code) await does('applyDiscountCode', { cartId, code }, storefront)
    const placing = { cartId, email: 'anna@example.com' }
    return (await does('placeOrder', placing, storefront)).order as string
  }
  // Monday, to Britain: 15.00 + 2.00, less a tenth of 15.00, and 20 % on 15.50.
  await buys({ MUG: 3 }, 'GB', 'TENTH')
  await pass(DAY)
  // Tuesday, to France: 5.00 + 6.00 + 2.00, and 10 % on 13.00. Later a cup less.
  const french = await buys({ MUG: 1, CUP: 2 }, 'FR')
  await pass(DAY)
  const [cup] = await lines(french, { CUP: 1 })
  await does('editOrder', { orderId: french, setLines: [cup], reason: 'One was enough' })
  // Wednesday: the French order is paid and sent, and 3.30 goes back.
  const { payment: paymentId } = await does('recordManualPayment', {
    ...{ orderId: french, amount: pounds(11), method: 'Card' },
  })
  const { fulfilment: fulfilmentId } = await does('createFulfilment', { orderId: french })
  await does('shipFulfilment', { fulfilmentId })
  await does('refundPayment', { paymentId, amount: pounds(3.3), reason: 'It came chipped' })
  await pass(DAY)

  const told = plain(await ask(REPORTS, RANGE)) as Record<string, ReportRows>
  const none = { orders: 0, units: 0, gross: '0.00', refunds: '0.00', net: '0.00' }
  expect(told).toEqual({
    salesByDay: [
      { day: '2026-03-02', orders: 1, units: 3, gross: '18.60', refunds: '0.00', net: '18.60' },
      { day: '2026-03-03', orders: 1, units: 2, gross: '11.00', refunds: '0.00', net: '11.00' },
      { ...none, day: '2026-03-04', refunds: '3.30', net: '-3.30' },
      ...['05', '06', '07', '08'].map((day) => ({ ...none, day: `2026-03-${day}` })),
    ],
    salesByVariant: {
      totals: { units: 5, discounts: '1.50', net: '21.50', tax: '3.50', gross: '25.00' },
      rows: [
        {
          ...{ variant: { sku: 'MUG' }, orders: 2, units: 4, discounts: '1.50' },
          ...{ net: '18.50', tax: '3.20', gross: '21.70' },
        },
        {
          ...{ variant: { sku: 'CUP' }, orders: 1, units: 1, discounts: '0.00' },
          ...{ net: '3.00', tax: '0.30', gross: '3.30' },
        },
      ],
    },
    salesByCountry: {
      totals: {
        ...{ orders: 2, units: 5, discounts: '1.50', shipping: '4.60' },
        ...{ net: '25.50', tax: '4.10', gross: '29.60' },
      },
      rows: [
        {
          ...{ countryCode: 'GB', orders: 1, units: 3, discounts: '1.50', shipping: '2.40' },
          ...{ net: '15.50', tax: '3.10', gross: '18.60' },
        },
        {
          ...{ countryCode: 'FR', orders: 1, units: 2, discounts: '0.00', shipping: '2.20' },
          ...{ net: '10.00', tax: '1.00', gross: '11.00' },
        },
      ],
    },
    salesByDiscount: {
      totals: { discounted: '1.50' },
      rows: [{ discount: { code: 'TENTH' }, orders: 1, discounted: '1.50', gross: '18.60' }],
    },
    refundsByDay: {
      totals: { refunds: 1, amount: '3.30' },
      rows: [{ day: '2026-03-04', provider: 'manual', refunds: 1, amount: '3.30' }],
    },
    taxSummary: {
      totals: { net: '25.50', tax: '4.10', gross: '29.60' },
      rows: [
        {
          countryCode: 'FR',
          taxRate: 10_000,
          percent: '10',
          net: '10.00',
          tax: '1.00',
          gross: '11.00',
        },
        {
          countryCode: 'GB',
          taxRate: 20_000,
          percent: '20',
          net: '15.50',
          tax: '3.10',
          gross: '18.60',
        },
      ],
    },
    // One mug has left, of ten: the last two cost nobody knows what, four 1.50, and three of the first 1.00.
    stockValuation: {
      totals: { onHand: 18, unitsWithoutCost: 2, value: '16.20' },
      rows: [
        { variant: { sku: 'MUG' }, onHand: 9, unitsWithoutCost: 2, value: '9.00' },
        { variant: { sku: 'CUP' }, onHand: 9, unitsWithoutCost: 0, value: '7.20' },
      ],
    },
  })

  const { address } = app.database
  vi.stubEnv('DATABASE_URL', 'url' in address ? address.url : `file:${address.file}`)
  vi.stubEnv('SHOP_CURRENCY', 'GBP')
  onTestFinished(() => void vi.unstubAllEnvs())
  for (const [name, answer] of Object.entries<ReportRows>(told)) {
    const rows = 'rows' in answer ? answer.rows : answer
    const report = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const { from, to } = RANGE
    const out = await written(() =>
      writeReport(report, name === 'stockValuation' ? {} : { from, to }),
    )
    const parsed: ReportRow[] = parse(out, { columns: true })
    expect({ name, rows: parsed.length }).toEqual({ name, rows: rows.length })
    for (const [index, row] of rows.entries()) expect(parsed[index]).toMatchObject(asCsv(row))
  }
})

/** What a verb prints. */
async function written(verb: () => Promise<void>): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await verb()
    return write.mock.calls.map(([text]) => String(text)).join('')
  } finally {
    write.mockRestore()
  }
}

type ReportRow = Record<string, string>
type ReportRows = ReportRow[] | { rows: ReportRow[] }

/** A row of the API as its line of the file says it: objects by what people call them, rates in percent. */
function asCsv({ variant, discount, percent, ...figures }: ReportRow): ReportRow {
  const named = Object.entries<object | string>({
    ...figures,
    ...Object(variant),
    ...Object(discount),
  })
  return {
    ...Object.fromEntries(named.map(([name, value]) => [name, String(value)])),
    currency: 'GBP',
    ...(percent !== undefined && { taxRate: percent }),
  }
}
