import { expect, test } from 'vitest'
import { PAYMENT_REPORT_TYPES, type PaymentReportType } from '#domain/payments.ts'
import { openTestApp } from '#testing/app.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { TEST_NOW, TEST_SHOP } from '#testing/shop.ts'

const shop = { ...TEST_SHOP, paymentProviders: ['stripe'] }
const desk = () => orderDesk({ MAIN: { MUG: 50 } }, { shop })
const pounds = (amount: number) => ({ amount, currency: 'GBP' })
const moment = (minute: number) => new Date(TEST_NOW + minute * 60_000).toISOString()

const BASE = { provider: 'stripe', paymentReference: 'pi_1', currency: 'GBP' }

type Told = { type: PaymentReportType; reference: string; amount?: number; minute: number }

const tell = (desk: OrderDesk, { minute, ...report }: Told, more: object = {}) =>
  desk.give('ReportPaymentEvent', { ...BASE, occurredAt: moment(minute), ...report, ...more })

const CAPTURED: Told = { type: 'CAPTURED', reference: 'ch_1', amount: 1_000, minute: 1 }

const begun = async (desk: OrderDesk) => {
  const { id: orderId } = await desk.placed({ MUG: 2 })
  const tender = { orderId, provider: 'stripe', method: 'Card', reference: 'pi_1' }
  const { payment: paymentId = '' } = await desk.ids('AuthorizePayment', tender)
  return { orderId, paymentId }
}

const waiting = (desk: OrderDesk) =>
  desk
    .rows<{ reference: string; type: string }>('select * from unmatched_report_view')
    .map(({ reference, type }) => `${type} ${reference}`)

test('the same again is accepted and changes nothing', async () => {
  const shop = await desk()
  const { orderId, paymentId } = await begun(shop)
  await tell(shop, CAPTURED)
  const before = await shop.page(orderId)
  expect(before).toMatchObject({ captured: 1_000, paymentStatus: 'PAID' })
  expect(await tell(shop, { ...CAPTURED, minute: 9 })).toMatchObject({
    outcome: 'ACCEPTED',
    result: { payment: paymentId, order: orderId },
    events: [],
  })
  expect(await shop.page(orderId)).toEqual(before)
})

test.each([
  ['amount', { amount: 999 }],
  ['currency', { currency: 'EUR' }],
])('the same with another %s is refused, and the first stands', async (_what, other) => {
  const shop = await desk()
  const { orderId } = await begun(shop)
  await tell(shop, CAPTURED)
  expect(await tell(shop, CAPTURED, other)).toMatchObject({
    outcome: 'REFUSED',
    refusal: {
      code: 'PAYMENT_REPORT_CONFLICT',
      facts: { reference: 'ch_1', type: 'CAPTURED', amount: 1_000, currency: 'GBP' },
    },
  })
  expect((await shop.page(orderId)).captured).toBe(1_000)
})

test('what was told before its payment is known waits, and counts once the payment is', async () => {
  const shop = await desk()
  expect(await tell(shop, CAPTURED)).toMatchObject({
    outcome: 'ACCEPTED',
    result: { payment: null, order: null },
  })
  await tell(shop, { type: 'REFUNDED', reference: 're_1', amount: 200, minute: 2 })
  expect(waiting(shop).sort()).toEqual(['CAPTURED ch_1', 'REFUNDED re_1'])
  const { orderId } = await begun(shop)
  expect(await shop.page(orderId)).toMatchObject({ captured: 1_000, refunded: 200, due: 200 })
  expect(waiting(shop)).toEqual([])
})

test('a report with its order begins the payment; others wait for one that does', async () => {
  const shop = await desk()
  const { id: orderId } = await shop.placed({ MUG: 2 })
  await tell(shop, { type: 'REFUNDED', reference: 're_1', amount: 1, minute: 2 }, { orderId })
  expect(waiting(shop)).toEqual(['REFUNDED re_1'])
  await tell(shop, CAPTURED, { orderId, method: 'Card' })
  expect(await shop.page(orderId)).toMatchObject({
    captured: 1_000,
    refunded: 1,
    payments: [{ provider: 'stripe', method: 'Card', reference: 'pi_1' }],
  })
  expect(waiting(shop)).toEqual([])
})

