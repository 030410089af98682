// How units are promised, given back and let go.
import { expect, test } from 'vitest'
import { stockRoom } from '#testing/stock.ts'

test('the first location by priority that can give a quantity whole gives it', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const late = await room.place('LATE', 300)
  const first = await room.place('FIRST', 1)
  const second = await room.place('SECOND', 200)
  await room.receive(late, MUG, 10)
  await room.receive(second, MUG, 10)
  await room.receive(first, MUG, 4)

  expect(await room.allocate({ variantId: MUG, quantity: 4 })).toEqual([
    { lineId: '0', variantId: MUG, locationId: first, quantity: 4 },
  ])
  expect(await room.allocate({ variantId: MUG, quantity: 5 })).toEqual([
    { lineId: '0', variantId: MUG, locationId: second, quantity: 5 },
  ])
})

test('what no location has whole is split in their order, by code where priorities are equal', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const c = await room.place('C', 5)
  const b = await room.place('B', 5)
  const a = await room.place('A', 9)
  for (const locationId of [a, b, c]) await room.receive(locationId, MUG, 3)

  expect(await room.allocate({ variantId: MUG, quantity: 8 })).toEqual([
    { lineId: '0', variantId: MUG, locationId: b, quantity: 3 },
    { lineId: '0', variantId: MUG, locationId: c, quantity: 3 },
    { lineId: '0', variantId: MUG, locationId: a, quantity: 2 },
  ])
})

test('a location that is moved to the front is asked first', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const a = await room.place('A', 5)
  const b = await room.place('B', 9)
  for (const locationId of [a, b]) await room.receive(locationId, MUG, 3)
  await room.accepted('UpdateLocation', { locationId: b, priority: 1 })
  expect(await room.allocate({ variantId: MUG, quantity: 1 })).toMatchObject([{ locationId: b }])
})

test('lines of one variant share its parts and are refused by their sum', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const a = await room.place('A')
  const b = await room.place('B')
  await room.receive(a, MUG, 3)
  await room.receive(b, MUG, 2)

  expect(
    await room.allocate({ variantId: MUG, quantity: 3 }, { variantId: MUG, quantity: 3 }),
  ).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    facts: { shortages: [{ variantId: MUG, sku: 'SKU', requested: 6, available: 5 }] },
  })
  expect(
    await room.allocate({ variantId: MUG, quantity: 2 }, { variantId: MUG, quantity: 3 }),
  ).toEqual([
    { lineId: '0', variantId: MUG, locationId: a, quantity: 2 },
    { lineId: '1', variantId: MUG, locationId: a, quantity: 1 },
    { lineId: '1', variantId: MUG, locationId: b, quantity: 2 },
  ])
})

test('one short line leaves nothing allocated, and every short variant is named', async () => {
  const room = await stockRoom()
  const { MUG, POT, CUP } = await room.goods('MUG', 'POT', 'CUP')
  const a = await room.place('A')
  await room.receive(a, MUG, 3)
  await room.receive(a, POT, 3)

  expect(
    await room.allocate(
      { variantId: MUG, quantity: 1 },
      { variantId: POT, quantity: 4 },
      { variantId: CUP, quantity: 1 },
    ),
  ).toMatchObject({
    facts: {
      shortages: [
        { variantId: POT, requested: 4, available: 3 },
        { variantId: CUP, requested: 1, available: 0 },
      ],
    },
  })
  expect(room.rows('select sum(allocated) as n from stock_levels')).toEqual([{ n: 0 }])
})

test('the last unit goes to one of fifty who want it, the others are told that none is left', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  await room.receive(await room.place('A'), MUG, 1)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => room.allocate({ variantId: MUG, quantity: 1 })),
  )
  expect(answers.filter(Array.isArray)).toHaveLength(1)
  for (const refusal of answers.filter((answer) => !Array.isArray(answer)))
    expect(refusal).toMatchObject({ facts: { shortages: [{ requested: 1, available: 0 }] } })
})

