import { expect, test } from 'vitest'
import type { Connection } from '#kernel/database/connection.ts'
import { orderDesk } from '#testing/orders.ts'
import { orderViews } from './refresh.ts'

/** A connection that counts the statements which run through it. */
function counting(tx: Connection): { tx: Connection; count: () => number } {
  let count = 0
  const counted = new Proxy(tx, {
    get: (target, name) => {
      if (name === 'pending') count++
      return Reflect.get(target, name)
    },
  })
  // Each statement reads `pending` twice: to raise it, and to lower it again.
  return { tx: counted, count: () => count / 2 }
}

test('refreshing costs the same few statements however many orders and whatever happened to them', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 100 } })
  const orderIds: string[] = []
  for (let number = 0; number < 4; number++) {
    const order = await desk.placed({ MUG: 4, POST: 1 })
    const orderId = order.id
    orderIds.push(orderId)
    const lines = desk.unitsOf(order, { MUG: 1 })
    await desk.accepted('CancelOrderLines', { orderId, lines })
    const { fulfilment } = await desk.ids('CreateFulfilment', { orderId, lines })
    await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
    const back = [{ ...lines[0], reason: 'OTHER' }]
    await desk.accepted('RequestReturn', { orderId, lines: back })
    const amount = { amount: 100, currency: 'GBP' }
    await desk.accepted('GrantRefund', { orderId, amount, reason: 'Late' })
    await desk.accepted('AddOrderNote', { orderId, text: 'Hello' })
    await desk.accepted('RecordManualPayment', { orderId, amount, method: 'Cash' })
    await desk.accepted('RecordManualPayment', { orderId, amount, method: 'Cash' })
  }
  const costOf = async (ids: readonly string[]) => {
    const { tx, count } = counting(desk.writer)
    const rows = await orderViews.refresh(tx, ids)
    expect(rows).toHaveLength(ids.length)
    return count()
  }
  expect(await costOf(orderIds.slice(0, 1))).toBe(10)
  expect(await costOf(orderIds)).toBe(10)
})

test('a page recomputed from the tables is the page that stands', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 4 }, NORTH: { MUG: 4 } })
  const order = await desk.placed({ MUG: 6, GIFT: 1, POST: 1 })
  const orderId = order.id
  const { fulfilment } = await desk.ids('CreateFulfilment', {
    orderId,
    locationId: desk.locations.MAIN,
  })
  await desk.accepted('ShipFulfilment', {
    fulfilmentId: fulfilment,
    trackings: [{ carrier: 'Royal Mail', number: 'RM1' }],
  })
  await desk.accepted('CancelOrderLines', { orderId, lines: desk.unitsOf(order, { MUG: 1 }) })
  const page = await desk.page(orderId)
  const [again] = await orderViews.refresh(desk.writer, [orderId])
  expect(again).toEqual(page)
  expect(page.fulfilments).toMatchObject([
    {
      lines: [
        { sku: 'MUG', quantity: 4 },
        { sku: 'GIFT', quantity: 1 },
      ],
      trackings: [{ carrier: 'Royal Mail', number: 'RM1', url: null }],
    },
  ])
})
