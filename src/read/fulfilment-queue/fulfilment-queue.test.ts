import { expect, test } from 'vitest'
import { asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'

const QUEUE = `query ($where: FulfilmentQueueWhere) {
  fulfilmentQueue(first: 100, where: $where) {
    nodes {
      order { number } orderNumber location { code } status unitsOpen unitsReady
      lines { sku open ready } fulfilments { id status }
    }
    totalCount
  }
}`

const queue = async (desk: OrderDesk, where: object = {}) =>
  (await asked(desk, QUEUE, { where })).fulfilmentQueue.nodes as {
    orderNumber: number
    location: { code: string } | null
    status: string
    fulfilments: { id: string }[]
  }[]

const briefly = async (desk: OrderDesk, where: object = {}) =>
  (await queue(desk, where)).map(
    ({ orderNumber, location, status }) => `${orderNumber} ${location?.code ?? '-'} ${status}`,
  )

test('an order stands in the queue of each location that holds units of it, until they have shipped', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 3 }, NORTH: { MUG: 4 } })
  const { id: orderId, number, lines } = await desk.placed({ MUG: 5, GIFT: 2, POST: 1 })
  const { MAIN, NORTH } = desk.locations
  const order = await desk.page(orderId)
  expect(lines).toHaveLength(3)
  expect(await briefly(desk)).toHaveLength(3)
  expect(new Set(await briefly(desk))).toEqual(
    new Set([`${number} MAIN OPEN`, `${number} NORTH OPEN`, `${number} - OPEN`]),
  )

  const make = async (input: object) =>
    (await desk.ids('CreateFulfilment', { orderId, ...input })).fulfilment
  const first = await make({ locationId: MAIN, lines: desk.unitsOf(order, { MUG: 1 }) })
  expect(await queue(desk, { locationId: { eq: MAIN } })).toMatchObject([
    {
      order: { number },
      orderNumber: number,
      status: 'PARTLY_READY',
      unitsOpen: 2,
      unitsReady: 1,
      lines: [{ sku: 'MUG', open: 2, ready: 1 }],
      fulfilments: [{ id: first, status: 'PENDING' }],
    },
  ])
  // What nobody holds may be sent by anybody: it goes with the second parcel.
  const second = await make({ locationId: MAIN })
  expect(await queue(desk, { locationId: { eq: MAIN }, status: { eq: 'READY' } })).toMatchObject([
    {
      unitsOpen: 0,
      unitsReady: 5,
      lines: [
        { sku: 'MUG', open: 0, ready: 3 },
        { sku: 'GIFT', open: 0, ready: 2 },
      ],
    },
  ])
  expect(await briefly(desk, { status: { oneOf: ['OPEN', 'PARTLY_READY'] } })).toEqual([
    `${number} NORTH OPEN`,
  ])

  for (const fulfilmentId of [first, second])
    await desk.accepted('ShipFulfilment', { fulfilmentId })
  expect(await briefly(desk)).toEqual([`${number} NORTH OPEN`])
  await desk.accepted('CancelFulfilment', { fulfilmentId: first })
  expect(new Set(await briefly(desk))).toEqual(
    new Set([`${number} MAIN OPEN`, `${number} NORTH OPEN`]),
  )
  await desk.accepted('CancelOrderLines', { orderId, lines: desk.unitsOf(order, { MUG: 3 }) })
  expect(await briefly(desk, { locationId: { oneOf: [MAIN, NORTH] } })).toEqual([])
})

test('the oldest order comes first, and what is cancelled or done is gone', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 } })
  const numbers: number[] = []
  const ids: string[] = []
  for (let at = 0; at < 4; at++) {
    const { number, id } = await desk.placed({ MUG: 1 })
    numbers.push(number)
    ids.push(id)
    desk.pass(60_000)
  }
  const shown = async () => (await queue(desk)).map(({ orderNumber }) => orderNumber)
  expect(await shown()).toEqual(numbers)
  await desk.accepted('CancelOrder', { orderId: ids[1] })
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId: ids[2] })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  expect(await shown()).toEqual([numbers[0], numbers[3]])
})
