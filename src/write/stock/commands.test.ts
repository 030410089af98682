// What staff do with stock: received, adjusted, counted, moved; and each no that they may hear.
import { expect, test } from 'vitest'
import { InvalidInput } from '#kernel/rejections.ts'
import { type StockRoom, stockRoom } from '#testing/stock.ts'

const NOWHERE = `loc_${'0'.repeat(26)}`
const NOTHING = `var_${'0'.repeat(26)}`

const refusalOf = async (room: StockRoom, command: string, input: object) => {
  const outcome = await room.give(command, input)
  return outcome.outcome === 'REFUSED' ? outcome.refusal : outcome.outcome
}

/** Ten mugs at A, four of them promised; none at B. */
async function given(policy: object = {}) {
  const room = await stockRoom()
  const { MUG, POT } = await room.goods('MUG', 'POT')
  const a = await room.place('A', 1)
  const b = await room.place('B', 2)
  await room.receive(a, MUG, 10)
  await room.allocate({ variantId: MUG, quantity: 4 })
  await room.accepted('SetStockPolicy', { variantId: MUG, ...policy })
  const levels = () =>
    room.rows(
      'select l.code, on_hand as onHand, allocated from stock_levels join locations l on l.id = location_id where variant_id = ? order by l.code',
      MUG,
    )
  return { room, MUG, POT, a, b, levels }
}

test('a delivery raises what is on hand and keeps what it cost', async () => {
  const { room, MUG, POT, a } = await given()
  const { result } = await room.accepted('ReceiveStock', {
    locationId: a,
    lines: [
      { variantId: MUG, quantity: 2, unitCost: 250 },
      { variantId: POT, quantity: 3 },
    ],
    reference: 'DN 17',
  })
  expect(
    room.rows(
      'select id, variant_id as variantId, kind, on_hand_delta as units, unit_cost as unitCost, reference from stock_movements where reference = ? order by coalesce(unit_cost, 0) desc',
      'DN 17',
    ),
  ).toEqual([
    {
      id: (result.movements as string[])[0],
      variantId: MUG,
      kind: 'RECEIVED',
      units: 2,
      unitCost: 250,
      reference: 'DN 17',
    },
    {
      id: (result.movements as string[])[1],
      variantId: POT,
      kind: 'RECEIVED',
      units: 3,
      unitCost: null,
      reference: 'DN 17',
    },
  ])
})

test.each([
  ['to what is free', -6, {}, 'ACCEPTED'],
  ['into what is promised', -7, {}, { requested: 7, available: 6 }],
  ['into what is promised, where it may be owed', -7, { backorder: true }, 'ACCEPTED'],
  ['into what is promised, where it is not tracked', -10, { tracked: false }, 'ACCEPTED'],
  ['below zero, where it may be owed', -11, { backorder: true }, { requested: 11, available: 10 }],
  ['into safety stock, which staff may take', -6, { safetyStock: 6 }, 'ACCEPTED'],
  ['upwards', 5, {}, 'ACCEPTED'],
])('adjusting %s (%i) with the policy %o', async (_, delta, policy, answer) => {
  const { room, MUG, a, levels } = await given(policy)
  const input = { variantId: MUG, locationId: a, delta, reason: 'COUNTED' }
  const refusal = await refusalOf(room, 'AdjustStock', input)
  if (answer === 'ACCEPTED') {
    expect(refusal).toBe('ACCEPTED')
    expect(levels()).toEqual([{ code: 'A', onHand: 10 + delta, allocated: 4 }])
    return
  }
  expect(refusal).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    path: ['input', 'delta'],
    facts: { shortages: [{ variantId: MUG, sku: 'MUG', ...(answer as object) }] },
  })
  expect(levels()).toEqual([{ code: 'A', onHand: 10, allocated: 4 }])
})

test('an adjustment keeps its reason; what was never there can be found, not lost', async () => {
  const { room, POT, b } = await given()
  const input = { variantId: POT, locationId: b, reason: 'FOUND', reference: 'Behind the door' }
  expect(await refusalOf(room, 'AdjustStock', { ...input, delta: -1 })).toMatchObject({
    facts: { shortages: [{ requested: 1, available: 0 }] },
  })
  const { result } = await room.accepted('AdjustStock', { ...input, delta: 2 })
  expect(
    room.rows('select kind, reason, reference from stock_movements where id = ?', result.movement),
  ).toEqual([{ kind: 'ADJUSTED', reason: 'FOUND', reference: 'Behind the door' }])
})