test('a report that waits is matched when it is told again with its order', async () => {
  const shop = await desk()
  await tell(shop, CAPTURED)
  const nobodys = { orderId: UNKNOWN('ord'), paymentId: UNKNOWN('pay') }
  for (const [field, code] of [
    ['orderId', 'ORDER_NOT_FOUND'],
    ['paymentId', 'PAYMENT_NOT_FOUND'],
  ] as const)
    expect(await tell(shop, CAPTURED, { [field]: nobodys[field] })).toMatchObject({
      refusal: { code, path: ['input', field], facts: { [field]: nobodys[field] } },
    })
  expect(waiting(shop)).toEqual(['CAPTURED ch_1'])
  const { id: orderId } = await shop.placed({ MUG: 2 })
  await tell(shop, CAPTURED, { orderId })
  expect(waiting(shop)).toEqual([])
  expect(await shop.page(orderId)).toMatchObject({ captured: 1_000, paymentStatus: 'PAID' })
})

test('a payment keeps the name that its provider gave it, whatever id a report names beside it', async () => {
  const shop = await desk()
  const { orderId, paymentId } = await begun(shop)
  const card = { orderId, provider: 'stripe', method: 'Card', amount: pounds(5) }
  const { payment: other } = await shop.ids('AuthorizePayment', card)
  const [request] = shop.rows<{ id: string }>('select id from payment_requests')
  expect(await tell(shop, CAPTURED, { paymentId: other })).toMatchObject({
    result: { payment: paymentId },
  })
  const answer = { requestId: request?.id, reference: 'pi_1', entries: [] }
  expect((await shop.accepted('RecordPaymentAnswer', answer)).result.payment).toBe(paymentId)
  const late = { ...CAPTURED, reference: 'ch_2' }
  await tell(shop, late, { paymentId: other, paymentReference: 'pi_2' })
  expect(
    shop.rows('select reference from payments where id in (?, ?) order by 1', paymentId, other),
  ).toEqual([{ reference: 'pi_1' }, { reference: 'pi_2' }])
})

test('a report of another currency is refused, and one that waits stays where it is', async () => {
  const shop = await desk()
  await tell(shop, CAPTURED, { currency: 'EUR' })
  const { orderId } = await begun(shop)
  expect(waiting(shop)).toEqual(['CAPTURED ch_1'])
  const other = { ...CAPTURED, reference: 'ch_2' }
  expect(await tell(shop, other, { currency: 'EUR' })).toMatchObject({
    refusal: {
      code: 'CURRENCY_MISMATCH',
      path: ['input', 'currency'],
      facts: { required: 'GBP', found: 'EUR' },
    },
  })
  expect((await shop.page(orderId)).captured).toBe(0)
})

test('only a failure is told without an amount', async () => {
  const shop = await desk()
  for (const type of Object.keys(PAYMENT_REPORT_TYPES) as PaymentReportType[]) {
    const outcome = await tell(shop, { type, reference: type, minute: 1 })
    if (type === 'FAILED') expect(outcome.outcome).toBe('ACCEPTED')
    else
      expect(outcome).toMatchObject({
        refusal: { code: 'REPORT_AMOUNT_MISSING', path: ['input', 'amount'], facts: { type } },
      })
  }
})

const success = (minute: number): Told => ({ ...CAPTURED, minute })
const failure = (minute: number): Told => ({ type: 'FAILED', reference: 'ch_1', minute })

test.each<[string, Told[], number]>([
  ['a newer failure beats an older success', [success(1), failure(2)], 0],
  ['and so it does when it is told first', [failure(2), success(1)], 0],
  ['an older failure changes nothing', [success(2), failure(1)], 1_000],
  ['and neither does it when it is told first', [failure(1), success(2)], 1_000],
  ['of the same moment the failure counts', [success(1), failure(1)], 0],
  ['told in either order', [failure(1), success(1)], 0],
])('%s', async (_what, reports, captured) => {
  const shop = await desk()
  const { orderId } = await begun(shop)
  for (const report of reports) await tell(shop, report)
  expect(await shop.page(orderId)).toMatchObject({ captured, due: 1_000 - captured })
  expect(brokenBooks(shop)).toEqual([])
})

