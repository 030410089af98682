import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { Denied } from '#kernel/dispatch.ts'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { testApp } from '#testing/app.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk, type Sku, UNKNOWN } from '#testing/orders.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import { CUSTOMER_PERMISSIONS, PERMISSIONS } from '#write/access/permissions.ts'
import { examineBooks } from '#write/doctor.ts'

const ADDRESS = {
  ...{ name: 'Anna', line1: '1 High Street', city: 'Leeds' },
  ...{ postalCode: 'LS1 1AA', countryCode: 'GB' },
}
const KEPT = { line2: null, region: null, phone: null }

const line = (desk: OrderDesk, sku: Sku, quantity = 1, price: object = {}) => ({
  ...{ variantId: desk.variants[sku], quantity },
  ...price,
})
const cheaper = (unitPrice: number, priceReason = 'A regular') => ({ unitPrice, priceReason })

async function drafted(desk: OrderDesk, input: object = {}): Promise<string> {
  const { draftOrder } = await desk.ids('CreateDraftOrder', {
    ...{ currency: 'GBP', lines: [line(desk, 'MUG', 2)], shippingAddress: ADDRESS },
    ...input,
  })
  return draftOrder as string
}

const rowOf = (desk: OrderDesk, id: string): Record<string, unknown> | undefined => {
  const [row] = desk.rows<Record<string, unknown>>(
    'select * from draft_order_view where id = ?',
    id,
  )
  return row && { ...row, lines: JSON.parse(row.lines as string) }
}

async function allIsWell(desk: OrderDesk) {
  expect(brokenBooks(desk)).toEqual([])
  const checks = [
    ...(await verifyViews(desk.writer, views, tallies)),
    ...(await examineBooks(desk.writer)),
  ]
  expect(checks.flatMap(({ findings }) => findings as unknown[])).toEqual([])
}

test('a draft freezes the prices of staff with their reason, and holds nothing back until it is completed', async () => {
  const desk = await orderDesk()
  const { discount } = await desk.ids('CreateDiscount', {
    ...{ name: 'Ten off', code: 'TEN', takes: { rate: 10_000 }, usageLimit: 1 },
  })
  const id = await drafted(desk, {
    lines: [line(desk, 'MUG', 2, cheaper(400)), line(desk, 'MUG', 1), line(desk, 'CUP', 1)],
    discountCodes: ['ten', 'TEN'],
    email: 'anna@example.com',
    note: 'Called at noon.',
  })
  expect(rowOf(desk, id)).toMatchObject({
    ...{ number: 1001, version: 1, status: 'OPEN', order_id: null, discount_codes: '["TEN"]' },
    lines: [
      { variantId: desk.variants.MUG, quantity: 2, unitPrice: 400, priceReason: 'A regular' },
      { variantId: desk.variants.MUG, quantity: 1, unitPrice: null, priceReason: null },
      { variantId: desk.variants.CUP, quantity: 1, unitPrice: null, priceReason: null },
    ],
  })
  const used = () => desk.rows('select used from discounts where id = ?', discount)
  expect(desk.levels()['MUG@MAIN']).toBe('10/0')
  expect(used()).toEqual([{ used: 0 }])

  const { order } = await desk.ids('CompleteDraftOrder', { draftOrderId: id })
  expect(desk.levels()['MUG@MAIN']).toBe('10/3')
  expect(used()).toEqual([{ used: 1 }])
  const page = await desk.page(order as string)
  expect(page).toMatchObject({
    ...{ number: 1001, status: 'CONFIRMED', email: 'anna@example.com', cartId: null },
    ...{ subtotal: 1_600, discountTotal: 160, total: 1_440, due: 1_440 },
    shippingAddress: { ...ADDRESS, ...KEPT },
    lines: [
      { sku: 'MUG', quantity: 2, unitPrice: 400, priceReason: 'A regular', discount: 80 },
      { sku: 'MUG', quantity: 1, unitPrice: 500, priceReason: null, discount: 50 },
      { sku: 'CUP', quantity: 1, unitPrice: 300, priceReason: null, discount: 30 },
    ],
    notes: [{ text: 'Called at noon.', authorId: 'key_owner' }],
  })
  expect(rowOf(desk, id)).toMatchObject({ status: 'COMPLETED', order_id: order, version: 2 })
  await allIsWell(desk)

  await desk.accepted('CancelOrder', { orderId: order, reason: 'Changed their mind' })
  expect(used()).toEqual([{ used: 0 }])
  await allIsWell(desk)
})