test('a count sets what is on hand when nothing moved since', async () => {
  const { room, MUG, a, levels } = await given()
  const input = { variantId: MUG, locationId: a, onHand: 7 }
  expect(await refusalOf(room, 'SetStock', { ...input, expectedOnHand: 9 })).toMatchObject({
    code: 'STOCK_CHANGED',
    path: ['input', 'expectedOnHand'],
    facts: { variantId: MUG, locationId: a, expectedOnHand: 9, actualOnHand: 10 },
  })
  await room.accepted('SetStock', { ...input, expectedOnHand: 10 })
  expect(levels()).toEqual([{ code: 'A', onHand: 7, allocated: 4 }])
  await room.accepted('SetStock', { ...input, onHand: 12 })
  expect(levels()).toEqual([{ code: 'A', onHand: 12, allocated: 4 }])
})

test('a count that finds what was known moves nothing', async () => {
  const { room, MUG, a } = await given()
  const { result, events } = await room.accepted('SetStock', {
    variantId: MUG,
    locationId: a,
    onHand: 10,
  })
  expect(result).toEqual({ movement: null })
  expect(events).toEqual([])
})

test('a count where nothing ever stood is one from zero', async () => {
  const { room, POT, b } = await given()
  const input = { variantId: POT, locationId: b, onHand: 3, expectedOnHand: 0 }
  await room.accepted('SetStock', input)
  expect(room.rows('select on_hand as onHand from stock_levels where variant_id = ?', POT)).toEqual(
    [{ onHand: 3 }],
  )
})

test.each([
  [{}, { requested: 7, available: 6 }],
  [{ backorder: true }, 'ACCEPTED'],
])('a count below what is promised, with the policy %o', async (policy, answer) => {
  const { room, MUG, a } = await given(policy)
  const refusal = await refusalOf(room, 'SetStock', { variantId: MUG, locationId: a, onHand: 3 })
  if (answer === 'ACCEPTED') expect(refusal).toBe('ACCEPTED')
  else
    expect(refusal).toMatchObject({
      code: 'INSUFFICIENT_STOCK',
      path: ['input', 'onHand'],
      facts: { shortages: [answer] },
    })
})

test('a transfer takes from one level what it gives to another', async () => {
  const { room, MUG, a, b, levels } = await given()
  const { result } = await room.accepted('TransferStock', {
    fromLocationId: a,
    toLocationId: b,
    lines: [
      { variantId: MUG, quantity: 2 },
      { variantId: MUG, quantity: 4 },
    ],
    reference: 'T 1',
  })
  expect(levels()).toEqual([
    { code: 'A', onHand: 4, allocated: 4 },
    { code: 'B', onHand: 6, allocated: 0 },
  ])
  expect(result.movements).toHaveLength(4)
})

test('a transfer leaves what is promised, and judges lines of one variant by their sum', async () => {
  const { room, MUG, POT, a, b, levels } = await given()
  await room.receive(a, POT, 5)
  const lines = [
    { variantId: POT, quantity: 1 },
    { variantId: MUG, quantity: 3 },
    { variantId: MUG, quantity: 4 },
  ]
  expect(
    await refusalOf(room, 'TransferStock', { fromLocationId: a, toLocationId: b, lines }),
  ).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    path: ['input', 'lines', '1', 'quantity'],
    facts: { shortages: [{ variantId: MUG, sku: 'MUG', requested: 7, available: 6 }] },
  })
  expect(levels()).toEqual([{ code: 'A', onHand: 10, allocated: 4 }])
})

test('a policy keeps what is left out, and null is the default again', async () => {
  const { room, POT } = await given()
  const policy = () =>
    room.rows(
      'select tracked, backorder, safety_stock as safetyStock, low_stock_level as lowStockLevel from stock_policies where variant_id = ?',
      POT,
    )[0]
  await room.accepted('SetStockPolicy', { variantId: POT, safetyStock: 3, tracked: false })
  expect(policy()).toEqual({ tracked: 0, backorder: 0, safetyStock: 3, lowStockLevel: 0 })
  await room.accepted('SetStockPolicy', { variantId: POT, tracked: null, lowStockLevel: 9 })
  expect(policy()).toEqual({ tracked: 1, backorder: 0, safetyStock: 3, lowStockLevel: 9 })
})

