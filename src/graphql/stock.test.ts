// Stock as a back office sees it, from a delivery to what runs low.
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'

/** Mugs and pots for sale, and two places. */
async function shop() {
  const app = await testApp()
  const data = await asked(
    app,
    `mutation {
      createProduct(input: { name: "Mugs", status: PUBLISHED, variants: [
        { sku: "MUG", prices: [] }, { sku: "POT", prices: [] }
      ] }) { product { variants { id sku } } }
      a: createLocation(input: { code: "A", name: "A", countryCode: "GB", priority: 1 }) { location { id } }
      b: createLocation(input: { code: "B", name: "B", countryCode: "GB", priority: 2 }) { location { id } }
    }`,
  )
  const [MUG, POT] = data.createProduct.product.variants.map(({ id }: { id: string }) => id)
  return { app, MUG, POT, a: data.a.location.id, b: data.b.location.id }
}

const RECEIVE = `mutation ($input: ReceiveStockInput!, $options: CommandOptions) {
  receiveStock(input: $input, options: $options) {
    movements { id kind onHandDelta reference unitCost { decimal } level { onHand available } }
    errors { code path ... on ServiceHasNoStock { sku } }
  }
}`

const receive = (app: TestApp, locationId: string, variantId: string, quantity: number) =>
  asked(app, RECEIVE, { input: { locationId, lines: [{ variantId, quantity }] } })

test('a delivery answers its movements with the levels that they made', async () => {
  const { app, MUG, a } = await shop()
  const lines = [{ variantId: MUG, quantity: 3, unitCost: 250 }]
  const { receiveStock } = await asked(app, RECEIVE, {
    input: { locationId: a, lines, reference: 'DN 1' },
  })
  expect(receiveStock).toMatchObject({
    movements: [
      {
        kind: 'RECEIVED',
        onHandDelta: 3,
        reference: 'DN 1',
        unitCost: { decimal: '2.50' },
        level: { onHand: 3, available: 3 },
      },
    ],
    errors: [],
  })
})

test('a dry run shows the level that would be, and leaves none', async () => {
  const { app, MUG, a } = await shop()
  const { receiveStock } = await asked(app, RECEIVE, {
    input: { locationId: a, lines: [{ variantId: MUG, quantity: 3 }] },
    options: { dryRun: true },
  })
  expect(receiveStock.movements).toMatchObject([{ onHandDelta: 3, level: { onHand: 3 } }])
  const { stockLevels } = await asked(app, '{ stockLevels { totalCount } }')
  expect(stockLevels.totalCount).toBe(0)
})

test('levels, the ledger and what is low are listed with what they name', async () => {
  const { app, MUG, POT, a, b } = await shop()
  await receive(app, a, MUG, 3)
  await receive(app, b, MUG, 4)
  await receive(app, b, POT, 9)
  const data = await asked(
    app,
    `query ($a: ID, $mug: String!) {
      stockLevels(where: { sku: { eq: "MUG" } }) {
        nodes { variant { sku } location { code } onHand allocated reserved available }
      }
      stockMovements(first: 1, where: { variantId: { eq: $mug } }) {
        edges { cursor node { variant { sku } location { code } kind at } } totalCount
      }
      variant(sku: "MUG") { stock { onHand available levels { location { code } onHand } } }
      lowStock { nodes { variant { sku } } }
      here: lowStock(locationId: $a) { totalCount }
      locations { nodes { code } }
    }`,
    { a, mug: MUG },
  )
  expect(data.stockLevels.nodes).toEqual(
    expect.arrayContaining([
      {
        variant: { sku: 'MUG' },
        location: { code: 'A' },
        onHand: 3,
        allocated: 0,
        reserved: 0,
        available: 3,
      },
    ]),
  )
  expect(data.stockLevels.nodes).toHaveLength(2)
  expect(data.stockMovements).toMatchObject({
    edges: [{ node: { variant: { sku: 'MUG' }, kind: 'RECEIVED' } }],
    totalCount: 2,
  })
  expect(data.variant.stock).toEqual({
    onHand: 7,
    available: 7,
    levels: [
      { location: { code: 'A' }, onHand: 3 },
      { location: { code: 'B' }, onHand: 4 },
    ],
  })
  expect(data.lowStock.nodes).toEqual([])
  expect(data.here.totalCount).toBe(0)
  expect(data.locations.nodes).toEqual([{ code: 'A' }, { code: 'B' }])

  const policy = await asked(
    app,
    `mutation ($mug: ID!) {
      setStockPolicy(input: { variantId: $mug, lowStockLevel: 7 }) {
        variant { stock { version isLow lowStockLevel } } errors { code }
      }
    }`,
    { mug: MUG },
  )
  expect(policy.setStockPolicy).toEqual({
    variant: { stock: { version: 3, isLow: true, lowStockLevel: 7 } },
    errors: [],
  })
  const { here } = await asked(
    app,
    `query ($a: ID) {
      here: lowStock(first: 5, locationId: $a) { nodes { variant { sku } available } totalCount }
    }`,
    { a },
  )
  expect(here).toEqual({ nodes: [{ variant: { sku: 'MUG' }, available: 7 }], totalCount: 1 })
})

