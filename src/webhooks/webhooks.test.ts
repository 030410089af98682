// Webhooks as receivers get them: over the network, signed, in order, again where they were not taken.
import { Webhook as Signing } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { createSchema } from '#graphql/schema.ts'
import { selector } from '#graphql/select.ts'
import { archivableUpTo } from '#kernel/retention.ts'
import { asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { type Received, receiver } from '#testing/receiver.ts'
import { webhookSecret } from './secret.ts'
import { sender } from './send.ts'
import { type WebhookOptions, webhookReactions } from './webhooks.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SECRET = webhookSecret('a key that signs the webhooks of these tests')

/** A desk whose webhooks wait 1, 2, 4 … seconds for their next try, 60 at most. */
const telling = (options: Partial<WebhookOptions> & { reachesPrivate?: boolean } = {}) =>
  orderDesk(
    { MAIN: { MUG: 100, CUP: 100 } },
    {
      webhookSecret: SECRET,
      follows: (app) =>
        webhookReactions({
          ...app,
          secret: SECRET,
          send: sender({ reachesPrivate: options.reachesPrivate ?? true }),
          select: selector(createSchema(), app),
          limits: { backOffMs: 1_000, backOffMsMax: 60_000 },
          answerMsMax: 300,
          ...options,
        }),
    },
  )

const registered = async (desk: OrderDesk, url: string, input: object = {}): Promise<string> => {
  const { webhook } = await desk.ids('RegisterWebhook', { name: 'Warehouse', url, ...input })
  return String(webhook)
}

const cancelled = (desk: OrderDesk, orderId: string) =>
  desk.accepted('CancelOrder', { orderId, reason: 'CUSTOMER' })

const ORDERS = { events: ['OrderPlaced', 'OrderLinesCancelled'] }
const placedAnd = (id: string) => [`OrderPlaced ${id}`, `OrderLinesCancelled ${id}`]

const deliveries = (desk: OrderDesk) =>
  desk.rows<{ sequence: number; attempt: number; succeeded: number; said: string }>(
    'select sequence, attempt, succeeded, said from kernel_tries order by at, sequence, attempt',
  )

const verified = ({ headers, body }: Received, secret: string) =>
  new Signing(secret).verify(body, headers as Record<string, string>)

test('a fact arrives as it was recorded, signed with the webhook’s secret', async () => {
  const desk = await telling({ clock: Date.now }) // Verifying asks that the signature is of these minutes.
  const { url, received } = await receiver()
  const webhookId = await registered(desk, url, ORDERS)
  const { id } = await desk.placed({ MUG: 1 })
  await desk.reactions.settle()
  expect(received).toHaveLength(1)
  const [one] = received as [Received]
  const { sequence, index } = one.message.data.event
  const [recorded] = desk.rows<{ data: string }>(
    'select data from kernel_events where sequence = ? and "index" = ?',
    sequence,
    index,
  )
  expect(one.message).toEqual({
    type: 'OrderPlaced',
    timestamp: new Date(desk.clock()).toISOString(),
    data: {
      event: {
        ...{ sequence, index, name: 'OrderPlaced', aggregate: 'order', aggregateId: id },
        at: new Date(desk.clock()).toISOString(),
        data: JSON.parse(String(recorded?.data)),
      },
    },
  })
  expect(one.headers['webhook-id']).toBe(`${webhookId}_${sequence}_${index}`)
  const { webhook } = await asked(desk, `{ webhook(id: "${webhookId}") { secret } }`)
  expect(verified(one, webhook.secret)).toEqual(one.message)
  expect(() => verified(one, SECRET(webhookId, 2))).toThrow()
  expect(() => verified({ ...one, body: `${one.body} ` }, webhook.secret)).toThrow()
})

test('each is told what it asked for from its beginning on, a test reaches one alone', async () => {
  const desk = await telling()
  const [all, some] = [await receiver(), await receiver()]
  await desk.placed({ MUG: 1 }) // Before anybody was to be told.
  await registered(desk, all.url)
  const webhookId = await registered(desk, some.url, ORDERS)
  const { id } = await desk.placed({ MUG: 1 })
  await cancelled(desk, id)
  await desk.accepted('TestWebhook', { webhookId })
  await desk.reactions.settle()
  expect(some.taken().filter((told) => told.endsWith(id))).toEqual(placedAnd(id))
  expect(some.taken().sort()).toEqual([...placedAnd(id), `WebhookTested ${webhookId}`].sort())
  const names = new Set(all.taken().map((told) => told.split(' ')[0]))
  expect(names).toContain('CartStarted')
  expect(names).toContain('WebhookRegistered') // The other one.
  expect(names).not.toContain('WebhookTested')
})

test('what fails is tried again later; what happened after it waits, what happened to others goes on', async () => {
  const desk = await telling()
  const { url, taken, answers, received } = await receiver()
  await registered(desk, url, ORDERS)
  const [bad, good] = [await desk.placed({ MUG: 1 }), await desk.placed({ MUG: 1 })]
  answers(({ message }) => (message.data.event.aggregateId === bad.id ? 500 : 200))
  await desk.reactions.settle()
  for (const { id } of [bad, good]) await cancelled(desk, id)
  await desk.reactions.settle()
  expect(taken()).toEqual(placedAnd(good.id))
  expect(received).toHaveLength(3) // The cancellation of the bad one was not tried before its turn.

  answers(() => 200)
  await desk.reactions.settle()
  expect(taken()).toEqual(placedAnd(good.id)) // Its time has not come.
  desk.pass(1_000)
  await desk.reactions.settle()
  expect(taken()).toEqual([...placedAnd(good.id), ...placedAnd(bad.id)])
  const ids = received.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(4) // A second try bears the id of the first.
  expect(
    deliveries(desk).filter(({ sequence }) => ids[0]?.includes(`_${sequence}_`)),
  ).toMatchObject([
    { attempt: 1, succeeded: 0, said: 'Error: It answered 500.' },
    { attempt: 2, succeeded: 1, said: 'It answered 200.' },
  ])
})

test('of what happened to one thing at once, nothing is told before what was not taken', async () => {
  const desk = await telling()
  const { url, taken, answers, received } = await receiver()
  await registered(desk, url, ORDERS)
  answers(({ message }) => (message.type === 'OrderPlaced' ? 500 : 200))
  const { id } = await desk.placed({ MUG: 1 })
  await cancelled(desk, id)
  await desk.reactions.settle()
  expect([received.length, taken()]).toEqual([1, []])
  answers(() => 200)
  desk.pass(1_000)
  await desk.reactions.settle()
  expect(taken()).toEqual(placedAnd(id))
})

test('one that never answers is cut off and tried again, and holds up no other', async () => {
  const desk = await telling()
  const [silent, other] = [await receiver(), await receiver()]
  silent.answers(() => null)
  await registered(desk, silent.url, ORDERS)
  await registered(desk, other.url, ORDERS)
  const { id } = await desk.placed({ MUG: 1 })
  const settled = desk.reactions.settle()
  await expect.poll(() => other.taken(), { timeout: 250 }).toEqual([`OrderPlaced ${id}`])
  await settled
  silent.answers(() => 200)
  desk.pass(1_000)
  await desk.reactions.settle()
  expect(silent.taken()).toEqual([`OrderPlaced ${id}`])
  expect(deliveries(desk).find(({ succeeded }) => !succeeded)?.said).toContain('300 ms')
})

test('after days of failing and of restarts a receiver that comes back has all, each thing in its order', async () => {
  const desk = await telling({ givenUpAfterMs: 30 * DAY })
  const { url, taken, answers } = await receiver()
  await registered(desk, url, ORDERS)
  let turn = 0
  answers(() => [500, null, 404, 302, 503][turn++ % 5] as number | null)
  const orders: string[] = []
  for (let round = 0; round < 6; round++) {
    const { id } = await desk.placed({ MUG: 1 })
    orders.push(id)
    if (round > 0) await cancelled(desk, orders[round - 1] as string)
    await desk.reactions.settle()
    desk.pass(60_000)
  }
  answers(() => 200)
  for (let times = 0; times < 3; times++) {
    desk.pass(60_000)
    await desk.reactions.settle()
  }
  for (const id of orders.slice(0, -1))
    expect(taken().filter((told) => told.endsWith(id))).toEqual(placedAnd(id))
  expect(new Set(taken()).size).toBe(11)
  expect(desk.rows('select * from kernel_retries')).toEqual([])
})

test('a selection is the payload: what its webhook may read, as things stand when it is sent', async () => {
  const desk = await telling()
  const { url, received } = await receiver()
  await registered(desk, url, {
    events: ['OrderPlaced'],
    selection: 'query ($id: ID!) { order(id: $id) { number status } customers { totalCount } }',
    permissions: ['ORDERS_READ'],
  })
  const { id } = await desk.placed({ MUG: 1 })
  await cancelled(desk, id)
  await desk.reactions.settle()
  const [one] = received as [Received]
  expect(one.message.data).toMatchObject({
    event: { name: 'OrderPlaced', aggregateId: id },
    result: { order: { number: 1001, status: 'CANCELLED' }, customers: null },
    errors: [{ path: ['customers'], code: 'FORBIDDEN' }],
  })
  expect(one.message.data.event).not.toHaveProperty('data')
})

test('while a secret is being rotated both sign, then the new one alone', async () => {
  const desk = await telling()
  const { url, received } = await receiver()
  const webhookId = await registered(desk, url, ORDERS)
  const signedBy = async () => {
    await desk.placed({ MUG: 1 })
    await desk.reactions.settle()
    const { headers, body } = received.at(-1) as Received
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000)
    const given = String(headers['webhook-signature']).split(' ')
    const by = (number: number) =>
      new Signing(SECRET(webhookId, number)).sign(String(headers['webhook-id']), at, body)
    return given.map((signature) => [1, 2, 3].find((number) => by(number) === signature))
  }
  expect(await signedBy()).toEqual([1])
  await desk.accepted('RotateWebhookSecret', { webhookId, overlapHours: 2 })
  expect(await signedBy()).toEqual([2, 1])
  desk.pass(2 * HOUR)
  expect(await signedBy()).toEqual([2])
  await desk.accepted('RotateWebhookSecret', { webhookId, overlapHours: 0 })
  expect(await signedBy()).toEqual([3])
})

