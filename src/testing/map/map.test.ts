// The map that the repository shows is that of the code, and no command does what it does not say.
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { projectFile } from '#project-file'
import { orderDesk } from '#testing/orders.ts'
import { drawn, type MapOfShop, mapOfShop, written } from './map.ts'

let map: MapOfShop
beforeAll(async () => {
  map = await mapOfShop()
}, 60_000)

test('the map is that of the code: `npm run map` makes it anew', () => {
  expect(written(map)).toBe(readFileSync(projectFile('src/MAP.md'), 'utf8'))
  expect(drawn(map)).toBe(readFileSync(projectFile('src/map.svg'), 'utf8'))
})

test('every fact comes of a command, and wakes a view or is there to be told', () => {
  const recorded = new Set([...map.facts.values()].flat())
  expect([...map.wakes.keys()].filter((fact) => !recorded.has(fact))).toEqual([])
})

test('what commands record stands in the map', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 10 }, NORTH: { MUG: 2 } })
  const order = await desk.placed({ MUG: 2 })
  const orderId = order.id
  await desk.accepted('RecordManualPayment', {
    ...{ orderId, method: 'cash', amount: { amount: 1_000, currency: 'GBP' } },
  })
  const { fulfilment } = await desk.ids('CreateFulfilment', {
    orderId,
    lines: desk.unitsOf(order, { MUG: 2 }),
  })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  const other = await desk.placed({ MUG: 1 })
  await desk.accepted('CancelOrder', { orderId: other.id })
  const happened = desk.rows<{ command: string; fact: string }>(
    'select distinct j.command, e.name as fact from kernel_events e join kernel_journal j on j.sequence = e.sequence',
  )
  expect(happened.length).toBeGreaterThan(12)
  for (const { command, fact } of happened)
    expect([command, map.facts.get(command)]).toEqual([command, expect.arrayContaining([fact])])
})