test('a change replaces what it names, clears what is null, and leaves the rest', async () => {
  const desk = await orderDesk()
  await desk.accepted('CreateDiscount', { name: 'A', code: 'A', takes: { rate: 1_000 } })
  await desk.accepted('CreateDiscount', { name: 'B', code: 'B', takes: { rate: 1_000 } })
  const { shippingMethod } = await desk.ids('CreateShippingMethod', {
    ...{ name: 'Post', basis: 'FLAT', brackets: [{ currency: 'GBP', price: 300 }] },
  })
  const { customer } = await desk.ids('RegisterCustomer', { email: 'Anna@example.com' })
  const id = await drafted(desk, {
    ...{ customerId: customer, discountCodes: ['A'], shippingMethodId: shippingMethod, note: 'n' },
  })
  const before = rowOf(desk, id)
  expect(before).toMatchObject({ customer_id: customer, email: 'Anna@example.com' })

  desk.pass(5)
  const change = (input: object) =>
    desk.accepted('UpdateDraftOrder', { draftOrderId: id, ...input })
  await change({})
  const touched = { updated_at: (before?.updated_at as number) + 5 }
  expect(rowOf(desk, id)).toEqual({ ...before, ...touched, version: 2 })
  await change({ discountCodes: ['B'], lines: [line(desk, 'CUP', 3, cheaper(0, 'Broken one'))] })
  expect(rowOf(desk, id)).toMatchObject({
    ...{ discount_codes: '["B"]', note: 'n', shipping_method_id: shippingMethod },
    lines: [{ quantity: 3, unitPrice: 0, priceReason: 'Broken one' }],
  })
  const cleared = { discountCodes: null, note: null, shippingMethodId: null, shippingAddress: null }
  await change({ ...cleared, lines: null, customerId: null })
  expect(rowOf(desk, id)).toMatchObject({
    ...{ discount_codes: '[]', note: null, shipping_method_id: null, shipping_address: null },
    ...{ customer_id: null, email: 'Anna@example.com', lines: [{ quantity: 3 }] },
  })
  await allIsWell(desk)
})

test.each([
  ['left out, it is the customer’s', { customerId: 'anna' }, 'anna@example.com'],
  ['of a customer without one there is none', { customerId: 'ben' }, null],
  ['what is given counts', { customerId: 'anna', email: 'work@example.com' }, 'work@example.com'],
  ['null is none', { customerId: 'anna', email: null }, null],
  ['nobody’s stays as it was', {}, 'old@example.com'],
  ['and stays where nobody is meant', { customerId: null }, 'old@example.com'],
])('the e-mail of a draft: %s', async (_, input, email) => {
  const desk = await orderDesk()
  const people: Record<string, string | undefined> = {
    anna: (await desk.ids('RegisterCustomer', { email: 'anna@example.com' })).customer,
    ben: (await desk.ids('RegisterCustomer', { externalId: 'ben' })).customer,
  }
  const given = input as { customerId?: string | null }
  const id = await drafted(desk, { email: 'old@example.com' })
  await desk.accepted('UpdateDraftOrder', {
    draftOrderId: id,
    ...input,
    ...(given.customerId && { customerId: people[given.customerId] }),
  })
  expect(rowOf(desk, id)?.email).toBe(email)
})

test('the order is the customer’s, who is counted by their account as well as by their e-mail', async () => {
  const desk = await orderDesk()
  const { customer } = await desk.ids('RegisterCustomer', { email: 'anna@example.com' })
  await desk.accepted('CreateDiscount', {
    ...{ name: 'Once', code: 'ONCE', takes: { rate: 10_000 }, usageLimitPerCustomer: 1 },
  })
  const first = await drafted(desk, { customerId: customer, discountCodes: ['ONCE'] })
  const guest = await drafted(desk, { email: 'ANNA@example.com', discountCodes: ['ONCE'] })
  const { order } = await desk.ids('CompleteDraftOrder', { draftOrderId: first })
  expect((await desk.page(order as string)).customerId).toBe(customer)
  expect(desk.rows('select orders as count from customer_totals_view')).toEqual([{ count: 1 }])
  expect(await desk.refused('CompleteDraftOrder', { draftOrderId: guest })).toMatchObject({
    code: 'DISCOUNT_LIMIT_REACHED',
    path: ['input', 'draftOrderId'],
    facts: { discountCode: 'ONCE', isPerCustomer: true },
  })
})