test.each(['sequence', 'at'] as const)(
  'a replay from a %s tells all since then again, under the same ids',
  async (by) => {
    const desk = await telling()
    const { url, received, taken } = await receiver()
    const webhookId = await registered(desk, url, ORDERS)
    await desk.placed({ MUG: 1 })
    desk.pass(1_000)
    const at = new Date(desk.clock()).toISOString()
    const second = await desk.placed({ MUG: 1 })
    await cancelled(desk, second.id)
    await desk.reactions.settle()
    const before = received.map(({ headers }) => headers['webhook-id'])
    const sequence = received[1]?.message.data.event.sequence
    await desk.accepted('ReplayWebhook', {
      webhookId,
      from: by === 'at' ? { at } : { sequence },
    })
    await desk.reactions.settle()
    expect(taken().slice(3)).toEqual(placedAnd(second.id))
    expect(received.slice(3).map(({ headers }) => headers['webhook-id'])).toEqual(before.slice(1))
    expect(
      await desk.refused('ReplayWebhook', { webhookId, from: { sequence: 10_000 } }),
    ).toMatchObject({ code: 'REPLAY_START_UNFIT' })
  },
)

test.each([
  ['refuses all', 500],
  ['is silent', null],
])(
  'one that %s for a day is disabled; what happens meanwhile is kept for it',
  async (_, answer) => {
    const desk = await telling()
    const { url, taken, answers, received } = await receiver()
    const webhookId = await registered(desk, url, ORDERS)
    const before = await desk.placed({ MUG: 1 })
    await desk.reactions.settle()
    desk.pass(1)
    answers(() => answer)
    const { id } = await desk.placed({ MUG: 1 })
    for (let hours = 0; hours < 23; hours++) {
      await desk.reactions.settle()
      desk.pass(HOUR)
    }
    const state = async () =>
      (await asked(desk, `{ webhook(id: "${webhookId}") { status reason } }`)).webhook
    expect((await state()).status).toBe('ACTIVE')
    desk.pass(HOUR)
    await desk.reactions.settle()
    expect(await state()).toEqual({
      status: 'DISABLED',
      reason: expect.stringContaining('nothing since'),
    })
    expect(
      desk.rows(`select actor_id from kernel_journal where command = 'GiveUpWebhook'`),
    ).toEqual([{ actor_id: 'system:webhooks' }])

    answers(() => 200)
    await cancelled(desk, id)
    const tries = received.length
    desk.pass(DAY)
    await desk.reactions.settle()
    expect(received).toHaveLength(tries)
    await desk.accepted('EnableWebhook', { webhookId })
    await desk.reactions.settle()
    expect(taken()).toEqual([`OrderPlaced ${before.id}`, ...placedAnd(id)])
  },
)