test('safety stock is never promised', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  await room.receive(await room.place('A'), MUG, 5)
  await room.accepted('SetStockPolicy', { variantId: MUG, safetyStock: 2 })
  expect(await room.allocate({ variantId: MUG, quantity: 4 })).toMatchObject({
    facts: { shortages: [{ available: 3 }] },
  })
  expect(await room.allocate({ variantId: MUG, quantity: 3 })).toMatchObject([{ quantity: 3 }])
})

test('on backorder the first location owes what nobody has, and ships it once it is there', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const a = await room.place('A', 1)
  await room.place('B', 2)
  await room.accepted('SetStockPolicy', { variantId: MUG, backorder: true })

  const parts = await room.allocate({ variantId: MUG, quantity: 7 })
  expect(parts).toEqual([{ lineId: '0', variantId: MUG, locationId: a, quantity: 7 }])
  await room.receive(a, MUG, 6)
  const ship = (quantity: number) =>
    room.give('Ship', { parts: [{ variantId: MUG, locationId: a, quantity }] })
  expect(await ship(7)).toMatchObject({
    refusal: {
      code: 'INSUFFICIENT_STOCK',
      facts: { shortages: [{ variantId: MUG, sku: 'MUG', requested: 7, available: 6 }] },
    },
  })
  await room.receive(a, MUG, 1)
  expect(await ship(7)).toMatchObject({ outcome: 'ACCEPTED' })
  expect(room.rows('select on_hand, allocated from stock_levels')).toEqual([
    { on_hand: 0, allocated: 0 },
  ])
})

test('parts of one level that ship together are judged by their sum', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const a = await room.place('A')
  await room.accepted('SetStockPolicy', { variantId: MUG, backorder: true })
  await room.allocate({ variantId: MUG, quantity: 4 })
  await room.receive(a, MUG, 3)
  const part = { variantId: MUG, locationId: a, quantity: 2 }
  expect(await room.give('Ship', { parts: [part, part] })).toMatchObject({
    refusal: { facts: { shortages: [{ requested: 4, available: 3 }] } },
  })
})

test('untracked variants are given without being counted', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  await room.accepted('SetStockPolicy', { variantId: MUG, tracked: false })
  expect(await room.allocate({ variantId: MUG, quantity: 1_000 })).toEqual([])
  expect(room.rows('select * from stock_movements')).toEqual([])
})

test('what is given back can be promised again', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const a = await room.place('A')
  await room.receive(a, MUG, 2)
  await room.allocate({ variantId: MUG, quantity: 2 })
  await room.accepted('Release', { parts: [{ variantId: MUG, locationId: a, quantity: 2 }] })
  expect(await room.allocate({ variantId: MUG, quantity: 2 })).toMatchObject([{ quantity: 2 }])
  expect(
    room.rows('select kind, allocated_delta as allocated, reference from stock_movements'),
  ).toEqual(
    expect.arrayContaining([
      { kind: 'RECEIVED', allocated: 0, reference: null },
      { kind: 'ALLOCATED', allocated: 2, reference: 'ord_1' },
      { kind: 'RELEASED', allocated: -2, reference: 'ord_1' },
    ]),
  )
})

test('giving back more than was promised is a fault that changes nothing', async () => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const a = await room.place('A')
  await room.receive(a, MUG, 2)
  await expect(
    room.give('Release', { parts: [{ variantId: MUG, locationId: a, quantity: 1 }] }),
  ).rejects.toThrow(/stock_levels_allocated/)
  expect(room.rows('select count(*) as n from stock_movements')).toEqual([{ n: 1 }])
})

test('a command records one fact a variant, with all of its movements', async () => {
  const room = await stockRoom()
  const { MUG, POT } = await room.goods('MUG', 'POT')
  const a = await room.place('A')
  const { events, result } = await room.accepted('ReceiveStock', {
    locationId: a,
    lines: [
      { variantId: MUG, quantity: 1 },
      { variantId: POT, quantity: 2 },
      { variantId: MUG, quantity: 3 },
    ],
  })
  const [one, two, three] = result.movements as string[]
  expect(events.map(({ name, data }) => [name, data])).toEqual([
    ['StockMoved', { variantId: MUG, movementIds: [one, three] }],
    ['StockMoved', { variantId: POT, movementIds: [two] }],
  ])
})
