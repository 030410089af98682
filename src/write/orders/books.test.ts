import { expect, test } from 'vitest'
import type { OrderRow } from '#read/order/load.ts'
import { type OrderDesk, orderDesk, type Place, type Sku } from '#testing/orders.ts'
import fc from '#testing/random.ts'

const SEQUENCES = 60
const STEPS_MAX = 14

/** Which commands may be accepted, by the action that the page offers for each. */
const ACTIONS = {
  cancel: 'CANCEL',
  cancelLines: 'CANCEL_LINES',
  pay: 'RECORD_PAYMENT',
  ready: 'CREATE_FULFILMENT',
  ship: 'SHIP_FULFILMENT',
} as const
type Verb = keyof typeof ACTIONS
type Step = { verb: Verb; sku: Sku; quantity: number; place: Place | null; pick: number }

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.oneof(
    { weight: 1, arbitrary: fc.constant('cancel' as const) },
    { weight: 4, arbitrary: fc.constantFrom('cancelLines', 'pay') },
    { weight: 7, arbitrary: fc.constantFrom('ready', 'ship') },
  ),
  sku: fc.constantFrom<Sku[]>('MUG', 'CUP', 'GIFT', 'POST'),
  quantity: fc.integer({ min: 1, max: 4 }),
  place: fc.constantFrom('MAIN', 'NORTH', null),
  pick: fc.nat(3),
})

const units = fc.record({
  MUG: fc.integer({ min: 3, max: 9 }),
  CUP: fc.integer({ min: 1, max: 3 }),
  GIFT: fc.integer({ min: 1, max: 3 }),
  POST: fc.constant(1),
})

async function take(desk: OrderDesk, order: OrderRow, step: Step): Promise<boolean> {
  const { verb, sku, quantity, place, pick } = step
  const orderId = order.id
  const lines = desk.unitsOf(order, { [sku]: quantity })
  const pending = order.fulfilments.filter(({ status }) => status === 'PENDING')
  const fulfilmentId = (pending[pick % pending.length] ?? order.fulfilments[0])?.id
  const given: Record<Verb, [string, object]> = {
    cancel: ['CancelOrder', { orderId }],
    cancelLines: ['CancelOrderLines', { orderId, lines }],
    pay: [
      'RecordManualPayment',
      { orderId, amount: { amount: quantity * 700, currency: 'GBP' }, method: 'Cash' },
    ],
    ready: [
      'CreateFulfilment',
      { orderId, locationId: place && desk.locations[place], lines: pick === 0 ? null : lines },
    ],
    ship: ['ShipFulfilment', { fulfilmentId }],
  }
  if (verb === 'ship' && !fulfilmentId) return false
  const [command, input] = given[verb]
  const { outcome } = await desk.give(command, input)
  expect(outcome).not.toBe('FAILED')
  return outcome === 'ACCEPTED'
}

const FREE = { MAIN: { MUG: 4, CUP: 2 }, NORTH: { MUG: 5, CUP: 1 } } as const

/** Leaves so little free at each location that large orders are split between them. */
async function freed(desk: OrderDesk): Promise<void> {
  const levels = desk.levels()
  for (const [place, skus] of Object.entries(FREE))
    for (const [sku, free] of Object.entries(skus))
      await desk.accepted('SetStock', {
        variantId: desk.variants[sku as Sku],
        locationId: desk.locations[place as Place],
        onHand: Number(levels[`${sku}@${place}`]?.split('/')[1] ?? 0) + free,
      })
}

