// What is remembered with things: who may change and see it, how much there may be, and that the thing's
// version tells of it.
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { Denied } from '#kernel/dispatch.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { ask, asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk, UNKNOWN } from '#testing/orders.ts'

type Kind = 'product' | 'variant' | 'collection' | 'customer' | 'order'
const KINDS: Kind[] = ['product', 'variant', 'collection', 'customer', 'order']
const WRITES = {
  product: 'catalog.write',
  variant: 'catalog.write',
  collection: 'catalog.write',
  customer: 'customers.write',
  order: 'orders.write',
}

async function stood() {
  const desk = await orderDesk()
  const [product] = desk.rows<{ id: string }>('select id from products')
  const { collection } = await desk.ids('CreateCollection', { name: 'All' })
  const { customer } = await desk.ids('RegisterCustomer', { email: 'anna@example.com' })
  const ids = {
    product: product?.id as string,
    variant: desk.variants.MUG,
    collection: collection as string,
    customer: customer as string,
    order: (await desk.placed({ MUG: 1 })).id,
  }
  return { desk, ids }
}

const staff = (...permissions: string[]): Actor => ({ kind: 'STAFF', id: 'key_s', permissions })
const entry = (key: string, value = 'x') => ({ key, value })
const shown = async (desk: OrderDesk, id: string) =>
  (
    await asked(
      desk,
      `query ($id: ID!) { node(id: $id) {
        ${KINDS.map((kind) => `... on ${kind[0]?.toUpperCase()}${kind.slice(1)} { version metadata { key value } privateMetadata { key value } }`).join(' ')}
      } }`,
      { id },
    )
  ).node

test.each(KINDS)(
  'a %s keeps both sides, by key, and its version tells of each change',
  async (kind) => {
    const { desk, ids } = await stood()
    const ownerId = ids[kind]
    const { version } = await shown(desk, ownerId)
    await desk.accepted('SetMetadata', {
      ownerId,
      entries: [entry('b'), entry('a.1:x-Y_z', 'one')],
    })
    await desk.accepted('SetMetadata', { ownerId, entries: [entry('b', 'two')] })
    await desk.accepted('SetPrivateMetadata', { ownerId, entries: [entry('erp', '7')] })
    expect(await shown(desk, ownerId)).toEqual({
      version: version + 3,
      metadata: [entry('a.1:x-Y_z', 'one'), entry('b', 'two')],
      privateMetadata: [entry('erp', '7')],
    })
    await desk.accepted('RemoveMetadata', { ownerId, keys: ['b', 'erp'] })
    await desk.accepted('RemovePrivateMetadata', { ownerId, keys: ['erp'] })
    expect(await shown(desk, ownerId)).toEqual({
      version: version + 5,
      metadata: [entry('a.1:x-Y_z', 'one')],
      privateMetadata: [],
    })
    const again = [
      await desk.accepted('SetMetadata', {
        ownerId,
        entries: [entry('a.1:x-Y_z', 'other'), entry('a.1:x-Y_z', 'one')],
      }),
      await desk.accepted('RemoveMetadata', { ownerId, keys: ['nothing'] }),
    ]
    expect(again.flatMap(({ events }) => events)).toEqual([])
    const findings = await verifyViews(desk.writer, views, tallies)
    expect(findings.flatMap(({ findings }) => findings)).toEqual([])
  },
)

test.each(KINDS)('changing what a %s remembers needs two permissions', async (kind) => {
  const { desk, ids } = await stood()
  const ownerId = ids[kind]
  for (const [command, own] of [
    ['SetMetadata', 'metadata.write'],
    ['SetPrivateMetadata', 'metadata.private'],
  ] as const) {
    const set = (actor: Actor) => desk.give(command, { ownerId, entries: [entry('a')] }, { actor })
    await expect(set(staff(own))).rejects.toThrow(new Denied(WRITES[kind]))
    await expect(set(staff(WRITES[kind]))).rejects.toThrow(new Denied(own))
    expect(await set(staff(own, WRITES[kind]))).toMatchObject({ outcome: 'ACCEPTED' })
  }
})

