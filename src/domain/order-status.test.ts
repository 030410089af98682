import { describe, expect, test } from 'vitest'
import fc from '#testing/random.ts'
import {
  actionsWithin,
  availableActions,
  FULFILMENT_STATUSES,
  fulfilmentStatusOf,
  lifecycleOf,
  ORDER_ACTIONS,
  ORDER_STATUSES,
  type OrderAction,
  type OrderStatus,
  PAYMENT_STATUSES,
  paymentStatusOf,
} from './order-status.ts'

const line = (ordered: number, cancelled: number, fulfilled: number, returned = 0) => ({
  ordered,
  cancelled,
  fulfilled,
  returned,
  isService: false,
})
const service = (ordered: number, cancelled = 0) => ({
  ...line(ordered, cancelled, 0),
  isService: true,
})

test.each<[string, string, string[], OrderAction[]]>([
  ['people entered', 'manual', [], ['CAPTURE_PAYMENT', 'REFUND_PAYMENT', 'ADD_NOTE']],
  [
    'a connected provider moves',
    'stripe',
    ['stripe'],
    ['CAPTURE_PAYMENT', 'REFUND_PAYMENT', 'ADD_NOTE'],
  ],
  ['nobody here can move', 'stripe', ['other'], ['ADD_NOTE']],
])(
  'money that %s can be moved as far as its payment has room',
  (_what, provider, connected, can) => {
    const room = { capturable: 1, voidable: 0, refundable: 1, isAwaited: false }
    const actions: OrderAction[] = ['CAPTURE_PAYMENT', 'VOID_PAYMENT', 'REFUND_PAYMENT', 'ADD_NOTE']
    expect(actionsWithin(actions, [{ ...room, provider }], connected)).toEqual(can)
    expect(actionsWithin(actions, [], connected)).toEqual(['ADD_NOTE'])
  },
)

describe('the payment status', () => {
  test.each([
    ['nothing is paid', { total: 100 }, 'UNPAID'],
    ['nothing is owed and nothing paid', { total: 0 }, 'UNPAID'],
    ['less than all is promised', { total: 100, authorized: 99 }, 'UNPAID'],
    ['all is promised', { total: 100, authorized: 100 }, 'AUTHORIZED'],
    ['more than all is promised', { total: 100, authorized: 101 }, 'AUTHORIZED'],
    [
      'some of the promise is taken',
      { total: 100, authorized: 100, captured: 1 },
      'PARTIALLY_PAID',
    ],
    ['a penny is missing', { total: 100, captured: 99 }, 'PARTIALLY_PAID'],
    ['all is paid', { total: 100, captured: 100 }, 'PAID'],
    ['a penny too much is paid', { total: 100, captured: 101 }, 'OVERPAID'],
    ['paid lines were cancelled', { total: 60, captured: 100 }, 'OVERPAID'],
    ['too little of it is given back', { total: 60, captured: 100, refunded: 39 }, 'OVERPAID'],
    ['just that is given back', { total: 60, captured: 100, refunded: 40 }, 'PARTIALLY_REFUNDED'],
    ['a penny is given back', { total: 100, captured: 100, refunded: 1 }, 'PARTIALLY_REFUNDED'],
    [
      'all but a penny is given back',
      { total: 100, captured: 100, refunded: 99 },
      'PARTIALLY_REFUNDED',
    ],
    ['all is given back', { total: 100, captured: 100, refunded: 100 }, 'REFUNDED'],
    ['a part payment is given back', { total: 100, captured: 40, refunded: 40 }, 'REFUNDED'],
    ['all was cancelled and given back', { total: 0, captured: 100, refunded: 100 }, 'REFUNDED'],
    ['all that was paid is disputed', { total: 100, captured: 100, disputed: 100 }, 'UNPAID'],
    ['a penny is disputed', { total: 100, captured: 100, disputed: 1 }, 'PARTIALLY_PAID'],
    ['what was overpaid is disputed', { total: 100, captured: 150, disputed: 50 }, 'PAID'],
    [
      'what is not disputed was given back',
      { total: 100, captured: 100, refunded: 60, disputed: 40 },
      'REFUNDED',
    ],
  ])(
    'when %s, %j, is %s',
    (_when, amounts: Partial<Parameters<typeof paymentStatusOf>[0]>, status) => {
      const nothing = { total: 0, authorized: 0, captured: 0, refunded: 0, disputed: 0 }
      expect(paymentStatusOf({ ...nothing, ...amounts })).toBe(status)
    },
  )
})