test('a draft is one order, whoever completes it once more and however', async () => {
  const desk = await orderDesk()
  const draftOrderId = await drafted(desk)
  const outcomes = await Promise.all(
    [1, 2, 3].map(() => desk.ids('CompleteDraftOrder', { draftOrderId })),
  )
  expect(new Set(outcomes.map(({ order }) => order)).size).toBe(1)
  expect(desk.rows('select count(*) as count from orders')).toEqual([{ count: 1 }])
  const again = await desk.accepted('CompleteDraftOrder', { draftOrderId })
  expect(again.events).toEqual([])
  expect(desk.levels()['MUG@MAIN']).toBe('10/2')
})

test('a draft that became an order is neither changed nor deleted', async () => {
  const desk = await orderDesk()
  const draftOrderId = await drafted(desk)
  const { order } = await desk.ids('CompleteDraftOrder', { draftOrderId })
  for (const command of ['UpdateDraftOrder', 'DeleteDraftOrder'])
    expect(await desk.refused(command, { draftOrderId })).toMatchObject({
      ...{ code: 'DRAFT_ORDER_NOT_OPEN', path: ['input', 'draftOrderId'] },
      facts: { draftOrderId, orderId: order },
    })
})

test('of a deleted draft nothing is left but its number, which no other gets', async () => {
  const desk = await orderDesk()
  const draftOrderId = await drafted(desk, { email: 'anna@example.com', note: 'Anna' })
  await desk.accepted('DeleteDraftOrder', { draftOrderId })
  expect(rowOf(desk, draftOrderId)).toBeUndefined()
  expect(desk.rows('select * from draft_order_lines')).toEqual([])
  expect(JSON.stringify(desk.rows('select * from draft_orders'))).not.toMatch(/anna/i)
  for (const command of ['UpdateDraftOrder', 'DeleteDraftOrder', 'CompleteDraftOrder'])
    expect(await desk.refused(command, { draftOrderId })).toMatchObject({
      code: 'DRAFT_ORDER_NOT_FOUND',
    })
  expect(rowOf(desk, await drafted(desk))?.number).toBe(1002)
  await allIsWell(desk)
})

test('what is refused leaves the draft open, to be changed and completed after all', async () => {
  const desk = await orderDesk({ MAIN: { MUG: 3 } })
  const draftOrderId = await drafted(desk, {
    lines: [line(desk, 'MUG', 2), line(desk, 'MUG', 2, cheaper(1))],
  })
  expect(await desk.refused('CompleteDraftOrder', { draftOrderId })).toMatchObject({
    code: 'INSUFFICIENT_STOCK',
    facts: {
      shortages: [{ variantId: desk.variants.MUG, sku: 'MUG', requested: 4, available: 3 }],
    },
  })
  expect(rowOf(desk, draftOrderId)).toMatchObject({ status: 'OPEN', version: 1 })
  await desk.accepted('UpdateDraftOrder', { draftOrderId, lines: [line(desk, 'MUG', 3)] })
  await desk.accepted('CompleteDraftOrder', { draftOrderId })
  await allIsWell(desk)
})

test('where the shop awaits payment, so does the order of a draft, unless it costs nothing', async () => {
  const desk = await orderDesk(undefined, { shop: { ...TEST_SHOP, awaitsPaymentMs: 60_000 } })
  const complete = async (draftOrderId: string) =>
    desk.page((await desk.ids('CompleteDraftOrder', { draftOrderId })).order as string)
  const waiting = await complete(await drafted(desk))
  expect(waiting.status).toBe('PENDING')
  const gift = await complete(await drafted(desk, { lines: [line(desk, 'CUP', 1, cheaper(0))] }))
  expect(gift).toMatchObject({ status: 'CONFIRMED', total: 0 })
  desk.pass(60_000)
  await desk.reactions.settle()
  expect((await desk.page(waiting.id)).status).toBe('EXPIRED')
  expect(desk.levels()['MUG@MAIN']).toBe('10/0')
})

