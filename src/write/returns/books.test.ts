import { expect, test } from 'vitest'
import type { OrderRow } from '#read/order/load.ts'
import { loadReturnViews, type ReturnRow } from '#read/return/load.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk, type Place, type Sku } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { examineBooks } from '#write/doctor.ts'

const SEQUENCES = 80
const STEPS = 26
const VERBS = [
  'make',
  'ship',
  'deliver',
  'takeBack',
  'cancelLines',
  'request',
  'approve',
  'reject',
  'callOff',
  'receive',
  'refund',
  'grant',
] as const
type Verb = (typeof VERBS)[number]
type Step = { verb: Verb; sku: Sku; quantity: number; place: Place; pick: number }

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<Verb[]>('make', 'ship') },
    {
      weight: 7,
      arbitrary: fc.constantFrom<Verb[]>('request', 'approve', 'receive', 'receive', 'refund'),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Verb[]>('deliver', 'takeBack', 'reject', 'callOff', 'refund'),
    },
    { weight: 1, arbitrary: fc.constantFrom<Verb[]>('grant', 'cancelLines') },
  ),
  sku: fc.constantFrom<Sku[]>('MUG', 'MUG', 'CUP', 'GIFT', 'POST'),
  quantity: fc.constantFrom(1, 1, 2, 3),
  place: fc.constantFrom<Place[]>('MAIN', 'NORTH', 'SOUTH'),
  pick: fc.nat(11),
})

/** What a location holds is made ready and sent first, so that the rest has something to do. */
const sequence = fc
  .tuple(
    step.map((one): Step => ({ ...one, verb: 'make', pick: 0 })),
    step.map((one): Step => ({ ...one, verb: 'ship', pick: 0 })),
    fc.array(step, { minLength: STEPS - 2, maxLength: STEPS - 2 }),
  )
  .map(([make, ship, rest]) => [make, ship, ...rest])

/** Where a fulfilment or a return stands of which this is usually asked. */
const FITTING: Partial<Record<Verb, string[]>> = {
  ship: ['PENDING'],
  deliver: ['SHIPPED'],
  takeBack: ['PENDING', 'SHIPPED'],
  approve: ['REQUESTED'],
  reject: ['REQUESTED'],
  callOff: ['REQUESTED', 'APPROVED'],
  receive: ['APPROVED', 'PARTIALLY_RECEIVED'],
  refund: ['RECEIVED', 'PARTIALLY_RECEIVED'],
}

/** Two times of three one that fits, where there is any; else whichever. */
function picked<One extends { status: string }>(
  all: readonly One[],
  { verb, pick }: Step,
): One | undefined {
  const fitting = all.filter(({ status }) => FITTING[verb]?.includes(status))
  const among = pick % 3 === 0 || fitting.length === 0 ? all : fitting
  return among[pick % Math.max(1, among.length)]
}

async function given(
  desk: OrderDesk,
  order: OrderRow,
  step: Step,
): Promise<[string, object] | null> {
  const { verb, sku, quantity, place, pick } = step
  const orderId = order.id
  const locationId = desk.locations[place]
  const lines = desk.unitsOf(order, { [sku]: quantity })
  const fulfilmentId = picked(order.fulfilments, step)?.id
  const backs = (await loadReturnViews(desk.writer, order.returnIds)) as ReturnRow[]
  const back = picked(backs, step)
  const returnId = back?.id
  const coming = back?.lines[pick % back.lines.length]
  const amount = { amount: quantity * 150, currency: 'GBP' }
  if (['ship', 'deliver', 'takeBack'].includes(verb) && !fulfilmentId) return null
  if (/approve|reject|callOff|receive|refund/.test(verb) && !returnId) return null
  const commands: Record<Verb, [string, object]> = {
    make: ['CreateFulfilment', { orderId, locationId, lines: pick % 2 ? lines : null }],
    ship: ['ShipFulfilment', { fulfilmentId }],
    deliver: ['DeliverFulfilment', { fulfilmentId }],
    takeBack: ['CancelFulfilment', { fulfilmentId }],
    cancelLines: ['CancelOrderLines', { orderId, lines }],
    request: [
      'RequestReturn',
      { orderId, lines: lines.map((line) => ({ ...line, reason: 'UNWANTED' })) },
    ],
    approve: ['ApproveReturn', { returnId }],
    reject: ['RejectReturn', { returnId, reason: 'Worn' }],
    callOff: ['CancelReturn', { returnId }],
    receive: [
      'ReceiveReturn',
      {
        ...{ returnId, locationId, isLast: pick === 0 },
        lines: [
          {
            orderLineId: coming?.orderLineId,
            restock: 1,
            damaged: quantity > 2 ? 1 : 0,
          },
        ],
      },
    ],
    refund: ['RefundReturn', { returnId, amount: pick % 3 === 0 ? amount : null }],
    grant: ['GrantRefund', { orderId, amount, reason: 'Goodwill' }],
  }
  return commands[verb]
}