test('a location keeps what is left out', async () => {
  const { room, a } = await given()
  const { refreshed } = await room.accepted('UpdateLocation', { locationId: a, name: 'Attic' })
  expect(refreshed.location_view).toMatchObject([
    { code: 'A', name: 'Attic', countryCode: 'GB', priority: 1 },
  ])
  const later = await room.accepted('UpdateLocation', { locationId: a, priority: null })
  expect(later.refreshed.location_view).toMatchObject([{ name: 'Attic', priority: 100 }])
})

test('a location holds no more of a variant than the limit', async () => {
  const { room, MUG, POT, a, b } = await given()
  await room.accepted('SetStock', { variantId: MUG, locationId: a, onHand: 10_000_000 })
  expect(
    await refusalOf(room, 'ReceiveStock', {
      locationId: a,
      lines: [
        { variantId: POT, quantity: 1 },
        { variantId: MUG, quantity: 1 },
      ],
    }),
  ).toMatchObject({
    code: 'STOCK_LIMIT_REACHED',
    facts: { variantId: MUG, locationId: a, onHandMax: 10_000_000 },
  })
  expect(
    await refusalOf(room, 'TransferStock', {
      fromLocationId: a,
      toLocationId: b,
      lines: [{ variantId: MUG, quantity: 1_000_000 }],
    }),
  ).toBe('ACCEPTED')
})

type Ids = { MUG: string; PORTO: string; a: string; b: string }
const line = (variantId: string, quantity: unknown = 1) => ({ variantId, quantity })

test.each<[string, (ids: Ids) => object, string, string]>([
  [
    'ReceiveStock',
    ({ MUG }) => ({ locationId: NOWHERE, lines: [line(MUG)] }),
    'LOCATION_NOT_FOUND',
    'input.locationId',
  ],
  [
    'ReceiveStock',
    ({ MUG, a }) => ({ locationId: a, lines: [line(MUG), line(NOTHING)] }),
    'VARIANT_NOT_FOUND',
    'input.lines.1.variantId',
  ],
  [
    'ReceiveStock',
    ({ PORTO, a }) => ({ locationId: a, lines: [line(PORTO)] }),
    'SERVICE_HAS_NO_STOCK',
    'input.lines.0.variantId',
  ],
  [
    'AdjustStock',
    ({ a }) => ({ locationId: a, variantId: NOTHING, delta: 1, reason: 'FOUND' }),
    'VARIANT_NOT_FOUND',
    'input.variantId',
  ],
  [
    'AdjustStock',
    ({ MUG }) => ({ locationId: NOWHERE, variantId: MUG, delta: 1, reason: 'FOUND' }),
    'LOCATION_NOT_FOUND',
    'input.locationId',
  ],
  [
    'SetStock',
    ({ PORTO, a }) => ({ locationId: a, variantId: PORTO, onHand: 1 }),
    'SERVICE_HAS_NO_STOCK',
    'input.variantId',
  ],
  [
    'TransferStock',
    ({ MUG, a }) => ({ fromLocationId: a, toLocationId: NOWHERE, lines: [line(MUG)] }),
    'LOCATION_NOT_FOUND',
    'input.toLocationId',
  ],
  [
    'TransferStock',
    ({ MUG, b }) => ({ fromLocationId: NOWHERE, toLocationId: b, lines: [line(MUG)] }),
    'LOCATION_NOT_FOUND',
    'input.fromLocationId',
  ],
  [
    'TransferStock',
    ({ MUG, a }) => ({ fromLocationId: a, toLocationId: a, lines: [line(MUG)] }),
    'SAME_LOCATION',
    'input.toLocationId',
  ],
  [
    'SetStockPolicy',
    ({ PORTO }) => ({ variantId: PORTO, tracked: true }),
    'SERVICE_HAS_NO_STOCK',
    'input.variantId',
  ],
  ['SetStockPolicy', () => ({ variantId: NOTHING }), 'VARIANT_NOT_FOUND', 'input.variantId'],
  ['UpdateLocation', () => ({ locationId: NOWHERE }), 'LOCATION_NOT_FOUND', 'input.locationId'],
])('%s of what is not there (%#) is refused as %3$s', async (command, input, code, path) => {
  const room = await stockRoom()
  const { MUG } = await room.goods('MUG')
  const PORTO = await room.service('PORTO')
  const ids = { MUG, PORTO, a: await room.place('A'), b: await room.place('B') }
  expect(await refusalOf(room, command, input(ids))).toMatchObject({ code, path: path.split('.') })
  expect(room.rows('select * from stock_levels')).toEqual([])
  expect(room.rows('select * from stock_policies')).toEqual([])
})

