import { expect, test } from 'vitest'
import { orderDesk, UNKNOWN } from '#testing/orders.ts'

const orderId = UNKNOWN('ord')
const returnId = UNKNOWN('ret')
const locationId = UNKNOWN('loc')
const orderLineId = UNKNOWN('oli')
const pounds = (amount: number) => ({ amount, currency: 'GBP' })
const asked = { orderLineId, quantity: 1, reason: 'OTHER' }
const came = { orderLineId, restock: 1, damaged: 0 }

const request = (change: object) => ({ orderId, lines: [asked], ...change })
const receive = (change: object) => ({ returnId, locationId, lines: [came], ...change })
const grant = (change: object) => ({ orderId, amount: pounds(1), reason: 'Goodwill', ...change })

const CASES: [string, string, unknown, string][] = [
  ['no order', 'RequestReturn', { lines: [asked] }, 'input.orderId'],
  ['an order of another kind', 'RequestReturn', request({ orderId: returnId }), 'input.orderId'],
  ['no lines', 'RequestReturn', request({ lines: [] }), 'input.lines'],
  ['too many lines', 'RequestReturn', request({ lines: Array(1_001).fill(asked) }), 'input.lines'],
  [
    'no unit',
    'RequestReturn',
    request({ lines: [{ ...asked, quantity: 0 }] }),
    'input.lines.0.quantity',
  ],
  [
    'an absurd quantity',
    'RequestReturn',
    request({ lines: [{ ...asked, quantity: 1e9 }] }),
    'input.lines.0.quantity',
  ],
  [
    'a reason that is none',
    'RequestReturn',
    request({ lines: [{ ...asked, reason: 'BORED' }] }),
    'input.lines.0.reason',
  ],
  ['a note with NUL', 'RequestReturn', request({ note: 'a\0b' }), 'input.note'],
  ['a note of 100 kB', 'RequestReturn', request({ note: 'x'.repeat(100_000) }), 'input.note'],
  [
    'a day for a moment',
    'RequestReturn',
    request({ occurredAt: '2026-01-01' }),
    'input.occurredAt',
  ],
  ['no return', 'ApproveReturn', {}, 'input.returnId'],
  ['a return of another kind', 'ApproveReturn', { returnId: orderId }, 'input.returnId'],
  ['no reason', 'RejectReturn', { returnId }, 'input.reason'],
  ['an empty reason', 'RejectReturn', { returnId, reason: '  ' }, 'input.reason'],
  ['an order for a return', 'CancelReturn', { returnId: orderId }, 'input.returnId'],
  ['no location', 'ReceiveReturn', receive({ locationId: null }), 'input.locationId'],
  [
    'too many lines received',
    'ReceiveReturn',
    receive({ lines: Array(1_001).fill(came) }),
    'input.lines',
  ],
  [
    'less than nothing restocked',
    'ReceiveReturn',
    receive({ lines: [{ ...came, restock: -1 }] }),
    'input.lines.0.restock',
  ],
  [
    'half a damaged unit',
    'ReceiveReturn',
    receive({ lines: [{ ...came, damaged: 0.5 }] }),
    'input.lines.0.damaged',
  ],
  ['a yes in words', 'ReceiveReturn', receive({ isLast: 'yes' }), 'input.isLast'],
  ['a refund of nothing', 'RefundReturn', { returnId, amount: pounds(0) }, 'input.amount.amount'],
  [
    'a refund below nothing',
    'RefundReturn',
    { returnId, amount: pounds(-1) },
    'input.amount.amount',
  ],
  [
    'a currency that is none',
    'RefundReturn',
    { returnId, amount: { amount: 1, currency: 'QQQ' } },
    'input.amount.currency',
  ],
  ['a grant of nothing', 'GrantRefund', grant({ amount: pounds(0) }), 'input.amount.amount'],
  ['an absurd grant', 'GrantRefund', grant({ amount: pounds(1e13) }), 'input.amount.amount'],
  ['a grant without a reason', 'GrantRefund', grant({ reason: null }), 'input.reason'],
  ['a grant for no lines', 'GrantRefund', grant({ lines: [] }), 'input.lines'],
  ['an unknown field', 'GrantRefund', grant({ payOut: true }), 'input'],
]

test.each(CASES)(
  '%s is refused by %s with its path, before anything is asked',
  async (...given) => {
    const [, command, input, path] = given
    const desk = await orderDesk({})
    expect(await desk.badPaths(command, input)).toEqual([path])
  },
)