test('one that answers 410 is disabled at once', async () => {
  const desk = await telling()
  const { url, answers } = await receiver()
  const webhookId = await registered(desk, url, ORDERS)
  answers(() => 410)
  await desk.placed({ MUG: 1 })
  await desk.reactions.settle()
  const { webhook } = await asked(desk, `{ webhook(id: "${webhookId}") { status reason } }`)
  expect(webhook).toEqual({ status: 'DISABLED', reason: expect.stringContaining('410') })
})

test('what is given up alone is a dead letter, and the next of the same thing is told', async () => {
  const desk = await telling({ limits: { attemptsMax: 2, backOffMs: 1_000, backOffMsMax: 1_000 } })
  const { url, answers, taken } = await receiver()
  const webhookId = await registered(desk, url, ORDERS)
  answers(({ message }) => (message.type === 'OrderPlaced' ? 500 : 200))
  const { id } = await desk.placed({ MUG: 1 })
  await cancelled(desk, id)
  for (let times = 0; times < 3; times++) {
    await desk.reactions.settle()
    desk.pass(1_000)
  }
  expect(taken()).toEqual([`OrderLinesCancelled ${id}`])
  const [letter] = desk.rows<{ id: string; reaction: string }>(
    'select id, reaction from kernel_dead_letters',
  )
  expect(letter?.reaction).toBe(webhookId)
  answers(() => 200)
  await desk.accepted('RetryDeadLetter', { deadLetterId: letter?.id })
  await desk.reactions.settle()
  expect(taken()).toEqual([`OrderLinesCancelled ${id}`, `OrderPlaced ${id}`])
})