/** What must be true of an order and of the stock after every step. */
function balanced(desk: OrderDesk, order: OrderRow): void {
  let cancelledWorth = 0
  for (const line of order.lines) {
    const open = line.quantity - line.cancelled - line.fulfilled
    const held = line.allocations.reduce((sum, { quantity }) => sum + quantity, 0)
    expect(held, line.sku).toBe(line.sku === 'MUG' || line.sku === 'CUP' ? open : 0)
    expect(line.fulfilled).toBeLessThanOrEqual(line.inFulfilment)
    expect(line.cancelled + line.inFulfilment).toBeLessThanOrEqual(line.quantity)
    const sent = (status: string) =>
      order.fulfilments
        .filter((fulfilment) => status === 'ANY' || fulfilment.status === status)
        .flatMap(({ lines }) => lines)
        .filter(({ orderLineId }) => orderLineId === line.id)
        .reduce((sum, { quantity }) => sum + quantity, 0)
    expect(sent('ANY')).toBe(line.inFulfilment)
    expect(sent('SHIPPED')).toBe(line.fulfilled)
    expect(
      order.cancellations
        .flatMap(({ lines }) => lines)
        .filter(({ orderLineId }) => orderLineId === line.id)
        .reduce((sum, { quantity }) => sum + quantity, 0),
    ).toBe(line.cancelled)
    cancelledWorth += line.cancelled * line.unitPrice
  }
  expect(order.currentTotal).toBe(order.total - cancelledWorth)
  expect(order.due).toBe(
    order.currentTotal - order.payments.reduce((sum, { captured }) => sum + captured, 0),
  )
  expect(desk.ledger()).toEqual(desk.levels())
}

/** A status by the plain reading of its words, worked out apart from the code that sets it. */
function expectedStatus({ lines, due }: OrderRow, before: string): string {
  if (before === 'COMPLETED' || before === 'CANCELLED') return before
  if (lines.every(({ quantity, cancelled }) => cancelled === quantity)) return 'CANCELLED'
  const unsent = lines.some(
    ({ isService, quantity, cancelled, fulfilled }) =>
      !isService && cancelled + fulfilled < quantity,
  )
  return due <= 0 && !unsent ? 'COMPLETED' : 'CONFIRMED'
}

test('whatever is cancelled, paid, made ready and shipped, the books balance after every step', async () => {
  const accepted: Partial<Record<Verb, number>> = {}
  const refused: Partial<Record<Verb, number>> = {}
  let splits = 0
  const desk = await orderDesk({})
  await fc.assert(
    fc.asyncProperty(
      units,
      fc.array(step, { minLength: 5, maxLength: STEPS_MAX }),
      async (wanted, steps) => {
        await freed(desk)
        let order = await desk.placed(wanted)
        if (order.lines.some(({ allocations }) => allocations.length > 1)) splits++
        for (const one of steps) {
          const before = order
          const isAccepted = await take(desk, order, one)
          order = await desk.page(order.id)
          const counts = isAccepted ? accepted : refused
          counts[one.verb] = (counts[one.verb] ?? 0) + 1
          if (isAccepted) expect(before.availableActions).toContain(ACTIONS[one.verb])
          else expect(order).toEqual(before)
          balanced(desk, order)
          expect(order.status).toBe(expectedStatus(order, before.status))
        }
      },
    ),
    { numRuns: SEQUENCES },
  )
  expect(splits).toBeGreaterThan(0)
  // Every verb had its say, in both directions.
  for (const verb of Object.keys(ACTIONS) as Verb[]) {
    expect(accepted[verb], `${verb} accepted`).toBeGreaterThan(0)
    if (verb !== 'pay') expect(refused[verb], `${verb} refused`).toBeGreaterThan(0)
  }
})

