import { expect, test } from 'vitest'
import { PAYMENT_REPORT_TYPES, type PaymentReportType } from '#domain/payments.ts'
import type { Actor } from '#kernel/actor.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { openTestApp } from '#testing/app.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { examineBooks } from '#write/doctor.ts'

const pounds = (amount: number) => ({ amount, currency: 'GBP' })

const desk = () =>
  orderDesk({ MAIN: { MUG: 50 } }, { shop: { ...TEST_SHOP, paymentProviders: ['stripe'] } })

/** An order of 1,000 whose card a person has authorized. */
async function authorized(shop: OrderDesk, amount?: number) {
  const { id: orderId } = await shop.placed({ MUG: 2 })
  const { payment: paymentId = '' } = await shop.ids('AuthorizePayment', {
    ...{ orderId, provider: 'manual', method: 'Card terminal' },
    ...(amount && { amount: pounds(amount) }),
  })
  return { orderId, paymentId }
}

const sums = async (shop: OrderDesk, orderId: string) => {
  const { paymentStatus, authorized, captured, refunded, due } = await shop.page(orderId)
  return [paymentStatus, authorized, captured, refunded, due]
}

test('a promise is taken part by part, and what is left of it is given up', async () => {
  const shop = await desk()
  const { orderId, paymentId } = await authorized(shop)
  expect(await sums(shop, orderId)).toEqual(['AUTHORIZED', 1_000, 0, 0, 1_000])
  await shop.accepted('CapturePayment', { paymentId, amount: pounds(300) })
  expect(await sums(shop, orderId)).toEqual(['PARTIALLY_PAID', 700, 300, 0, 700])
  await shop.accepted('VoidPayment', { paymentId, amount: pounds(200) })
  expect(await sums(shop, orderId)).toEqual(['PARTIALLY_PAID', 500, 300, 0, 700])
  await shop.accepted('CapturePayment', { paymentId })
  expect(await sums(shop, orderId)).toEqual(['PARTIALLY_PAID', 0, 800, 0, 200])
  await shop.accepted('RecordManualPayment', { orderId, amount: pounds(250), method: 'Cash' })
  expect(await sums(shop, orderId)).toEqual(['OVERPAID', 0, 1_050, 0, -50])
  await shop.accepted('RefundPayment', { paymentId, amount: pounds(50) })
  expect(await sums(shop, orderId)).toEqual(['PARTIALLY_REFUNDED', 0, 1_050, 50, 0])
  expect(brokenBooks(shop)).toEqual([])
})

test('each payment gives back what it took, and no more', async () => {
  const shop = await desk()
  const { orderId, paymentId } = await authorized(shop, 400)
  await shop.accepted('CapturePayment', { paymentId })
  const { payment: cash } = await shop.ids('RecordManualPayment', {
    ...{ orderId, amount: pounds(600), method: 'Cash' },
  })
  const asked = { paymentId, amount: pounds(401) }
  expect(await shop.refused('RefundPayment', asked)).toMatchObject({
    code: 'REFUND_EXCEEDED',
    path: ['input', 'amount'],
    facts: { paymentId, requested: 401, refundable: 400 },
  })
  await shop.accepted('RefundPayment', { paymentId: cash, amount: pounds(600) })
  expect(await shop.refused('RefundPayment', { paymentId: cash, amount: pounds(1) })).toMatchObject(
    {
      facts: { requested: 1, refundable: 0 },
    },
  )
  await shop.accepted('RefundPayment', { paymentId, amount: pounds(400) })
  expect(await sums(shop, orderId)).toEqual(['REFUNDED', 0, 1_000, 1_000, 1_000])
})

test('only what is due and not promised is asked for, unless an amount is given', async () => {
  const shop = await desk()
  const { orderId } = await authorized(shop, 400)
  const more = { orderId, provider: 'manual', method: 'Another card' }
  shop.pass(1)
  await shop.accepted('AuthorizePayment', more)
  expect((await shop.page(orderId)).payments.map(({ authorized }) => authorized)).toEqual([
    400, 600,
  ])
  expect(await shop.refused('AuthorizePayment', more)).toMatchObject({
    code: 'NOTHING_TO_AUTHORIZE',
    path: ['input', 'amount'],
    facts: { due: 1_000, authorized: 1_000 },
  })
  await shop.accepted('AuthorizePayment', { ...more, amount: pounds(1) })
})