describe('the fulfilment status', () => {
  test.each([
    ['nothing has shipped', [line(2, 0, 0), line(1, 0, 0)], 'UNFULFILLED'],
    ['nothing is left', [line(2, 2, 0)], 'UNFULFILLED'],
    ['there are no lines', [], 'UNFULFILLED'],
    ['one unit has shipped', [line(2, 0, 1), line(1, 0, 0)], 'PARTIALLY_FULFILLED'],
    ['one unit has not shipped', [line(2, 0, 2), line(2, 0, 1)], 'PARTIALLY_FULFILLED'],
    ['everything has shipped', [line(2, 0, 2), line(1, 0, 1)], 'FULFILLED'],
    ['everything not cancelled has shipped', [line(2, 1, 1), line(3, 3, 0)], 'FULFILLED'],
    ['one unit came back', [line(2, 0, 2, 1)], 'PARTIALLY_RETURNED'],
    ['one line came back', [line(2, 0, 2, 2), line(1, 0, 1)], 'PARTIALLY_RETURNED'],
    ['everything came back', [line(2, 0, 2, 2), line(1, 1, 0)], 'RETURNED'],
    ['all that shipped came back', [line(2, 0, 1, 1)], 'RETURNED'],
  ])('when %s is right', (_when, lines, status) => {
    expect(fulfilmentStatusOf(lines)).toBe(status)
  })
})

/** An order of which nothing is under way beside its lines. */
const QUIET = {
  openFulfilments: 0,
  sentFulfilments: 0,
  cancellableFulfilments: 0,
  returnableUnits: 0,
  returns: [],
  grantable: 0,
  onHold: false,
}

describe('the legal actions', () => {
  const actionsOf = (
    status: OrderStatus,
    lines: Parameters<typeof availableActions>[0]['lines'],
    openFulfilments = 0,
    changes: Partial<Parameters<typeof availableActions>[0]> = {},
  ) => availableActions({ ...QUIET, status, lines, openFulfilments, ...changes })

  test.each<[string, OrderStatus, Parameters<typeof actionsOf>[3], OrderAction[]]>([
    [
      'what is on its way can arrive or be taken back',
      'COMPLETED',
      { sentFulfilments: 1, cancellableFulfilments: 1 },
      ['DELIVER_FULFILMENT', 'CANCEL_FULFILMENT'],
    ],
    ['what has shipped can come back', 'CONFIRMED', { returnableUnits: 1 }, ['REQUEST_RETURN']],
    ['a return waits for a decision', 'COMPLETED', { returns: ['REQUESTED'] }, ['APPROVE_RETURN']],
    ['a return is to come', 'COMPLETED', { returns: ['REJECTED', 'APPROVED'] }, ['RECEIVE_RETURN']],
    [
      'the rest of a return is to come',
      'COMPLETED',
      { returns: ['PARTIALLY_RECEIVED'] },
      ['RECEIVE_RETURN'],
    ],
    ['a return that has ended asks for nothing', 'COMPLETED', { returns: ['RECEIVED'] }, []],
    ['what is worth something can be refunded', 'PENDING', { grantable: 1 }, ['GRANT_REFUND']],
    ['what is cancelled can not', 'CANCELLED', { grantable: 1, returnableUnits: 1 }, []],
  ])('say that %s (%s)', (_what, status, goods, actions) => {
    const without = actionsOf(status, [line(2, 0, 2)])
    const said = actionsOf(status, [line(2, 0, 2)], 0, goods)
    expect(said.filter((action) => !without.includes(action))).toEqual(actions)
  })

  test.each<[string, OrderStatus, ReturnType<typeof line>[], number, OrderAction[]]>([
    [
      'an order that waits for its payment',
      'PENDING',
      [line(2, 0, 0)],
      0,
      ['EDIT', 'CANCEL', 'CANCEL_LINES', 'RECORD_PAYMENT', 'AUTHORIZE_PAYMENT', 'HOLD', 'ADD_NOTE'],
    ],
    [
      'an order to be shipped',
      'CONFIRMED',
      [line(2, 0, 0)],
      0,
      [
        'EDIT',
        'CANCEL',
        'CANCEL_LINES',
        'RECORD_PAYMENT',
        'AUTHORIZE_PAYMENT',
        'CREATE_FULFILMENT',
        'HOLD',
        'ADD_NOTE',
      ],
    ],
    [
      'an order with units ready to ship and others not',
      'CONFIRMED',
      [line(2, 0, 1)],
      1,
      [
        'EDIT',
        'CANCEL_LINES',
        'RECORD_PAYMENT',
        'AUTHORIZE_PAYMENT',
        'CREATE_FULFILMENT',
        'SHIP_FULFILMENT',
        'HOLD',
        'ADD_NOTE',
      ],
    ],
    [
      'an order whose every unit is ready or cancelled',
      'CONFIRMED',
      [line(2, 1, 1)],
      1,
      ['EDIT', 'RECORD_PAYMENT', 'AUTHORIZE_PAYMENT', 'SHIP_FULFILMENT', 'HOLD', 'ADD_NOTE'],
    ],
    [
      'an order that has shipped',
      'CONFIRMED',
      [line(2, 0, 2)],
      0,
      ['EDIT', 'RECORD_PAYMENT', 'AUTHORIZE_PAYMENT', 'HOLD', 'CLOSE', 'ADD_NOTE'],
    ],
    [
      'an order of which only a service is open',
      'CONFIRMED',
      [line(2, 0, 2), service(1)],
      0,
      ['EDIT', 'CANCEL_LINES', 'RECORD_PAYMENT', 'AUTHORIZE_PAYMENT', 'HOLD', 'CLOSE', 'ADD_NOTE'],
    ],
    ['a cancelled order', 'CANCELLED', [line(2, 2, 0)], 0, ['ADD_NOTE']],
    ['an expired order', 'EXPIRED', [line(2, 0, 0)], 0, ['ADD_NOTE']],
  ])(
    'of %s (%s) are told in their fixed order',
    (_what, status, lines, openFulfilments, actions) => {
      expect(actionsOf(status, lines, openFulfilments)).toEqual(actions)
    },
  )
})

