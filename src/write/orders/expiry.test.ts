import { expect, test } from 'vitest'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { testApp } from '#testing/app.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { orderDesk, UNKNOWN } from '#testing/orders.ts'
import { TEST_NOW, TEST_SHOP } from '#testing/shop.ts'

const WAIT = 30 * 60_000
const SHOP = { ...TEST_SHOP, awaitsPaymentMs: WAIT }
const STOCK = { MAIN: { MUG: 4 }, NORTH: { MUG: 3 } }

const desk = () => orderDesk(STOCK, { shop: SHOP })

const paid = (orderId: string, amount: number) => ({
  orderId,
  amount: { amount, currency: 'GBP' },
  method: 'Bank transfer',
})

const given = (app: { rows: <Row>(sql: string) => Row[] }) =>
  app
    .rows<{ command: string; outcome: string; code: string | null }>(
      `select command, outcome, refusal ->> 'code' as code from kernel_journal
       where actor_id = 'system:expire-unpaid-orders' order by sequence`,
    )
    .map(({ command, outcome, code }) => [command, code ?? outcome].join(' '))

test('an order waits for its payment, holds its stock meanwhile, and says until when', async () => {
  const app = await desk()
  const order = await app.placed({ MUG: 6, POST: 1 })
  expect(order).toMatchObject({
    status: 'PENDING',
    expiresAt: TEST_NOW + WAIT,
    availableActions: [
      'EDIT',
      'CANCEL',
      'CANCEL_LINES',
      'RECORD_PAYMENT',
      'AUTHORIZE_PAYMENT',
      'GRANT_REFUND',
      'HOLD',
      'ADD_NOTE',
    ],
  })
  expect(app.levels()).toEqual({ 'MUG@MAIN': '4/4', 'MUG@NORTH': '3/2' })
})

test('what is not paid in time expires at its moment, and every location gets its units back', async () => {
  const app = await desk()
  const order = await app.placed({ MUG: 6, POST: 1 })
  await app.reactions.settle()
  app.pass(WAIT - 1)
  await app.reactions.settle()
  expect((await app.page(order.id)).status).toBe('PENDING')
  app.pass(1)
  await app.reactions.settle()
  expect(await app.page(order.id)).toMatchObject({
    status: 'EXPIRED',
    expiresAt: TEST_NOW + WAIT,
    currentTotal: 0,
    due: 0,
    paymentStatus: 'UNPAID',
    availableActions: ['ADD_NOTE'],
    lines: [
      { sku: 'MUG', cancelled: 6, allocations: [] },
      { sku: 'POST', cancelled: 1 },
    ],
  })
  expect(app.levels()).toEqual({ 'MUG@MAIN': '4/0', 'MUG@NORTH': '3/0' })
  expect(app.ledger()).toEqual(app.levels())
  expect(given(app)).toEqual(['ExpireOrder ACCEPTED'])
  expect(brokenBooks(app)).toEqual([])
})

test('paid to the last penny it is confirmed, and its time comes and goes', async () => {
  const app = await desk()
  const order = await app.placed({ MUG: 2 })
  await app.reactions.settle()
  await app.accepted('RecordManualPayment', paid(order.id, 999))
  expect(await app.page(order.id)).toMatchObject({ status: 'PENDING', expiresAt: TEST_NOW + WAIT })
  await app.accepted('RecordManualPayment', paid(order.id, 1))
  expect(await app.page(order.id)).toMatchObject({ status: 'CONFIRMED', expiresAt: null })
  app.pass(WAIT)
  await app.reactions.settle()
  expect((await app.page(order.id)).status).toBe('CONFIRMED')
  expect(given(app)).toEqual(['ExpireOrder ORDER_NOT_OPEN'])
  expect(
    app.rows(`select name from kernel_events where name in ('OrderConfirmed', 'OrderExpired')`),
  ).toEqual([{ name: 'OrderConfirmed' }])
})

test('what was paid in part of an expired order is shown as owed back', async () => {
  const app = await desk()
  const order = await app.placed({ MUG: 2 })
  await app.accepted('RecordManualPayment', paid(order.id, 400))
  await app.reactions.settle()
  app.pass(WAIT)
  await app.reactions.settle()
  expect(await app.page(order.id)).toMatchObject({
    status: 'EXPIRED',
    captured: 400,
    due: -400,
    paymentStatus: 'OVERPAID',
  })
})

test('units that were cancelled before are given back once', async () => {
  const app = await desk()
  const order = await app.placed({ MUG: 5 })
  await app.accepted('CancelOrderLines', {
    orderId: order.id,
    lines: app.unitsOf(order, { MUG: 2 }),
  })
  expect((await app.page(order.id)).status).toBe('PENDING')
  await app.reactions.settle()
  app.pass(WAIT)
  await app.reactions.settle()
  expect(app.levels()).toEqual({ 'MUG@MAIN': '4/0', 'MUG@NORTH': '3/0' })
  expect((await app.page(order.id)).cancellations).toMatchObject([
    { lines: [{ quantity: 2 }] },
    { lines: [{ quantity: 3 }] },
  ])
})