test('what a provider was asked and has not answered counts as done', async () => {
  const shop = await desk()
  const { id: orderId } = await shop.placed({ MUG: 2 })
  const { payment: paymentId } = await shop.ids('AuthorizePayment', {
    ...{ orderId, provider: 'stripe', method: 'Card', reference: 'pi_1' },
  })
  await told(shop, { type: 'AUTHORIZED', amount: 1_000, reference: 'pi_1' })
  await shop.accepted('CapturePayment', { paymentId, amount: pounds(900) })
  expect(await shop.refused('CapturePayment', { paymentId, amount: pounds(101) })).toMatchObject({
    code: 'CAPTURE_EXCEEDED',
    facts: { paymentId, requested: 101, capturable: 100 },
  })
  expect(await shop.refused('VoidPayment', { paymentId, amount: pounds(101) })).toMatchObject({
    code: 'VOID_EXCEEDED',
    facts: { paymentId, requested: 101, voidable: 100 },
  })
  await told(shop, { type: 'CAPTURED', amount: 900, reference: 'ch_1', paymentReference: 'pi_1' })
  await shop.accepted('RefundPayment', { paymentId, amount: pounds(500) })
  expect(await shop.refused('RefundPayment', { paymentId, amount: pounds(401) })).toMatchObject({
    facts: { requested: 401, refundable: 400 },
  })
})

test('nothing is captured for an order that is cancelled; what it holds is stranded, and goes back by hand', async () => {
  const shop = await desk()
  const { orderId, paymentId } = await authorized(shop)
  await shop.accepted('CapturePayment', { paymentId, amount: pounds(100) })
  await shop.accepted('CancelOrder', { orderId })
  expect(await shop.refused('CapturePayment', { paymentId })).toMatchObject({
    code: 'ORDER_NOT_OPEN',
    path: ['input', 'paymentId'],
    facts: { orderId, status: 'CANCELLED' },
  })
  const order = await shop.page(orderId)
  expect(order).toMatchObject({ due: -100, payments: [{ stranded: 1_000 }] })
  expect(order.availableActions).toEqual(['VOID_PAYMENT', 'REFUND_PAYMENT', 'ADD_NOTE'])
  await shop.accepted('VoidPayment', { paymentId })
  await shop.accepted('RefundPayment', { paymentId, amount: pounds(100) })
  expect(await shop.page(orderId)).toMatchObject({ due: 0, payments: [{ stranded: 0 }] })
})

test('a past refund has its own date, for who may import the past', async () => {
  const shop = await desk()
  const { orderId, paymentId } = await authorized(shop)
  await shop.accepted('CapturePayment', { paymentId })
  const occurredAt = '2026-02-03T23:30:00Z'
  const input = { paymentId, amount: pounds(200), occurredAt }
  const clerk: Actor = { kind: 'STAFF', id: 'key_clerk', permissions: ['payments.refund'] }
  expect(await shop.refused('RefundPayment', input, { actor: clerk })).toMatchObject({
    code: 'PAST_DATE_DENIED',
    path: ['input', 'occurredAt'],
    facts: { permission: 'orders.import' },
  })
  await shop.accepted('RefundPayment', input)
  expect(shop.rows('select day, amount from refunds_by_day_view')).toEqual([
    { day: '2026-02-03', amount: 200 },
  ])
  const { payments } = await shop.page(orderId)
  expect(payments[0]?.entries.find(({ type }) => type === 'REFUNDED')).toMatchObject({
    occurredAt: Date.parse(occurredAt),
    at: shop.clock(),
  })
  const future = { ...input, occurredAt: '2030-01-01T00:00:00Z' }
  expect(await shop.refused('RefundPayment', future)).toMatchObject({ code: 'DATE_IN_FUTURE' })
})

