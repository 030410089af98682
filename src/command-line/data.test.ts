// What goes in and out of a shop as files, and the story of one order: real processes beside a shop's file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, onTestFinished, test } from 'vitest'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { runVerb } from '#testing/server-process.ts'

const verb = (desk: OrderDesk, ...words: string[]) =>
  runVerb(dirname(desk.file), { DATABASE_URL: `file:${desk.file}` }, ...words)

test('why tells an order’s attempts, refusals, facts and the views that they woke', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 2 } })
  const cart = async () => {
    const lines = [{ variantId: desk.variants.MUG, quantity: 2 }]
    return (await desk.ids('StartCart', { currency: 'GBP', lines })).cart
  }
  const place = (cartId: string | undefined) => ({
    cartId,
    email: 'a@example.com',
    shippingAddress: ADDRESS,
  })
  const [mine, theirs] = [await cart(), await cart()]
  const first = await desk.ids('PlaceOrder', place(theirs))
  expect(await desk.refused('PlaceOrder', place(mine))).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
  })
  await desk.accepted('CancelOrder', { orderId: first.order, reason: 'CUSTOMER' })
  const { order } = await desk.ids('PlaceOrder', place(mine))
  await desk.accepted('HoldOrder', { orderId: order, reason: 'Look at it' })

  const { code, out } = await verb(desk, 'why', '1002')
  expect(code).toBe(0)
  const lines = out.split('\n')
  const commands = lines.filter((line) => /^\d/.test(line)).map((line) => line.split('  ')[2])
  expect(commands.map((told) => told?.split(',')[0])).toEqual([
    ...['StartCart', 'PlaceOrder', 'PlaceOrder', 'HoldOrder'],
  ])
  expect(out).toMatch(/ {4}REFUSED INSUFFICIENT_STOCK: .*\n/)
  expect(out).toMatch(new RegExp(` {4}OrderPlaced ${order} wakes .*order_view`))
  expect(out).not.toContain('a@example.com')

  const json = JSON.parse((await verb(desk, 'why', String(mine), '--json')).out)
  expect(json.ids.slice(0, 2)).toEqual([order, mine])
  expect(json.commands.map(({ command, outcome }: Told) => [command, outcome])).toEqual([
    ['StartCart', 'ACCEPTED'],
    ['PlaceOrder', 'REFUSED'],
    ['PlaceOrder', 'ACCEPTED'],
    ['HoldOrder', 'ACCEPTED'],
  ])
  const unknown = await verb(desk, 'why', 'ord_unknown')
  expect(unknown).toMatchObject({ code: 1, error: expect.stringContaining('about ord_unknown') })
})

type Told = { command: string; outcome: string }
const ADDRESS = { name: 'A', line1: '1', city: 'B', postalCode: 'C', countryCode: 'GB' }

test('orders, products and stock come out as CSV and as JSON Lines, whatever their number', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 300, CUP: 300 } })
  for (let n = 0; n < 101; n++) await desk.placed({ MUG: 1, CUP: 1 })
  const csv = async (what: string) =>
    parse((await verb(desk, 'export', what)).out, { columns: true }) as Row[]

  const orders = await csv('orders')
  expect(orders).toHaveLength(202)
  expect(new Set(orders.map(({ number }) => number)).size).toBe(101)
  expect(orders[0]).toMatchObject({ ...{ number: '1001', currency: 'GBP', orderTotal: '8.00' } })
  expect(orders.find(({ sku }) => sku === 'MUG')).toMatchObject({
    unitPrice: '5.00',
    quantity: '1',
  })

  const stock = await csv('stock')
  expect(stock.find(({ sku }) => sku === 'MUG')).toMatchObject({
    ...{ location: 'MAIN', onHand: '300', allocated: '101', available: '199' },
  })
  expect((await csv('products')).map((row) => row['Variant SKU']).sort()).toEqual([
    ...['CUP', 'GIFT', 'MUG', 'POST'],
  ])

  const out = join(dirname(desk.file), 'orders.jsonl')
  const words = ['export', 'orders', '--format', 'jsonl', '--out', out]
  expect(await verb(desk, ...words)).toMatchObject({ code: 0, out: '' })
  const lines = readFileSync(out, 'utf8').trim().split('\n')
  expect(lines).toHaveLength(101)
  expect(JSON.parse(lines[100] as string)).toMatchObject({ number: 1101, total: 800 })
  expect(await verb(desk, ...words)).toMatchObject({ code: 1, error: `${out} is there already.\n` })
})

type Row = Record<string, string>

test('a race of 200 for the last 10 ends with 10 orders, and the books proven', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qm-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'shop.db-demo-taken-in'), '') // A shop without the month of orders.
  const { code, out } = await runVerb(folder, {}, 'demo', join(folder, 'shop.db'), '--race')
  expect(out).toMatch(/ordered 10 {2}sold out for 190 {2}waiting 0/)
  expect(out).toContain('10 orders; on hand 10, allocated 10, available 0.')
  expect(out).toMatch(/\d+ checks of books, views and file: all sound\.\nNobody was sold/)
  expect(code).toBe(0)
})

test('a product file of Shopify’s is taken beside a shop, and what is refused is told with its line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qm-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'products.csv')
  writeFileSync(
    file,
    'Handle,Title,Variant SKU,Variant Price\nteapot,Teapot,POT,20.00\nlid,Lid,LID,cheap\n',
  )
  const { code, out, error } = await runVerb(folder, {}, 'import', 'shopify-products', file)
  expect([code, out]).toEqual([2, '1 products with 1 variants were taken, 1 refused.\n'])
  expect(error).toContain(`${file}:3 lid: the Variant Price of LID must be an amount of GBP`)
  writeFileSync(file, 'sku,price\nA,1\n')
  const other = await runVerb(folder, {}, 'import', 'shopify-products', file)
  expect(other).toMatchObject({
    code: 1,
    error: expect.stringContaining('no column Handle, Title'),
  })
})