/** What must be true of an order after every step, by the plain reading of its page. */
function sound(order: OrderRow): void {
  for (const line of order.lines) {
    expect(line.fulfilled + line.cancelled, line.sku).toBeLessThanOrEqual(line.quantity)
    expect(line.returned, line.sku).toBeLessThanOrEqual(line.fulfilled)
    expect(line.returnable, line.sku).toBeGreaterThanOrEqual(0)
    expect(line.returnable, line.sku).toBeLessThanOrEqual(line.fulfilled - line.returned)
  }
  const cancelled = order.lines.reduce((sum, line) => sum + line.cancelled * line.unitPrice, 0)
  const granted = order.refundGrants.reduce((sum, { amount }) => sum + amount, 0)
  expect(order.refundGranted).toBe(granted)
  expect(order.currentTotal).toBe(Math.max(0, order.total - cancelled - granted))
}

/** Gives back all that can be given back: returns that came to nothing, fulfilments, and the rest. */
async function undone(desk: OrderDesk, orderId: string): Promise<OrderRow> {
  for (const returnId of (await desk.page(orderId)).returnIds) {
    const [back] = await loadReturnViews(desk.writer, [returnId])
    if (back?.status === 'REQUESTED' || back?.status === 'APPROVED')
      await desk.accepted('CancelReturn', { returnId })
    if (back?.status === 'PARTIALLY_RECEIVED')
      await desk.accepted('ReceiveReturn', {
        ...{ returnId, locationId: desk.locations.MAIN, lines: [], isLast: true },
      })
  }
  for (const { id, status } of (await desk.page(orderId)).fulfilments)
    if (status === 'PENDING' || status === 'SHIPPED')
      await desk.give('CancelFulfilment', { fulfilmentId: id })
  const { lines, status } = await desk.page(orderId)
  const open = lines.filter((line) => line.quantity > line.cancelled + line.inFulfilment)
  if (status === 'CONFIRMED' && open.length > 0)
    await desk.accepted('CancelOrderLines', {
      orderId,
      lines: open.map(({ id, quantity, cancelled, inFulfilment }) => ({
        orderLineId: id,
        quantity: quantity - cancelled - inFulfilment,
      })),
    })
  return desk.page(orderId)
}

test('whatever ships, arrives, is taken back and comes back, the books balance, and undoing it all puts every unit back', async () => {
  const accepted: Partial<Record<Verb, number>> = {}
  let wholly = 0
  const stock = {
    MAIN: { MUG: 4, CUP: 2 },
    NORTH: { MUG: 3, CUP: 1 },
    SOUTH: { MUG: 2, CUP: 1 },
  }
  const desk = await orderDesk(stock)
  const units = (levels: Record<string, string>, sku: string) =>
    Object.entries(levels)
      .filter(([place]) => place.startsWith(sku))
      .reduce((sum, [, level]) => sum + Number(level.split('/')[0]), 0)
  await fc.assert(
    fc.asyncProperty(sequence, async (steps) => {
      for (const [place, skus] of Object.entries(stock))
        for (const [sku, onHand] of Object.entries(skus))
          await desk.accepted('SetStock', {
            variantId: desk.variants[sku as Sku],
            locationId: desk.locations[place as Place],
            onHand,
          })
      const before = desk.levels()
      const { id: orderId, total } = await desk.placed({ MUG: 8, CUP: 3, GIFT: 3, POST: 1 })
      await desk.accepted('RecordManualPayment', {
        ...{ orderId, method: 'Cash', amount: { amount: total, currency: 'GBP' } },
      })
      for (const one of steps) {
        const page = await desk.page(orderId)
        const command = await given(desk, page, one)
        if (!command) continue
        const { outcome } = await desk.give(...command)
        expect(outcome, command[0]).not.toBe('FAILED')
        if (outcome === 'ACCEPTED') accepted[one.verb] = (accepted[one.verb] ?? 0) + 1
        sound(await desk.page(orderId))
        expect(desk.ledger()).toEqual(desk.levels())
      }
      expect(brokenBooks(desk)).toEqual([])
      expect((await examineBooks(desk.writer)).flatMap(({ findings }) => findings)).toEqual([])

      const { lines, fulfilments } = await undone(desk, orderId)
      const levels = desk.levels()
      // Nothing is left promised; what is gone for good is what has shipped, less what was restocked.
      expect(Object.values(levels).every((level) => level.endsWith('/0'))).toBe(true)
      const restocked = (sku: string) =>
        desk.rows<{ units: number }>(
          `select coalesce(sum(r.restocked), 0) as units from return_lines r
           join order_lines l on l.id = r.order_line_id where l.order_id = ? and l.sku = ?`,
          orderId,
          sku,
        )[0]?.units as number
      for (const sku of ['MUG', 'CUP']) {
        const line = lines.find((line) => line.sku === sku)
        expect(units(before, sku) - units(levels, sku)).toBe(
          (line?.fulfilled ?? 0) - restocked(sku),
        )
      }
      if (fulfilments.length > 0 && lines.every(({ fulfilled }) => fulfilled === 0)) {
        wholly++
        expect(levels).toEqual(before)
      }
    }),
    { numRuns: SEQUENCES },
  )
  expect(wholly).toBeGreaterThan(0)
  for (const verb of VERBS) expect(accepted[verb], verb).toBeGreaterThan(0)
})