test('a cancelled order does not expire, and an order that costs nothing awaits nothing', async () => {
  const app = await desk()
  const cancelled = await app.placed({ MUG: 1 })
  await app.accepted('SetPrice', { variantId: app.variants.CUP, amount: 0, currency: 'GBP' })
  await app.accepted('SetStockPolicy', { variantId: app.variants.CUP, tracked: false })
  const free = await app.placed({ CUP: 1 })
  expect(free).toMatchObject({ status: 'CONFIRMED', expiresAt: null })
  await app.accepted('CancelOrder', { orderId: cancelled.id })
  await app.reactions.settle()
  app.pass(WAIT)
  await app.reactions.settle()
  expect(await app.page(cancelled.id)).toMatchObject({ status: 'CANCELLED', expiresAt: null })
  expect(given(app)).toEqual(['ExpireOrder ORDER_NOT_OPEN'])
})

test('killed while it waits, before its event was seen or after, it expires all the same, once', async () => {
  const unseen = await desk()
  const order = await unseen.placed({ MUG: 2 })
  const seen = await unseen.again()
  await seen.reactions.settle()
  const late = await seen.again()
  for (const app of [await unseen.again(), late]) {
    app.pass(WAIT + 5)
    await app.reactions.settle()
    await app.reactions.settle()
    const restarted = await app.again()
    restarted.pass(WAIT)
    await restarted.reactions.settle()
    expect(given(restarted)).toEqual(['ExpireOrder ACCEPTED'])
    expect(restarted.rows('select status from order_view where id = ?', order.id)).toEqual([
      { status: 'EXPIRED' },
    ])
    expect(restarted.rows('select sum(allocated) as units from stock_levels')).toEqual([
      { units: 0 },
    ])
  }
})

test('a due command that comes twice has its effect once', async () => {
  const app = await desk()
  const order = await app.placed({ MUG: 2 })
  await app.reactions.settle()
  const [due] = app.rows<Record<string, unknown>>(
    `select * from kernel_due where command = 'ExpireOrder'`,
  )
  app.pass(WAIT)
  await app.reactions.settle()
  const columns = Object.keys(due ?? {})
  await app.writer.rows(
    `insert into kernel_due (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    ...Object.values(due as Record<string, string | number>),
  )
  await app.reactions.settle()
  expect(given(app)).toEqual(['ExpireOrder ACCEPTED'])
  expect((await app.page(order.id)).cancellations).toHaveLength(1)
})

test('imported orders await nothing', async () => {
  const app = await desk()
  const { result } = await app.accepted('ImportOrders', {
    orders: [
      {
        externalId: 'A-1',
        placedAt: '2026-01-01T00:00:00Z',
        currency: 'GBP',
        lines: [{ sku: 'MUG', quantity: 1, unitPrice: 500 }],
      },
    ],
  })
  expect(await app.page(String((result.orders as string[])[0]))).toMatchObject({
    status: 'CONFIRMED',
    expiresAt: null,
  })
})

test('views equal their recomputation and the journal replays, through every end of a wait', async () => {
  const app = await desk()
  const [expired, confirmed, cancelled] = [
    await app.placed({ MUG: 1 }),
    await app.placed({ MUG: 1 }),
    await app.placed({ MUG: 1 }),
  ]
  await app.accepted('RecordManualPayment', paid(confirmed.id, 500))
  await app.accepted('CancelOrder', { orderId: cancelled.id })
  await app.accepted('HoldOrder', { orderId: expired.id, reason: 'Looks odd' })
  await app.reactions.settle()
  app.pass(WAIT)
  await app.reactions.settle()
  expect(await app.page(expired.id)).toMatchObject({ status: 'EXPIRED', onHold: false })
  const found = await verifyViews(app.writer, views, tallies)
  expect(found.flatMap(({ findings }) => findings)).toEqual([])
  const into = await testApp({ shop: SHOP })
  const { differences } = await replay({ from: app.writer, into, release: 'test' })
  expect(differences).toEqual([])
})

test('expiring too early or what is not there is refused', async () => {
  const app = await desk()
  const order = await app.placed({ MUG: 1 })
  const path = ['input', 'orderId']
  expect(await app.refused('ExpireOrder', { orderId: order.id })).toMatchObject({
    code: 'ORDER_STILL_AWAITED',
    path,
    facts: { orderId: order.id, expiresAt: TEST_NOW + WAIT },
  })
  expect(await app.refused('ExpireOrder', { orderId: UNKNOWN('ord') })).toMatchObject({
    code: 'ORDER_NOT_FOUND',
    path,
  })
  expect(await app.badPaths('ExpireOrder', { orderId: UNKNOWN('cart') })).toEqual(['input.orderId'])
})