test('staff sell what is not published and what has no price, and nobody what is archived', async () => {
  const desk = await orderDesk()
  await desk.accepted('CreateProduct', {
    ...{
      name: 'Prototype',
      status: 'DRAFT',
      variants: [{ sku: 'PROTO', isService: true, prices: [] }],
    },
  })
  const [proto] = desk.rows<{ id: string; product: string }>(
    "select id, product_id as product from variants where sku = 'PROTO'",
  )
  const lines = [{ variantId: proto?.id, quantity: 1 }]
  const create = { currency: 'GBP', shippingAddress: ADDRESS, lines }
  expect(await desk.refused('CreateDraftOrder', create)).toMatchObject({
    ...{ code: 'PRICE_MISSING', path: ['input', 'lines', '0', 'variantId'] },
    facts: { sku: 'PROTO', currency: 'GBP' },
  })
  expect(await desk.refused('StartCart', { currency: 'GBP', lines })).toMatchObject({
    code: 'VARIANT_NOT_SELLABLE',
  })
  const priced = [{ ...lines[0], ...cheaper(9_900, 'Before it comes out') }]
  const sold = await drafted(desk, { lines: priced })
  const kept = await drafted(desk, { lines: priced })
  const { order } = await desk.ids('CompleteDraftOrder', { draftOrderId: sold })
  expect((await desk.page(order as string)).total).toBe(9_900)

  await desk.accepted('ArchiveProduct', { productId: proto?.product })
  expect(await desk.refused('CompleteDraftOrder', { draftOrderId: kept })).toMatchObject({
    ...{ code: 'VARIANT_NOT_SELLABLE', path: ['input', 'draftOrderId'], facts: { sku: 'PROTO' } },
  })
  expect(await desk.refused('CreateDraftOrder', { ...create, lines: priced })).toMatchObject({
    ...{ code: 'VARIANT_NOT_SELLABLE', path: ['input', 'lines', '0', 'variantId'] },
  })
})

test('drafting orders is a right of its own, which neither other staff nor customers have', async () => {
  const desk = await orderDesk()
  const draftOrderId = await drafted(desk)
  const others = Object.keys(PERMISSIONS).filter((permission) => permission !== 'orders.draft')
  const actors: Actor[] = [
    { kind: 'STAFF', id: 'key_s', permissions: others },
    { kind: 'CUSTOMER', id: UNKNOWN('cus'), permissions: CUSTOMER_PERMISSIONS },
  ]
  const create = { currency: 'GBP', lines: [line(desk, 'MUG')] }
  for (const actor of actors)
    for (const [command, input] of [
      ['CreateDraftOrder', create],
      ['UpdateDraftOrder', { draftOrderId }],
      ['CompleteDraftOrder', { draftOrderId }],
      ['DeleteDraftOrder', { draftOrderId }],
    ] as const)
      await expect(desk.give(command, input, { actor })).rejects.toThrow(new Denied('orders.draft'))
  const clerk: Actor = { kind: 'STAFF', id: 'key_c', permissions: ['orders.draft'] }
  await desk.accepted('CompleteDraftOrder', { draftOrderId }, { actor: clerk })
})

test('a draft is changed by who saw it as it is, and by nobody else', async () => {
  const desk = await orderDesk()
  const draftOrderId = await drafted(desk)
  await desk.accepted('UpdateDraftOrder', { draftOrderId, note: 'one' }, { expectedVersion: 1 })
  for (const command of ['UpdateDraftOrder', 'CompleteDraftOrder', 'DeleteDraftOrder'])
    expect(await desk.refused(command, { draftOrderId }, { expectedVersion: 1 })).toMatchObject({
      ...{ code: 'VERSION_CONFLICT', facts: { actualVersion: 2 } },
    })
})

test('what is personal is found by the draft, and the journal replays to the same drafts', async () => {
  const desk = await orderDesk()
  const draftOrderId = await drafted(desk, { email: 'anna@example.com', note: 'Anna' })
  expect(
    desk.rows(
      `select j.command from kernel_journal_subjects s join kernel_journal j using (sequence)
       where subject_id = ?`,
      draftOrderId,
    ),
  ).toEqual([{ command: 'CreateDraftOrder' }])
  expect(JSON.stringify(desk.rows('select data from kernel_events'))).not.toMatch(/anna/i)
  await desk.accepted('UpdateDraftOrder', { draftOrderId, lines: [line(desk, 'CUP', 1)] })
  await desk.accepted('CompleteDraftOrder', { draftOrderId })
  const other = await drafted(desk)
  await desk.accepted('DeleteDraftOrder', { draftOrderId: other })
  const replayed = await replay({ from: desk.writer, into: await testApp(), release: 'test' })
  expect(replayed.differences).toEqual([])
})