test('paying out, taking and reporting are permissions of their own', async () => {
  const shop = await desk()
  const { orderId, paymentId } = await authorized(shop)
  const actor = (...permissions: string[]): Actor => ({ kind: 'STAFF', id: 'key_1', permissions })
  const report = {
    ...{ provider: 'stripe', reference: 'x', type: 'CAPTURED', amount: 1, currency: 'GBP' },
    occurredAt: '2026-03-01T00:00:00Z',
  }
  const needed: [string, object, string][] = [
    ['AuthorizePayment', { orderId, provider: 'manual', method: 'Card' }, 'payments.write'],
    ['CapturePayment', { paymentId }, 'payments.write'],
    ['VoidPayment', { paymentId }, 'payments.write'],
    ['RefundPayment', { paymentId, amount: pounds(1) }, 'payments.refund'],
    ['ReportPaymentEvent', report, 'payments.report'],
  ]
  const all = ['payments.write', 'payments.refund', 'payments.report']
  for (const [command, input, permission] of needed) {
    const others = actor(...all.filter((other) => other !== permission))
    await expect(shop.give(command, input, { actor: others })).rejects.toMatchObject({ permission })
  }
})

async function told(shop: OrderDesk, report: object) {
  await shop.accepted('ReportPaymentEvent', {
    ...{ provider: 'stripe', currency: 'GBP', occurredAt: new Date(shop.clock()).toISOString() },
    ...report,
  })
}

test('what can not be done is refused with the numbers', async () => {
  const shop = await desk()
  const { orderId, paymentId } = await authorized(shop)
  const { payment: elsewhere } = await shop.ids('AuthorizePayment', {
    ...{ orderId, provider: 'adyen', method: 'Card', reference: 'psp_1' },
  })
  const unknown = UNKNOWN('pay')
  const euros = { amount: 1, currency: 'EUR' }
  const connected = { provider: 'adyen', connected: ['stripe'] }
  const cases: [string, object, string, string[], object][] = [
    [
      'CapturePayment',
      { paymentId: unknown },
      'PAYMENT_NOT_FOUND',
      ['paymentId'],
      { paymentId: unknown },
    ],
    [
      'VoidPayment',
      { paymentId: unknown },
      'PAYMENT_NOT_FOUND',
      ['paymentId'],
      { paymentId: unknown },
    ],
    [
      'RefundPayment',
      { paymentId: unknown, amount: pounds(1) },
      'PAYMENT_NOT_FOUND',
      ['paymentId'],
      {},
    ],
    [
      'CapturePayment',
      { paymentId, amount: pounds(1_001) },
      'CAPTURE_EXCEEDED',
      ['amount'],
      { requested: 1_001, capturable: 1_000 },
    ],
    [
      'VoidPayment',
      { paymentId, amount: pounds(1_001) },
      'VOID_EXCEEDED',
      ['amount'],
      { requested: 1_001, voidable: 1_000 },
    ],
    [
      'RefundPayment',
      { paymentId, amount: pounds(1) },
      'REFUND_EXCEEDED',
      ['amount'],
      { requested: 1, refundable: 0 },
    ],
    [
      'CapturePayment',
      { paymentId, amount: euros },
      'CURRENCY_MISMATCH',
      ['amount', 'currency'],
      { required: 'GBP', found: 'EUR' },
    ],
    ['VoidPayment', { paymentId, amount: euros }, 'CURRENCY_MISMATCH', ['amount', 'currency'], {}],
    [
      'RefundPayment',
      { paymentId, amount: euros },
      'CURRENCY_MISMATCH',
      ['amount', 'currency'],
      {},
    ],
    [
      'CapturePayment',
      { paymentId: elsewhere },
      'PAYMENT_PROVIDER_NOT_CONNECTED',
      ['paymentId'],
      connected,
    ],
    [
      'VoidPayment',
      { paymentId: elsewhere },
      'PAYMENT_PROVIDER_NOT_CONNECTED',
      ['paymentId'],
      connected,
    ],
    [
      'RefundPayment',
      { paymentId: elsewhere, amount: pounds(1) },
      'PAYMENT_PROVIDER_NOT_CONNECTED',
      ['paymentId'],
      connected,
    ],
    [
      'AuthorizePayment',
      { orderId, provider: 'adyen', method: 'Card' },
      'PAYMENT_PROVIDER_NOT_CONNECTED',
      ['provider'],
      connected,
    ],
    [
      'AuthorizePayment',
      { orderId, provider: 'manual', method: 'Card', amount: euros },
      'CURRENCY_MISMATCH',
      ['amount', 'currency'],
      {},
    ],
    [
      'AuthorizePayment',
      { orderId: UNKNOWN('ord'), provider: 'manual', method: 'Card' },
      'ORDER_NOT_FOUND',
      ['orderId'],
      {},
    ],
    [
      'AuthorizePayment',
      { orderId, provider: 'adyen', method: 'Card', amount: pounds(1), reference: 'psp_1' },
      'PAYMENT_ALREADY_RECORDED',
      ['reference'],
      { reference: 'psp_1' },
    ],
  ]
  for (const [command, input, code, path, facts] of cases)
    expect([command, await shop.refused(command, input)]).toMatchObject([
      command,
      { code, path: ['input', ...path], facts },
    ])
  await shop.accepted('CapturePayment', { paymentId })
  for (const command of ['CapturePayment', 'VoidPayment'])
    expect(await shop.refused(command, { paymentId })).toMatchObject({ facts: { requested: 0 } })
})