describe('what may be done with payments', () => {
  const none = { capturable: 0, voidable: 0, refundable: 0, isAwaited: false }
  const may = (status: OrderStatus, ...payments: Partial<typeof none>[]) =>
    availableActions({
      ...QUIET,
      status,
      lines: [line(2, 0, 0)],
      payments: payments.map((payment) => ({ ...none, ...payment })),
    }).filter((action) => /^(CAPTURE|VOID|REFUND)_PAYMENT$/.test(action))

  test.each<[string, OrderStatus, Partial<typeof none>[], OrderAction[]]>([
    ['nothing is promised', 'CONFIRMED', [{}], []],
    [
      'something is promised',
      'PENDING',
      [{}, { capturable: 1, voidable: 1 }],
      ['CAPTURE_PAYMENT', 'VOID_PAYMENT'],
    ],
    ['something was taken', 'COMPLETED', [{ refundable: 1 }, {}], ['REFUND_PAYMENT']],
    ['the customer has not confirmed it', 'CONFIRMED', [{ isAwaited: true }], ['VOID_PAYMENT']],
    [
      'the order is over',
      'CANCELLED',
      [{ capturable: 1, voidable: 1, refundable: 1 }],
      ['VOID_PAYMENT', 'REFUND_PAYMENT'],
    ],
  ])('where %s (%s)', (_what, status, payments, actions) => {
    expect(may(status, ...payments)).toEqual(actions)
  })
})

test.each<[string, OrderStatus, OrderAction[]]>([
  [
    'waits for its payment',
    'PENDING',
    ['CANCEL_LINES', 'RECORD_PAYMENT', 'AUTHORIZE_PAYMENT', 'RELEASE', 'ADD_NOTE'],
  ],
  [
    'has units ready and others not',
    'CONFIRMED',
    ['CANCEL_LINES', 'RECORD_PAYMENT', 'AUTHORIZE_PAYMENT', 'RELEASE', 'ADD_NOTE'],
  ],
  ['is completed', 'COMPLETED', ['RECORD_PAYMENT', 'AUTHORIZE_PAYMENT', 'ADD_NOTE']],
])('nothing ships of an order on hold that %s, and it can be released', (_, status, actions) => {
  const lines = [line(2, 0, 1)]
  expect(availableActions({ ...QUIET, status, lines, openFulfilments: 1, onHold: true })).toEqual(
    actions,
  )
})