test('what does not exist, belongs elsewhere or is too much is refused, and leaves no trace', async () => {
  const desk = await orderDesk()
  const order = await desk.placed({ MUG: 2, POST: 1 })
  const other = await desk.placed({ MUG: 1, CUP: 1 })
  const cancelled = await desk.placed({ MUG: 1 })
  await desk.accepted('CancelOrder', { orderId: cancelled.id })
  for (const orderId of [order.id, other.id]) {
    const { fulfilment } = await desk.ids('CreateFulfilment', { orderId })
    await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  }
  const line = (of: typeof order, sku: 'MUG' | 'POST' | 'CUP') =>
    desk.unitsOf(of, { [sku]: 1 })[0] as { orderLineId: string; quantity: number }
  const reason = 'OTHER'
  const known = await desk.ids('RequestReturn', {
    orderId: order.id,
    lines: [{ ...line(order, 'MUG'), reason }],
  })
  const returnId = known.return
  await desk.accepted('ApproveReturn', { returnId })
  const back = { returnId, locationId: desk.locations.MAIN }
  const cases: [string, object, string, string][] = [
    [
      'RequestReturn',
      { orderId, lines: [{ ...line(order, 'MUG'), reason }] },
      'ORDER_NOT_FOUND',
      'orderId',
    ],
    [
      'RequestReturn',
      { orderId: cancelled.id, lines: [{ ...line(cancelled, 'MUG'), reason }] },
      'ORDER_NOT_OPEN',
      'orderId',
    ],
    [
      'RequestReturn',
      { orderId: order.id, lines: [{ ...line(other, 'MUG'), reason }] },
      'ORDER_LINE_NOT_FOUND',
      'lines.0.orderLineId',
    ],
    [
      'RequestReturn',
      {
        orderId: order.id,
        lines: [1, 2].map(() => ({ ...line(order, 'MUG'), reason })),
      },
      'ORDER_LINE_REPEATED',
      'lines.1.orderLineId',
    ],
    [
      'ReceiveReturn',
      {
        ...back,
        lines: [1, 2].map(() => ({
          orderLineId: line(order, 'MUG').orderLineId,
          restock: 0,
          damaged: 0,
        })),
      },
      'ORDER_LINE_REPEATED',
      'lines.1.orderLineId',
    ],
    [
      'RequestReturn',
      { orderId: order.id, lines: [{ ...line(order, 'POST'), reason }] },
      'SERVICE_NOT_RETURNED',
      'lines.0.orderLineId',
    ],
    ['ApproveReturn', { returnId: UNKNOWN('ret') }, 'RETURN_NOT_FOUND', 'returnId'],
    ['RejectReturn', { returnId: UNKNOWN('ret'), reason: 'x' }, 'RETURN_NOT_FOUND', 'returnId'],
    ['CancelReturn', { returnId: UNKNOWN('ret') }, 'RETURN_NOT_FOUND', 'returnId'],
    ['RefundReturn', { returnId: UNKNOWN('ret') }, 'RETURN_NOT_FOUND', 'returnId'],
    [
      'ReceiveReturn',
      { ...back, returnId: UNKNOWN('ret'), lines: [] },
      'RETURN_NOT_FOUND',
      'returnId',
    ],
    ['ReceiveReturn', { ...back, locationId, lines: [] }, 'LOCATION_NOT_FOUND', 'locationId'],
    [
      'ReceiveReturn',
      { ...back, lines: [{ orderLineId: line(other, 'CUP').orderLineId, restock: 1, damaged: 0 }] },
      'RETURN_LINE_NOT_FOUND',
      'lines.0.orderLineId',
    ],
    [
      'ReceiveReturn',
      { ...back, lines: [{ orderLineId: line(order, 'MUG').orderLineId, restock: 1, damaged: 1 }] },
      'RECEIPT_EXCEEDED',
      'lines.0',
    ],
    [
      'RefundReturn',
      { returnId, amount: { amount: 1, currency: 'EUR' } },
      'CURRENCY_MISMATCH',
      'amount.currency',
    ],
    ['RefundReturn', { returnId, amount: pounds(99_999) }, 'REFUND_GRANT_EXCEEDED', 'amount'],
    ['GrantRefund', grant({}), 'ORDER_NOT_FOUND', 'orderId'],
    ['GrantRefund', grant({ orderId: cancelled.id }), 'ORDER_NOT_OPEN', 'orderId'],
    [
      'GrantRefund',
      grant({ orderId: order.id, lines: [line(other, 'CUP')] }),
      'ORDER_LINE_NOT_FOUND',
      'lines.0.orderLineId',
    ],
    [
      'GrantRefund',
      grant({ orderId: order.id, amount: { amount: 1, currency: 'EUR' } }),
      'CURRENCY_MISMATCH',
      'amount.currency',
    ],
    [
      'GrantRefund',
      grant({ orderId: order.id, occurredAt: '2030-01-01T00:00:00Z' }),
      'DATE_IN_FUTURE',
      'occurredAt',
    ],
  ]
  const traces = () =>
    desk.rows(
      'select (select count(*) from kernel_events) as events, (select count(*) from returns) as returns',
    )
  const before = traces()
  for (const [command, input, code, path] of cases) {
    const refusal = await desk.refused(command, input)
    expect([command, refusal.code, refusal.path?.join('.')]).toEqual([
      command,
      code,
      `input.${path}`,
    ])
  }
  expect(traces()).toEqual(before)
})
