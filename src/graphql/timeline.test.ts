import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import type { EventKind } from '#kernel/event.ts'
import { ask, asked } from '#testing/graphql.ts'
import { orderDesk } from '#testing/orders.ts'
import { TEST_NOW, TEST_SHOP } from '#testing/shop.ts'
import { SUMMARIES } from './timeline.ts'

const WRITE = fileURLToPath(new URL('../write', import.meta.url))

const TIMELINE = `query ($id: ID!, $first: Int) { order(id: $id) { timeline(first: $first) {
  at event summary command sequence actor { kind id name } } } }`

const at = (ms: number) => new Date(TEST_NOW + ms).toISOString()

test('an order tells who did what to it and when, newest first, without a personal word', async () => {
  const desk = await orderDesk(undefined, { shop: { ...TEST_SHOP, awaitsPaymentMs: 60_000 } })
  const { role } = await desk.ids('CreateRole', { name: 'Desk', permissions: ['ORDERS_WRITE'] })
  const { staffMember } = await desk.ids('CreateStaffMember', {
    ...{ name: 'Ada', email: 'ada@example.com', roleIds: [role] },
  })
  const { apiKey } = await desk.ids('CreateApiKey', {
    ...{ name: 'Laptop', kind: 'STAFF', staffMemberId: staffMember },
  })
  const clerk: Actor = { kind: 'STAFF', id: apiKey as string, permissions: ['orders.write'] }
  const { id } = await desk.placed({ MUG: 2 })
  await desk.reactions.settle()
  desk.pass(10)
  const reason = 'Anna called: anna@example.com'
  await desk.accepted('HoldOrder', { orderId: id, reason }, { actor: clerk })
  desk.pass(60_000)
  await desk.reactions.settle()

  const { order } = await asked(desk, TIMELINE, { id })
  expect(order.timeline).toMatchObject([
    {
      event: 'OrderExpired',
      command: 'ExpireOrder',
      summary: 'An order was not paid in time, and its stock was released.',
      actor: {
        kind: 'SYSTEM',
        id: 'system:expire-unpaid-orders',
        name: 'expire-unpaid-orders',
      },
    },
    { event: 'OrderLinesCancelled', command: 'ExpireOrder', at: at(60_010) },
    {
      event: 'OrderHeld',
      command: 'HoldOrder',
      at: at(10),
      actor: { kind: 'STAFF', id: apiKey, name: 'Ada' },
    },
    { event: 'OrderPlaced', command: 'PlaceOrder', at: at(0) },
  ])
  expect(JSON.stringify(order)).not.toContain('anna')
  const sequences = order.timeline.map(({ sequence }: { sequence: number }) => sequence)
  expect(sequences).toEqual([...sequences].sort((one, other) => other - one))
  expect((await asked(desk, TIMELINE, { id, first: 1 })).order.timeline).toHaveLength(1)
})

test('a page of orders tells its timelines in the statements of one order', async () => {
  const statements: string[] = []
  const desk = await orderDesk(
    { MAIN: { MUG: 50 } },
    { connection: { synchronous: 'OFF', onStatement: (sql) => statements.push(sql) } },
  )
  for (let number = 0; number < 6; number++) await desk.placed({ MUG: 1 })
  const counted = async (first: number) => {
    desk.forget()
    statements.length = 0
    const { orders } = await asked(
      desk,
      '{ orders(first: $) { nodes { timeline { event actor { name } } } } }'.replace(
        '$',
        `${first}`,
      ),
    )
    expect(orders.nodes.map(({ timeline }: { timeline: unknown[] }) => timeline.length)).toEqual(
      Array(first).fill(1),
    )
    return statements.length
  }
  await counted(1) // Opens the connection.
  expect(await counted(6)).toBe(await counted(1))
})

test('it is for staff who read orders, and bounded', async () => {
  const desk = await orderDesk()
  const { id } = await desk.placed({ MUG: 1 })
  for (const first of [0, 101]) {
    const { errors } = await ask(desk, TIMELINE, { id, first })
    expect(errors?.[0]?.extensions.code).toBe('PAGE_TOO_LARGE')
  }
  const { customer } = await desk.ids('RegisterCustomer', { email: 'anna@example.com' })
  const actor: Actor = {
    kind: 'CUSTOMER',
    id: customer as string,
    permissions: ['account.write'],
    verifiedEmail: 'anna@example.com',
  }
  await desk.accepted('ClaimOrders', {}, { actor })
  expect((await ask(desk, TIMELINE, { id }, { actor })).data).toEqual({ order: { timeline: null } })
  const [entry] = (await asked(desk, TIMELINE, { id })).order.timeline
  expect(entry).toMatchObject({
    event: 'OrderClaimed',
    actor: { kind: 'CUSTOMER', id: customer, name: null },
  })
})

test('every fact of an order has its sentence, whichever room tells it', async () => {
  const rooms = readdirSync(WRITE, { withFileTypes: true }).filter(
    (room) => room.isDirectory() && existsSync(join(WRITE, room.name, 'events.ts')),
  )
  for (const { name } of rooms) {
    const told = await import(pathToFileURL(join(WRITE, name, 'events.ts')).href)
    for (const kind of Object.values(told) as EventKind<unknown>[])
      if (kind.aggregate === 'order')
        expect(SUMMARIES.get(kind.event), kind.event).toMatch(/^[A-Z].+\.$/)
  }
})