test('shoppers see the public side of what they see, and nobody the private one without the right', async () => {
  const { desk, ids } = await stood()
  const entries = [entry('k', 'seen')]
  const draft = (
    await desk.ids('CreateProduct', { name: 'D', variants: [{ sku: 'D', prices: [] }] })
  ).product as string
  for (const ownerId of [...Object.values(ids), draft]) {
    await desk.accepted('SetMetadata', { ownerId, entries })
    await desk.accepted('SetPrivateMetadata', { ownerId, entries: [entry('k', 'hidden')] })
  }
  const question = `query ($product: ID!, $draft: ID!, $variant: ID!, $collection: ID!, $order: ID!) {
    product(id: $product) { metafield(key: "k") privateMetadata { key } privateMetafield(key: "k") }
    draft: product(id: $draft) { metafield(key: "k") }
    variant(id: $variant) { metafield(key: "k") none: metafield(key: "n") privateMetafield(key: "k") }
    collection(id: $collection) { metafield(key: "k") privateMetafield(key: "k") }
    order(id: $order) { metafield(key: "k") privateMetafield(key: "k") }
  }`
  const variables = { ...ids, draft }
  const shopper: Actor = { kind: 'PUBLISHABLE', id: 'key_p', permissions: ['catalog.read'] }
  const { data } = await ask(desk, question, variables, { actor: shopper })
  expect(data).toEqual({
    product: { metafield: 'seen', privateMetadata: null, privateMetafield: null },
    draft: null,
    variant: { metafield: 'seen', none: null, privateMetafield: null },
    collection: { metafield: 'seen', privateMetafield: null },
    order: null,
  })
  const reader = staff('catalog.read', 'orders.read')
  const read = await asked(desk, question, variables, { actor: reader })
  expect(read.order).toEqual({ metafield: 'seen', privateMetafield: null })
  expect(read.draft).toEqual({ metafield: 'seen' })
  const owner = await asked(desk, question, variables)
  expect(owner.order).toEqual({ metafield: 'seen', privateMetafield: 'hidden' })
})

test('each side holds fifty entries and no more', async () => {
  const { desk, ids } = await stood()
  const ownerId = ids.product
  const entries = Array.from({ length: 50 }, (_, index) => entry(`k${index}`))
  await desk.accepted('SetMetadata', { ownerId, entries })
  await desk.accepted('SetMetadata', { ownerId, entries: [entry('k0', 'other')] })
  expect(await desk.refused('SetMetadata', { ownerId, entries: [entry('one.more')] })).toEqual({
    code: 'TOO_MANY_METADATA',
    message: expect.any(String),
    path: ['input', 'entries'],
    facts: { isPrivate: false, found: 51, entriesMax: 50 },
  })
  await desk.accepted('SetPrivateMetadata', { ownerId, entries: [entry('one.more')] })
})

test.each([
  ['prd', 'PRODUCT_NOT_FOUND'],
  ['var', 'VARIANT_NOT_FOUND'],
  ['col', 'COLLECTION_NOT_FOUND'],
  ['cus', 'CUSTOMER_NOT_FOUND'],
  ['ord', 'ORDER_NOT_FOUND'],
])('nothing is remembered with an unknown %s', async (prefix, code) => {
  const { desk } = await stood()
  const ownerId = UNKNOWN(prefix)
  const path = ['input', 'ownerId']
  for (const [command, rest] of [
    ['SetMetadata', { entries: [entry('a')] }],
    ['RemoveMetadata', { keys: ['a'] }],
  ] as const)
    expect(await desk.refused(command, { ownerId, ...rest })).toMatchObject({ code, path })
})

test.each([
  ['a key with a space', [entry('a b')], 'entries.0.key'],
  ['an empty key', [entry('')], 'entries.0.key'],
  ['a key of 101 characters', [entry('k'.repeat(101))], 'entries.0.key'],
  ['an empty value', [entry('k', '')], 'entries.0.value'],
  ['a value of 2,001 characters', [entry('k', 'v'.repeat(2_001))], 'entries.0.value'],
  ['no entry', [], 'entries'],
  ['51 entries', Array.from({ length: 51 }, (_, index) => entry(`k${index}`)), 'entries'],
])('%s is bad input', async (_, entries, path) => {
  const { desk, ids } = await stood()
  const bad = await desk.badPaths('SetMetadata', { ownerId: ids.order, entries })
  expect(bad).toEqual([`input.${path}`])
})

test('a fulfilment or a cart can have none', async () => {
  const { desk } = await stood()
  for (const prefix of ['ful', 'cart', 'key'])
    expect(
      await desk.badPaths('SetMetadata', { ownerId: UNKNOWN(prefix), entries: [entry('a')] }),
    ).toEqual(['input.ownerId'])
})

test('what is remembered with a customer is found by the customer, as personal input is', async () => {
  const { desk, ids } = await stood()
  const { sequence } = await desk.accepted('SetMetadata', {
    ownerId: ids.customer,
    entries: [entry('k')],
  })
  expect(
    desk.rows('select subject_id as id from kernel_journal_subjects where sequence = ?', sequence),
  ).toEqual([{ id: ids.customer }])
})

test('a dry run shows what would be remembered, and keeps none of it', async () => {
  const { desk, ids } = await stood()
  const { setMetadata } = await asked(
    desk,
    `mutation ($id: ID!) { setMetadata(input: { ownerId: $id, entries: [{ key: "k", value: "v" }] }, options: { dryRun: true }) {
      owner { id ... on Product { metafield(key: "k") } } } }`,
    { id: ids.product },
  )
  expect(setMetadata.owner).toEqual({ id: ids.product, metafield: 'v' })
  expect((await shown(desk, ids.product)).metadata).toEqual([])
})
