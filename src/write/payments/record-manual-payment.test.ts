import { expect, test } from 'vitest'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'

const pounds = (amount: number) => ({ amount, currency: 'GBP' })

const paid = (desk: OrderDesk, orderId: string, amount: number, reference?: string) =>
  desk.accepted('RecordManualPayment', {
    orderId,
    amount: pounds(amount),
    method: 'Bank transfer',
    reference,
  })

test('payments add up to partly paid, paid, and overpaid', async () => {
  const desk = await orderDesk()
  const { id } = await desk.placed({ MUG: 2 })
  const standing = async () => {
    const { paymentStatus, captured, due, status } = await desk.page(id)
    return [paymentStatus, captured, due, status]
  }
  expect(await standing()).toEqual(['UNPAID', 0, 1_000, 'CONFIRMED'])
  await paid(desk, id, 400)
  expect(await standing()).toEqual(['PARTIALLY_PAID', 400, 600, 'CONFIRMED'])
  await paid(desk, id, 600)
  expect(await standing()).toEqual(['PAID', 1_000, 0, 'CONFIRMED'])
  await paid(desk, id, 1)
  expect(await standing()).toEqual(['OVERPAID', 1_001, -1, 'CONFIRMED'])
})

test('a payment stands in the ledger as it was recorded', async () => {
  const desk = await orderDesk()
  const { id } = await desk.placed({ MUG: 1 })
  desk.pass(60_000)
  await paid(desk, id, 500, 'INV-1')
  const { payments, placedAt, version } = await desk.page(id)
  expect(version).toBe(2)
  expect(payments).toMatchObject([
    {
      provider: 'manual',
      method: 'Bank transfer',
      captured: 500,
      reference: 'INV-1',
      createdAt: placedAt + 60_000,
      requests: [],
      entries: [
        { type: 'CAPTURED', amount: 500, reference: 'INV-1', occurredAt: placedAt + 60_000 },
      ],
    },
  ])
})

test('a reference counts once, over all orders', async () => {
  const desk = await orderDesk()
  const first = await desk.placed({ MUG: 1 })
  const second = await desk.placed({ MUG: 1 })
  await paid(desk, first.id, 500, 'INV-1')
  for (const orderId of [first.id, second.id])
    expect(
      await desk.refused('RecordManualPayment', {
        orderId,
        amount: pounds(500),
        method: 'Cash',
        reference: 'INV-1',
      }),
    ).toMatchObject({
      code: 'PAYMENT_ALREADY_RECORDED',
      path: ['input', 'reference'],
      facts: { reference: 'INV-1' },
    })
  expect((await desk.page(second.id)).payments).toEqual([])
})

test('payments without a reference are each their own', async () => {
  const desk = await orderDesk()
  const { id } = await desk.placed({ MUG: 1 })
  await paid(desk, id, 100)
  await paid(desk, id, 100)
  expect((await desk.page(id)).captured).toBe(200)
})

test('an order that is completed may still be paid, a cancelled one not', async () => {
  const desk = await orderDesk()
  const { id: orderId } = await desk.placed({ MUG: 1 })
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  await paid(desk, orderId, 500)
  expect((await desk.page(orderId)).status).toBe('COMPLETED')
  await paid(desk, orderId, 5)
  expect((await desk.page(orderId)).paymentStatus).toBe('OVERPAID')

  const cancelled = await desk.placed({ MUG: 1 })
  await desk.accepted('CancelOrder', { orderId: cancelled.id })
  const input = { orderId: cancelled.id, amount: pounds(1), method: 'Cash' }
  expect(await desk.refused('RecordManualPayment', input)).toMatchObject({
    code: 'ORDER_NOT_OPEN',
    facts: { status: 'CANCELLED' },
  })
})

test('another currency and another order are refused', async () => {
  const desk = await orderDesk()
  const { id: orderId } = await desk.placed({ MUG: 1 })
  const euros = { orderId, amount: { amount: 500, currency: 'EUR' }, method: 'Cash' }
  expect(await desk.refused('RecordManualPayment', euros)).toMatchObject({
    code: 'CURRENCY_MISMATCH',
    path: ['input', 'amount', 'currency'],
    facts: { required: 'GBP', found: 'EUR' },
  })
  const unknown = { orderId: UNKNOWN('ord'), amount: pounds(1), method: 'Cash' }
  expect(await desk.refused('RecordManualPayment', unknown)).toMatchObject({
    code: 'ORDER_NOT_FOUND',
    path: ['input', 'orderId'],
  })
})

test('bad input is refused with its path before anything is asked', async () => {
  const desk = await orderDesk({})
  const input = { orderId: UNKNOWN('ord'), amount: pounds(1), method: 'Cash' }
  const cases: [object, string[]][] = [
    [{ orderId: UNKNOWN('cus') }, ['input.orderId']],
    [{ amount: pounds(0) }, ['input.amount.amount']],
    [{ amount: pounds(-1) }, ['input.amount.amount']],
    [{ amount: pounds(1.5) }, ['input.amount.amount']],
    [{ amount: pounds(1_000_000_000_001) }, ['input.amount.amount']],
    [{ amount: { amount: 1, currency: 'QQQ' } }, ['input.amount.currency']],
    [{ amount: 1 }, ['input.amount']],
    [{ method: '' }, ['input.method']],
    [{ method: 'x'.repeat(61) }, ['input.method']],
    [{ reference: 'a\0b' }, ['input.reference']],
  ]
  for (const [change, paths] of cases)
    expect(await desk.badPaths('RecordManualPayment', { ...input, ...change })).toEqual(paths)
})