test('a count, a correction and a transfer answer what moved', async () => {
  const { app, MUG, a, b } = await shop()
  await receive(app, a, MUG, 5)
  const data = await asked(
    app,
    `mutation ($mug: ID!, $a: ID!, $b: ID!) {
      setStock(input: { variantId: $mug, locationId: $a, onHand: 6, expectedOnHand: 5 }) {
        movement { onHandDelta reason }
      }
      same: setStock(input: { variantId: $mug, locationId: $a, onHand: 6 }) {
        movement { id } errors { code }
      }
      adjustStock(input: { variantId: $mug, locationId: $a, delta: -1, reason: DAMAGED }) {
        movement { onHandDelta reason level { onHand } }
      }
      transferStock(
        input: { fromLocationId: $a, toLocationId: $b, lines: [{ variantId: $mug, quantity: 2 }] }
      ) { movements { kind location { code } onHandDelta level { onHand } } }
      stale: setStock(input: { variantId: $mug, locationId: $a, onHand: 9, expectedOnHand: 5 }) {
        errors {
          code path ... on StockChanged { variant { sku } location { code } expectedOnHand actualOnHand }
        }
      }
      short: adjustStock(input: { variantId: $mug, locationId: $a, delta: -9, reason: LOST }) {
        errors { ... on InsufficientStock { shortages { variant { id } sku requested available } } }
      }
    }`,
    { mug: MUG, a, b },
  )
  expect(data).toEqual({
    setStock: { movement: { onHandDelta: 1, reason: 'COUNTED' } },
    same: { movement: null, errors: [] },
    adjustStock: { movement: { onHandDelta: -1, reason: 'DAMAGED', level: { onHand: 5 } } },
    transferStock: {
      movements: [
        { kind: 'TRANSFERRED', location: { code: 'A' }, onHandDelta: -2, level: { onHand: 3 } },
        { kind: 'TRANSFERRED', location: { code: 'B' }, onHandDelta: 2, level: { onHand: 2 } },
      ],
    },
    stale: {
      errors: [
        {
          code: 'STOCK_CHANGED',
          path: ['input', 'expectedOnHand'],
          variant: { sku: 'MUG' },
          location: { code: 'A' },
          expectedOnHand: 5,
          actualOnHand: 3,
        },
      ],
    },
    short: {
      errors: [{ shortages: [{ variant: { id: MUG }, sku: 'MUG', requested: 9, available: 3 }] }],
    },
  })
})

test('a shopper sees no exact stock by any path', async () => {
  const { app, MUG, a } = await shop()
  const { receiveStock } = await receive(app, a, MUG, 5)
  const actor: Actor = { kind: 'PUBLISHABLE', id: 'key_shop', permissions: ['catalog.read'] }
  const { data, errors } = await ask(
    app,
    `query ($movement: ID!, $a: ID!) {
      stockLevels { totalCount } stockMovements { totalCount } lowStock { totalCount }
      locations { totalCount } location(id: $a) { id }
      movement: node(id: $movement) { id } place: node(id: $a) { id }
      variant(sku: "MUG") { stock { onHand } available inStock }
    }`,
    { movement: receiveStock.movements[0].id, a },
    { actor },
  )
  expect(data).toEqual({
    stockLevels: null,
    stockMovements: null,
    lowStock: null,
    locations: null,
    location: null,
    movement: null,
    place: null,
    variant: { stock: null, available: null, inStock: true },
  })
  expect(errors).toHaveLength(5)
})

test('a page that is too large is refused, not capped', async () => {
  const { app } = await shop()
  for (const field of ['stockLevels', 'stockMovements', 'lowStock', 'locations', 'apiKeys']) {
    const { errors } = await ask(app, `{ ${field}(first: 101) { totalCount } }`)
    expect([field, errors?.[0]?.extensions.code]).toEqual([field, 'PAGE_TOO_LARGE'])
  }
})