test('bad input is refused with its path before anything is asked', async () => {
  const shop = await orderDesk({})
  const payment = { paymentId: UNKNOWN('pay'), amount: pounds(1) }
  const tender = { orderId: UNKNOWN('ord'), provider: 'manual', method: 'Card' }
  const report = {
    ...{ provider: 'stripe', reference: 'x', type: 'CAPTURED', amount: 1, currency: 'GBP' },
    occurredAt: '2026-03-01T00:00:00Z',
  }
  const answer = { requestId: UNKNOWN('prq'), entries: [] }
  const cases: [string, object, object, string][] = [
    ...['CapturePayment', 'VoidPayment', 'RefundPayment'].flatMap(
      (command): [string, object, object, string][] => [
        [command, payment, { paymentId: UNKNOWN('ord') }, 'input.paymentId'],
        [command, payment, { paymentId: 'pay_1' }, 'input.paymentId'],
        [command, payment, { amount: pounds(0) }, 'input.amount.amount'],
        [command, payment, { amount: pounds(-1) }, 'input.amount.amount'],
        [command, payment, { amount: pounds(0.5) }, 'input.amount.amount'],
        [command, payment, { amount: pounds(1_000_000_000_001) }, 'input.amount.amount'],
        [command, payment, { amount: { amount: 1, currency: 'gbp' } }, 'input.amount.currency'],
        [command, payment, { more: 1 }, 'input'],
      ],
    ),
    ['RefundPayment', payment, { amount: null }, 'input.amount'],
    ['RefundPayment', payment, { reason: 'a\0b' }, 'input.reason'],
    ['RefundPayment', payment, { reason: 'x'.repeat(501) }, 'input.reason'],
    ['RefundPayment', payment, { occurredAt: 'yesterday' }, 'input.occurredAt'],
    ['AuthorizePayment', tender, { orderId: UNKNOWN('pay') }, 'input.orderId'],
    ['AuthorizePayment', tender, { provider: '' }, 'input.provider'],
    ['AuthorizePayment', tender, { provider: 'x'.repeat(61) }, 'input.provider'],
    ['AuthorizePayment', tender, { method: 'a\0b' }, 'input.method'],
    ['AuthorizePayment', tender, { amount: pounds(-1) }, 'input.amount.amount'],
    ['AuthorizePayment', tender, { reference: 'x'.repeat(201) }, 'input.reference'],
    ['ReportPaymentEvent', report, { type: 'PAID' }, 'input.type'],
    ['ReportPaymentEvent', report, { amount: 0 }, 'input.amount'],
    ['ReportPaymentEvent', report, { amount: -1 }, 'input.amount'],
    ['ReportPaymentEvent', report, { amount: 1e13 }, 'input.amount'],
    ['ReportPaymentEvent', report, { currency: 'QQQ' }, 'input.currency'],
    ['ReportPaymentEvent', report, { reference: '' }, 'input.reference'],
    ['ReportPaymentEvent', report, { reference: 'a\0b' }, 'input.reference'],
    ['ReportPaymentEvent', report, { occurredAt: '2026-03-01' }, 'input.occurredAt'],
    ['ReportPaymentEvent', report, { orderId: UNKNOWN('pay') }, 'input.orderId'],
    ['ReportPaymentEvent', report, { paymentId: UNKNOWN('ord') }, 'input.paymentId'],
    ['RecordPaymentAnswer', answer, { requestId: UNKNOWN('pay') }, 'input.requestId'],
    ['RecordPaymentAnswer', answer, { entries: Array(6).fill({}) }, 'input.entries'],
    ['ReturnStrandedPayments', { orderId: UNKNOWN('ord') }, { orderId: 'x' }, 'input.orderId'],
  ]
  for (const [command, input, change, path] of cases) {
    const paths = await shop.badPaths(command, { ...input, ...change })
    expect([command, change, paths.every((bad) => bad.startsWith(path))]).toEqual([
      command,
      change,
      true,
    ])
  }
  expect(await shop.refused('RecordPaymentAnswer', answer)).toMatchObject({
    code: 'PAYMENT_REQUEST_NOT_FOUND',
  })
  expect(await shop.refused('ReturnStrandedPayments', { orderId: UNKNOWN('ord') })).toMatchObject({
    code: 'ORDER_NOT_FOUND',
  })
})