test('a failure of what never succeeded is told as a fact and enters nothing', async () => {
  const shop = await desk()
  const { orderId } = await begun(shop)
  expect(await tell(shop, failure(1))).toMatchObject({ events: [{ name: 'PaymentFailed' }] })
  expect((await shop.page(orderId)).payments[0]?.entries).toEqual([])
})

test('a dispute takes what is owed up, and its end settles it', async () => {
  const shop = await desk()
  const { orderId } = await begun(shop)
  await tell(shop, CAPTURED)
  const told = (type: PaymentReportType, reference: string) =>
    tell(shop, { type, reference, amount: 400, minute: 3 })
  const standing = async () => {
    const { paymentStatus, disputed, due } = await shop.page(orderId)
    return [paymentStatus, disputed, due]
  }
  await told('DISPUTE_OPENED', 'dp_1')
  expect(await standing()).toEqual(['PARTIALLY_PAID', 400, 400])
  await told('DISPUTE_WON', 'dp_1')
  expect(await standing()).toEqual(['PAID', 0, 0])
  await told('DISPUTE_LOST', 'dp_2') // Its opening is told later.
  expect(await standing()).toEqual(['PARTIALLY_PAID', 400, 400])
  await told('DISPUTE_OPENED', 'dp_2')
  expect(await standing()).toEqual(['PARTIALLY_PAID', 400, 400])
})

/** A consistent or inconsistent set: each kind of report of each reference at most once. */
const reportSet = fc.uniqueArray(
  fc.record({
    type: fc.constantFrom(...(Object.keys(PAYMENT_REPORT_TYPES) as PaymentReportType[])),
    reference: fc.constantFrom('a', 'b', 'c'),
    amount: fc.integer({ min: 1, max: 1_500 }),
    minute: fc.integer({ min: 0, max: 4 }),
  }),
  { selector: ({ type, reference }) => `${type} ${reference}`, minLength: 1, maxLength: 9 },
)

test('what an order owes does not depend on the order, the repeats or the moment of reports', async () => {
  await fc.assert(
    fc.asyncProperty(
      reportSet.chain((set) =>
        fc.tuple(
          fc.constant(set),
          fc.shuffledSubarray([...set, ...set], { minLength: set.length * 2 }),
          fc.nat(set.length * 2),
        ),
      ),
      async (drawn) => {
        const [set, shuffled, payAt] = drawn
        const balances = []
        for (const [told, begunAt] of [
          [set, 0],
          [shuffled, payAt],
        ] as const)
          balances.push(await balanceAfter(told, begunAt))
        expect(balances[1]).toEqual(balances[0])
      },
    ),
    { numRuns: 60 },
  )
})

/** The order's amounts when its payment becomes known after so many of the reports. */
async function balanceAfter(told: readonly Told[], begunAt: number) {
  const { desk, dispose } = await openDesk()
  try {
    let orderId: string | null = null
    for (const [index, report] of told.entries()) {
      if (index === begunAt) orderId = (await begun(desk)).orderId
      expect((await tell(desk, report)).outcome).toBe('ACCEPTED')
    }
    orderId ??= (await begun(desk)).orderId
    expect(brokenBooks(desk)).toEqual([])
    const { authorized, captured, refunded, disputed, due, paymentStatus } =
      await desk.page(orderId)
    return { authorized, captured, refunded, disputed, due, paymentStatus }
  } finally {
    await dispose()
  }
}

async function openDesk() {
  let dispose = async () => {}
  const desk = await orderDesk({ MAIN: { MUG: 4 } }, { shop }, async (options) => {
    const opened = await openTestApp(options)
    dispose = opened.dispose
    return opened.app
  })
  return { desk, dispose: () => dispose() }
}