test('a redirect is followed nowhere', async () => {
  const desk = await telling()
  const { url, answers, received } = await receiver()
  await registered(desk, url, ORDERS)
  answers(() => 302)
  await desk.placed({ MUG: 1 })
  await desk.reactions.settle()
  expect(received).toHaveLength(1)
  expect(deliveries(desk)).toMatchObject([{ succeeded: 0, said: 'Error: It answered 302.' }])
})

test.each([
  ['127.0.0.1', ''],
  ['localhost', ''],
  ['0.0.0.0', ''],
  ['2130706433', 'the same as a number'],
  ['0x7f.1', 'the same in hexadecimal'],
  ['[::1]', ''],
  ['[::ffff:127.0.0.1]', 'the same within IPv6'],
  ['169.254.169.254', 'where clouds keep credentials'],
  ['10.0.0.1', ''],
  ['192.168.0.1', ''],
  ['[fd00::1]', ''],
])('nothing is sent to %s unless the server’s own network is allowed (%s)', async (host) => {
  const desk = await telling({ reachesPrivate: false })
  const { url, connections } = await receiver()
  await registered(desk, `http://${host}:${new URL(url).port}/`, ORDERS)
  await desk.placed({ MUG: 1 })
  await desk.reactions.settle()
  expect(deliveries(desk)).toMatchObject([
    { succeeded: 0, said: expect.stringMatching(/not allowed/) },
  ])
  expect(connections()).toBe(0)
})

test('a deleted webhook leaves nothing that waits, and holds no archive back', async () => {
  const desk = await telling({ limits: { attemptsMax: 1, backOffMs: 1, backOffMsMax: 1 } })
  const { url, answers } = await receiver()
  answers(() => 500)
  const webhookId = await registered(desk, url, ORDERS)
  for (let times = 0; times < 2; times++) await desk.placed({ MUG: 1 })
  await desk.reactions.settle()
  const needed = () => archivableUpTo(desk.writer, Number.MAX_SAFE_INTEGER)
  const before = await needed()
  await desk.accepted('DeleteWebhook', { webhookId })
  await desk.placed({ MUG: 1 })
  await desk.reactions.settle()
  for (const table of ['kernel_cursors', 'kernel_retries', 'kernel_dead_letters'])
    expect([
      table,
      desk.rows(
        `select * from ${table} where reaction = ? ${table === 'kernel_dead_letters' ? "and status = 'WAITING'" : ''}`,
        webhookId,
      ),
    ]).toEqual([table, []])
  expect(await needed()).toBeGreaterThanOrEqual(before)
  expect((await asked(desk, `{ webhook(id: "${webhookId}") { id } }`)).webhook).toBeNull()
})