describe('the lifecycle', () => {
  const movedFrom = (
    status: OrderStatus,
    lines: Parameters<typeof lifecycleOf>[0]['lines'],
    { owed = 100, paid = 0, promised = 0 } = {},
  ) => lifecycleOf({ status, owed, paid, promised, lines })

  test.each<[string, OrderStatus, ReturnType<typeof line>[], number, OrderStatus]>([
    ['paid and shipped completes', 'CONFIRMED', [line(2, 0, 2)], 100, 'COMPLETED'],
    [
      'paid and shipped but for cancelled units completes',
      'CONFIRMED',
      [line(2, 1, 1), line(1, 1, 0)],
      100,
      'COMPLETED',
    ],
    ['overpaid and shipped completes', 'CONFIRMED', [line(2, 0, 2)], 101, 'COMPLETED'],
    ['shipped and a penny short waits', 'CONFIRMED', [line(2, 0, 2)], 99, 'CONFIRMED'],
    [
      'paid with a unit to ship waits',
      'CONFIRMED',
      [line(2, 0, 2), line(2, 0, 1)],
      100,
      'CONFIRMED',
    ],
    [
      'paid with its goods shipped needs no shipping of a service',
      'CONFIRMED',
      [line(2, 0, 2), service(1)],
      100,
      'COMPLETED',
    ],
    ['of services completes when it is paid', 'CONFIRMED', [service(1)], 100, 'COMPLETED'],
    ['of services waits for its payment', 'CONFIRMED', [service(1)], 99, 'CONFIRMED'],
    ['all cancelled is cancelled', 'CONFIRMED', [line(2, 2, 0), service(1, 1)], 0, 'CANCELLED'],
    ['all cancelled is cancelled though it was paid', 'PENDING', [line(2, 2, 0)], 100, 'CANCELLED'],
    [
      'with a service left is not cancelled',
      'CONFIRMED',
      [line(2, 2, 0), service(1)],
      0,
      'CONFIRMED',
    ],
    ['pending is confirmed when it is paid', 'PENDING', [line(2, 0, 0)], 100, 'CONFIRMED'],
    ['pending waits for the last penny', 'PENDING', [line(2, 0, 0)], 99, 'PENDING'],
  ])('of an order %s', (_what, status, lines, paid, expected) => {
    expect(movedFrom(status, lines, { paid })).toBe(expected)
  })

  test.each<[string, OrderStatus, ReturnType<typeof line>[], object, OrderStatus]>([
    ['promised in full is confirmed', 'PENDING', [line(1, 0, 0)], { promised: 100 }, 'CONFIRMED'],
    ['promised but for a penny waits', 'PENDING', [line(1, 0, 0)], { promised: 99 }, 'PENDING'],
    [
      'promised in one part and paid in the other is confirmed',
      'PENDING',
      [line(1, 0, 0)],
      { paid: 40, promised: 60 },
      'CONFIRMED',
    ],
    [
      'shipped on a promise waits for the money',
      'CONFIRMED',
      [line(1, 0, 1)],
      { paid: 40, promised: 60 },
      'CONFIRMED',
    ],
  ])('of an order %s', (_what, status, lines, money, expected) => {
    expect(movedFrom(status, lines, money)).toBe(expected)
  })

  test.each<OrderStatus>(['COMPLETED', 'CANCELLED', 'EXPIRED'])('ends with %s', (status) => {
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.nat(3),
        fc.nat(3),
        fc.nat(200),
        (open, cancelled, fulfilled, paid) => {
          const lines = [line(open + cancelled + fulfilled, cancelled, fulfilled)]
          expect(movedFrom(status, lines, { paid })).toBe(status)
        },
      ),
    )
  })
})

test.each([
  ['order status', ORDER_STATUSES],
  ['payment status', PAYMENT_STATUSES],
  ['fulfilment status', FULFILMENT_STATUSES],
  ['action', ORDER_ACTIONS],
])('every %s is described by one sentence of its own', (_what, descriptions) => {
  const sentences = Object.values(descriptions)
  expect(new Set(sentences).size).toBe(sentences.length)
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].+\.$/)
})