test('every action that a page offers can be done', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 100 } })
  const doing = {
    CANCEL: ({ id: orderId }) => ['CancelOrder', { orderId }],
    CANCEL_LINES: (order) => [
      'CancelOrderLines',
      { orderId: order.id, lines: desk.unitsOf(order, { MUG: 1 }) },
    ],
    RECORD_PAYMENT: ({ id: orderId }) => [
      'RecordManualPayment',
      { orderId, amount: { amount: 1, currency: 'GBP' }, method: 'Cash' },
    ],
    CREATE_FULFILMENT: ({ id: orderId }) => ['CreateFulfilment', { orderId }],
    SHIP_FULFILMENT: ({ fulfilments }) => [
      'ShipFulfilment',
      { fulfilmentId: fulfilments.find(({ status }) => status === 'PENDING')?.id },
    ],
    DELIVER_FULFILMENT: ({ fulfilments }) => [
      'DeliverFulfilment',
      { fulfilmentId: fulfilments.find(({ status }) => status === 'SHIPPED')?.id },
    ],
    CANCEL_FULFILMENT: ({ fulfilments }) => [
      'CancelFulfilment',
      { fulfilmentId: fulfilments.find(({ status }) => status !== 'CANCELLED')?.id },
    ],
    REQUEST_RETURN: (order) => ['RequestReturn', { orderId: order.id, lines: backOf(order, 1) }],
    APPROVE_RETURN: ({ returnIds }) => ['ApproveReturn', { returnId: returnIds[0] }],
    RECEIVE_RETURN: (order) => [
      'ReceiveReturn',
      {
        returnId: order.returnIds[0],
        locationId: desk.locations.MAIN,
        lines: desk
          .unitsOf(order, { MUG: 1 })
          .map(({ orderLineId }) => ({ orderLineId, restock: 1, damaged: 0 })),
      },
    ],
    GRANT_REFUND: ({ id: orderId }) => [
      'GrantRefund',
      { orderId, amount: { amount: 1, currency: 'GBP' }, reason: 'Goodwill' },
    ],
    ADD_NOTE: ({ id: orderId }) => ['AddOrderNote', { orderId, text: 'Hello' }],
  } satisfies Record<string, (order: OrderRow) => [string, object]>
  const backOf = (order: OrderRow, quantity: number) =>
    desk.unitsOf(order, { MUG: quantity }).map((units) => ({ ...units, reason: 'UNWANTED' }))
  const NEEDS_ONE = /^(SHIP|DELIVER|CANCEL)_FULFILMENT|^(APPROVE|RECEIVE)_RETURN/
  const made = async (...steps: [string, object][]) => {
    const order = await desk.placed({ MUG: 3 })
    for (const [command, input] of steps)
      await desk.accepted(command, { orderId: order.id, ...input })
    return desk.page(order.id)
  }
  const placed = await made()
  const someReady = await made([
    'CreateFulfilment',
    { locationId: desk.locations.MAIN, lines: null },
  ])
  const amount = { amount: 1_500, currency: 'GBP' }
  const paid = await made(['RecordManualPayment', { amount, method: 'Cash' }])
  const cancelled = await made(['CancelOrder', {}])
  const sent = async (...steps: ((order: OrderRow) => [string, object])[]) => {
    const order = await made(
      ['CreateFulfilment', {}],
      ['RecordManualPayment', { amount, method: 'Cash' }],
    )
    await desk.accepted('ShipFulfilment', { fulfilmentId: order.fulfilments[0]?.id })
    for (const step of steps) {
      const [command, input] = step(await desk.page(order.id))
      await desk.accepted(command, input)
    }
    return desk.page(order.id)
  }
  const { DELIVER_FULFILMENT: deliver, APPROVE_RETURN: approve, RECEIVE_RETURN: receive } = doing
  const request = (order: OrderRow): [string, object] => [
    'RequestReturn',
    { orderId: order.id, lines: backOf(order, 2) },
  ]
  const onTheWay = await sent()
  const arrived = await sent(deliver)
  const asked = await sent(request)
  const approved = await sent(deliver, request, approve)
  const halfBack = await sent(request, approve, receive)
  const back = await sent(deliver, request, approve, receive, receive)

  const all = [
    placed,
    someReady,
    paid,
    cancelled,
    onTheWay,
    arrived,
    asked,
    approved,
    halfBack,
    back,
  ]
  for (const order of all)
    for (const [action, of] of Object.entries(doing)) {
      const [command, input] = of(order)
      const isOffered = (order.availableActions as string[]).includes(action)
      if (!isOffered && NEEDS_ONE.test(action) && Object.values(input).includes(undefined)) continue // There is nothing to name.
      const { outcome } = await desk.give(command, input, { dryRun: true })
      expect([order.status, action, outcome]).toEqual([
        order.status,
        action,
        isOffered ? 'ACCEPTED' : 'REFUSED',
      ])
    }
})