test.each([
  [
    'more given back than was taken',
    `UPDATE payment_entries SET amount = amount + 1000 WHERE type = 'REFUNDED'`,
    'REFUNDED: 1200, must be 1000',
  ],
  [
    'more taken than was promised',
    `UPDATE payment_entries SET amount = amount + 1 WHERE type = 'CAPTURED'`,
    'CAPTURED: 1001, must be 1000',
  ],
  [
    'a failure of what never was',
    `UPDATE payment_entries SET type = 'REFUND_FAILED', reference = 'x' WHERE type = 'REFUNDED'`,
    '200, must be null',
  ],
  ['a payment of another currency', `UPDATE payments SET currency = 'EUR'`, 'pay_'],
  [
    'a ledger of another order',
    `UPDATE payment_entries SET order_id = 'ord_x' WHERE type = 'CAPTURED'`,
    '1000, must be null',
  ],
  ['a report that is not entered', `UPDATE payment_reports SET amount = 6`, '6, must be 5'],
])('the doctor finds %s', async (_what, damage, found) => {
  const shop = await desk()
  const { orderId, paymentId } = await authorized(shop)
  await shop.accepted('CapturePayment', { paymentId })
  await shop.accepted('RefundPayment', { paymentId, amount: pounds(200) })
  await told(shop, { type: 'CAPTURED', amount: 5, reference: 'ch_1', orderId })
  const findings = async () =>
    (await examineBooks(shop.writer)).flatMap(({ findings }) => findings.map(({ found }) => found))
  expect(await findings()).toEqual([])
  await shop.change(damage)
  expect((await findings()).join('; ')).toContain(found)
})

const KINDS = ['authorize', 'capture', 'void', 'refund', 'record', 'report', 'answer'] as const