const RECEIVE = { locationId: NOWHERE, lines: [line(NOTHING)] }
const ADJUST = { locationId: NOWHERE, variantId: NOTHING, delta: 1, reason: 'FOUND' }
const SET = { locationId: NOWHERE, variantId: NOTHING, onHand: 1 }
const TRANSFER = { fromLocationId: NOWHERE, toLocationId: NOWHERE, lines: [line(NOTHING)] }

test.each([
  ['ReceiveStock', { ...RECEIVE, locationId: NOTHING }, 'input.locationId'],
  ['ReceiveStock', { ...RECEIVE, lines: [] }, 'input.lines'],
  ['ReceiveStock', { ...RECEIVE, lines: Array(501).fill(line(NOTHING)) }, 'input.lines'],
  ['ReceiveStock', { ...RECEIVE, lines: [line(NOTHING, 0)] }, 'input.lines.0.quantity'],
  ['ReceiveStock', { ...RECEIVE, lines: [line(NOTHING, -1)] }, 'input.lines.0.quantity'],
  ['ReceiveStock', { ...RECEIVE, lines: [line(NOTHING, 1.5)] }, 'input.lines.0.quantity'],
  ['ReceiveStock', { ...RECEIVE, lines: [line(NOTHING, 1e9)] }, 'input.lines.0.quantity'],
  ['ReceiveStock', { ...RECEIVE, lines: [line('1; drop table')] }, 'input.lines.0.variantId'],
  [
    'ReceiveStock',
    { ...RECEIVE, lines: [{ ...line(NOTHING), unitCost: -1 }] },
    'input.lines.0.unitCost',
  ],
  ['ReceiveStock', { ...RECEIVE, reference: 'a\0b' }, 'input.reference'],
  ['ReceiveStock', { ...RECEIVE, reference: 'a'.repeat(100_000) }, 'input.reference'],
  ['AdjustStock', { ...ADJUST, delta: 0 }, 'input.delta'],
  ['AdjustStock', { ...ADJUST, delta: 0.5 }, 'input.delta'],
  ['AdjustStock', { ...ADJUST, delta: -1e9 }, 'input.delta'],
  ['AdjustStock', { ...ADJUST, reason: 'STOLEN' }, 'input.reason'],
  ['AdjustStock', { ...ADJUST, reason: undefined }, 'input.reason'],
  ['SetStock', { ...SET, onHand: -1 }, 'input.onHand'],
  ['SetStock', { ...SET, onHand: 1e9 }, 'input.onHand'],
  ['SetStock', { ...SET, expectedOnHand: -1 }, 'input.expectedOnHand'],
  ['TransferStock', { ...TRANSFER, lines: [] }, 'input.lines'],
  ['TransferStock', { ...TRANSFER, lines: [line(NOTHING, 0)] }, 'input.lines.0.quantity'],
  ['TransferStock', { ...TRANSFER, toLocationId: 'B' }, 'input.toLocationId'],
  ['SetStockPolicy', { variantId: NOTHING, safetyStock: -1 }, 'input.safetyStock'],
  ['SetStockPolicy', { variantId: NOTHING, lowStockLevel: 0.5 }, 'input.lowStockLevel'],
  ['SetStockPolicy', { variantId: NOTHING, tracked: 'yes' }, 'input.tracked'],
  ['UpdateLocation', { locationId: NOWHERE, name: '' }, 'input.name'],
  ['UpdateLocation', { locationId: NOWHERE, countryCode: 'gb' }, 'input.countryCode'],
  ['UpdateLocation', { locationId: NOWHERE, priority: 1_001 }, 'input.priority'],
])('%s refuses %o before anything is queued', async (command, input, path) => {
  const room = await stockRoom()
  await expect(room.give(command, input)).rejects.toSatisfy((thrown) => {
    expect(thrown).toBeInstanceOf(InvalidInput)
    expect(thrown.facts.problems[0].path.join('.')).toBe(path)
    return true
  })
  expect(room.rows('select * from kernel_journal')).toEqual([])
})