test('any sequence of commands and reports, with repeats, keeps the books', async () => {
  const seen = new Map<string, number>()
  const step = fc.record({
    kind: fc.constantFrom(
      ...KINDS,
      ...(['authorize', 'capture', 'void', 'report', 'report'] as const),
    ),
    provider: fc.constantFrom('manual', 'stripe'),
    pick: fc.nat(5),
    amount: fc.integer({ min: 1, max: 700 }),
    type: fc.constantFrom(...(Object.keys(PAYMENT_REPORT_TYPES) as PaymentReportType[])),
    repeats: fc.boolean(),
    fails: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (steps) => {
      const opened = await openTestApp({ shop: { ...TEST_SHOP, paymentProviders: ['stripe'] } })
      try {
        const shop = await orderDesk({ MAIN: { MUG: 9 } }, {}, async () => opened.app)
        const { id: orderId } = await shop.placed({ MUG: 2 })
        for (const [index, one] of steps.entries()) {
          shop.pass(1_000)
          const given = commandOf(shop, orderId, one)
          if (!given) continue
          const [command, input] = given
          const options = { idempotencyKey: `step ${index}` }
          const { outcome } = await shop.give(command, input, options)
          expect(outcome, command).not.toBe('FAILED')
          seen.set(`${one.kind} ${outcome}`, (seen.get(`${one.kind} ${outcome}`) ?? 0) + 1)
          const before = shop.rows('select id, type, amount from payment_entries order by id')
          if (one.repeats) {
            await shop.give(command, input, options)
            expect(shop.rows('select id, type, amount from payment_entries order by id')).toEqual(
              before,
            )
          }
          expect(brokenBooks(shop)).toEqual([])
        }
        expect((await examineBooks(shop.writer)).flatMap(({ findings }) => findings)).toEqual([])
        expect(
          (await verifyViews(shop.writer, views, tallies)).flatMap(({ findings }) => findings),
        ).toEqual([])
      } finally {
        await opened.dispose()
      }
    }),
    { numRuns: 40 },
  )
  for (const kind of KINDS) expect(seen.get(`${kind} ACCEPTED`) ?? 0, kind).toBeGreaterThan(0)
  for (const kind of ['capture', 'void', 'refund', 'report'])
    expect(seen.get(`${kind} REFUSED`) ?? 0, kind).toBeGreaterThan(0)
})

type Step = {
  kind: (typeof KINDS)[number]
  provider: string
  pick: number
  amount: number
  type: PaymentReportType
  fails: boolean
}

function commandOf(shop: OrderDesk, orderId: string, step: Step): [string, object] | null {
  const { kind, provider, pick, type, fails } = step
  const amount = pounds(step.amount)
  const occurredAt = new Date(shop.clock() - pick * 1_500).toISOString()
  const payments = shop.rows<{ id: string }>('select id from payments order by created_at, id')
  const paymentId = payments[pick % Math.max(1, payments.length)]?.id ?? UNKNOWN('pay')
  switch (kind) {
    case 'authorize':
      return ['AuthorizePayment', { orderId, provider, method: 'Card', amount }]
    case 'capture':
      return ['CapturePayment', { paymentId, amount: fails ? null : amount }]
    case 'void':
      return ['VoidPayment', { paymentId, amount: fails ? null : amount }]
    case 'refund':
      return ['RefundPayment', { paymentId, amount }]
    case 'record':
      return ['RecordManualPayment', { orderId, amount, method: 'Cash' }]
    case 'report': {
      const named = {
        provider: 'stripe',
        // Few names, so that the same is told again, and now and then with another amount.
        reference: `r${pick % 3}`,
        paymentReference: `pi_${pick % 3}`,
      }
      const told = { type, amount: step.amount, currency: 'GBP', occurredAt }
      return ['ReportPaymentEvent', { ...named, ...told, orderId: fails ? null : orderId }]
    }
    case 'answer': {
      const [request] = shop.rows<{ id: string; kind: string; amount: number }>(
        'select id, kind, amount from payment_requests order by status, at, id limit 1',
      )
      if (!request) return null
      const entry = ENTRY_OF_KIND[request.kind as keyof typeof ENTRY_OF_KIND]
      const entries =
        request.amount > 0
          ? [{ type: entry, amount: request.amount, reference: `of ${request.id}`, occurredAt }]
          : []
      const answer = fails
        ? { error: 'declined', entries: [] }
        : { reference: `pi_of_${request.id}`, entries }
      return ['RecordPaymentAnswer', { requestId: request.id, ...answer }]
    }
  }
}

const ENTRY_OF_KIND = {
  AUTHORIZE: 'AUTHORIZED',
  CAPTURE: 'CAPTURED',
  VOID: 'VOIDED',
  REFUND: 'REFUNDED',
} as const
