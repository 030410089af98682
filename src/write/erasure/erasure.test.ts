// Erasing a person: nothing of them is left in any byte of the file, and nothing of the books is lost.
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { walBytes } from '#kernel/database/sqlite/checkpoint.ts'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import type { OrderRow } from '#read/order/load.ts'
import { tallies, views } from '#read/views.ts'
import { everyRow, testApp } from '#testing/app.ts'
import { IS_POSTGRES } from '#testing/database.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { CUSTOMER_PERMISSIONS } from '#write/access/permissions.ts'
import { examineBooks } from '#write/doctor.ts'

/** Stands in every personal value that is given, so that one search finds any of them. */
const MARK = 'Zqxj'

const marked = (word: string) => `${word} ${MARK}`
const HOME = {
  ...{ name: marked('Anna'), line1: marked('1 Mill Lane'), line2: marked('Flat'), region: MARK },
  ...{ city: marked('York'), postalCode: MARK, countryCode: 'GB', phone: marked('0123') },
}
const EMAIL = `anna@${MARK}.example`
const NEIGHBOUR = { email: 'bob@neighbour.example', name: 'Bob Neighbour' }

const pounds = (amount: number) => ({ amount, currency: 'GBP' })

async function placed(desk: OrderDesk, email: string, as?: { actor: Actor }): Promise<OrderRow> {
  const lines = [{ variantId: desk.variants.MUG, quantity: 1 }]
  const { cart } = await desk.ids('StartCart', { currency: 'GBP', lines }, as)
  await desk.accepted('SetCartAddress', { cartId: cart, shippingAddress: HOME }, as)
  const input = { cartId: cart, email, shippingAddress: HOME }
  await desk.accepted('PlaceOrder', input, { ...as, dryRun: true })
  const { order } = await desk.ids('PlaceOrder', input, { ...as, idempotencyKey: `of ${cart}` })
  return desk.page(order as string)
}

async function completed(desk: OrderDesk, order: OrderRow): Promise<void> {
  const orderId = order.id
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  const { total } = await desk.page(orderId)
  const payment = { orderId, amount: pounds(total), method: 'Cash' }
  await desk.accepted('RecordManualPayment', payment)
}

/** Everything that a shop can come to know of somebody, and somebody else beside them. */
async function known(desk: OrderDesk) {
  await desk.accepted('RegisterCustomer', { ...NEIGHBOUR, externalId: 'neighbour-1' })
  await desk.accepted('ImportCustomers', {
    customers: [
      { email: 'carl@neighbour.example', name: 'Carl Neighbour' },
      { email: EMAIL, name: marked('Anna'), externalId: `erp-${MARK}` },
    ],
  })
  const [customer] = desk.rows<{ id: string }>('select id from customers where email = ?', EMAIL)
  const customerId = customer?.id as string
  const actor: Actor = { kind: 'CUSTOMER', id: customerId, permissions: CUSTOMER_PERMISSIONS }

  const guests = [await placed(desk, EMAIL), await placed(desk, EMAIL.toUpperCase())]
  await desk.accepted('ClaimOrders', { limit: 1 }, { actor: { ...actor, verifiedEmail: EMAIL } })
  await desk.accepted('UpdateCustomer', {
    ...{ customerId, email: `new.${EMAIL}`, subject: `sub-${MARK}`, phone: marked('0456') },
  })
  const refused = { email: `new.${EMAIL}`, name: marked('Twin') }
  await desk.refused('RegisterCustomer', refused)
  await desk.accepted('ImportCustomers', {
    policy: 'PER_ROW',
    customers: [
      { email: `new.${EMAIL}`, externalId: `erp-${MARK}` },
      { externalId: 'neighbour-1', email: `new.${EMAIL}` },
    ],
  })
  const added = await desk.accepted('AddAddress', { customerId, address: HOME })
  const [row] = added.refreshed.customer_view as unknown as [{ addresses: { id: string }[] }]
  const addressId = row.addresses[0]?.id
  await desk.accepted('UpdateAddress', { customerId, addressId, line1: marked('2 Dock Road') })
  await desk.accepted('AddAddress', { customerId, address: { ...HOME, city: MARK } })
  await desk.accepted('RemoveAddress', { customerId, addressId })

  const own = await placed(desk, EMAIL, { actor })
  await desk.accepted('EditOrder', {
    ...{ orderId: own.id, reason: 'A new address' },
    shippingAddress: { ...HOME, city: marked('Leeds') },
  })
  await desk.accepted('AddOrderNote', { orderId: own.id, text: marked('Rings twice:') })
  for (const ownerId of [customerId, own.id])
    for (const command of ['SetMetadata', 'SetPrivateMetadata'])
      await desk.accepted(command, { ownerId, entries: [{ key: 'crm', value: MARK }] })
  const draft = {
    ...{ currency: 'GBP', customerId, shippingAddress: HOME, note: marked('By telephone:') },
    lines: [{ variantId: desk.variants.MUG, quantity: 1 }],
  }
  await desk.accepted('CreateDraftOrder', draft)
  await desk.accepted('ImportOrders', {
    orders: ['neighbour', MARK].map((who) => ({
      ...{
        externalId: `past-${who === MARK ? 2 : 1}`,
        placedAt: '2026-01-01T10:00:00Z',
        currency: 'GBP',
      },
      ...{ email: `${who}@imported.example`, customerId: who === MARK ? customerId : null },
      shippingAddress: {
        ...HOME,
        name: who,
        line1: who,
        line2: null,
        region: null,
        city: who,
        postalCode: 'X',
        phone: null,
      },
      lines: [{ sku: 'MUG', quantity: 1, unitPrice: 500 }],
      payment: { method: 'Cash' },
      fulfilment: { shippedAt: '2026-01-02T10:00:00Z' },
    })),
  })
  for (const order of [...guests, own]) await completed(desk, order)
  await desk.accepted('RequestReturn', {
    ...{ orderId: own.id, note: marked('It broke:') },
    lines: [{ ...desk.unitsOf(own, { MUG: 1 })[0], reason: 'DAMAGED' }],
  })
  return { customerId, own, guests }
}

/** How often the mark stands in the file and its log, or in the rows of a server, in whatever case. */
async function traces(desk: OrderDesk): Promise<number> {
  const all = IS_POSTGRES ? await everyRow(desk) : bytesOf(desk)
  return all.toLowerCase().split(MARK.toLowerCase()).length - 1
}

const bytesOf = ({ file }: OrderDesk): string =>
  [file, `${file}-wal`]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'latin1'))
    .join('')

const quick = { checkpoints: { everyMs: 20, walBytesMax: 64 * 2 ** 20, othersMsMax: 0 } }
const shelf = { MAIN: { MUG: 20 } }

async function requireOrder({ writer }: OrderDesk): Promise<void> {
  const checks = [...(await verifyViews(writer, views, tallies)), ...(await examineBooks(writer))]
  expect(checks.flatMap(({ findings }) => findings)).toEqual([])
  const { differences } = await replay({ from: writer, into: await testApp(), release: 'test' })
  expect(differences).toEqual([])
}

test('no byte of the file tells of a customer who was erased, and the books still balance', async () => {
  const desk = await orderDesk(shelf, quick)
  const { customerId, own, guests } = await known(desk)
  await requireOrder(desk)
  expect(await traces(desk)).toBeGreaterThan(100)

  // Nothing is owed from before: what truncates the log now does so for the erasure.
  if (!IS_POSTGRES) await expect.poll(() => walBytes(desk.file), { timeout: 5_000 }).toBe(0)
  await sleep(5 * quick.checkpoints.everyMs)
  for (
    let n = 0;
    n < 40;
    n++ // Far into the log, where writing on would not reach by itself.
  )
    await desk.accepted('AddOrderNote', { orderId: own.id, text: marked('Moved:') })
  desk.pass(1_000)
  await desk.accepted('EraseCustomer', { customerId }, { dryRun: true })
  expect(desk.rows('select * from customers where erased_at is not null')).toEqual([])
  await desk.accepted('EraseCustomer', { customerId })
  await expect.poll(() => traces(desk), { timeout: 5_000 }).toBe(0)
  await requireOrder(desk)

  for (const { id, total } of [own, ...guests])
    expect(await desk.page(id)).toMatchObject({
      ...{ total, email: null, status: 'COMPLETED' },
      shippingAddress: { name: 'erased', line1: 'erased', countryCode: 'GB', phone: null },
    })
  expect(
    desk.rows('select email, name, erased_at from customer_view where id = ?', customerId),
  ).toEqual([{ email: null, name: null, erased_at: desk.clock() }])
  expect(desk.rows('select email from customers where email is not null order by email')).toEqual([
    { email: NEIGHBOUR.email },
    { email: 'carl@neighbour.example' },
  ])
  expect(desk.rows("select email from orders where email like 'neighbour%'")).toHaveLength(1)
})

test('an erased customer is not there any more: nothing more is told of them, and nothing twice', async () => {
  const desk = await orderDesk(shelf, quick)
  const { customerId } = await known(desk)
  await desk.accepted('EraseCustomer', { customerId })
  for (const [command, input] of [
    ['EraseCustomer', {}],
    ['UpdateCustomer', { email: 'x@y.example' }],
    ['AddAddress', { address: HOME }],
  ] as const)
    expect(await desk.refused(command, { customerId, ...input })).toMatchObject({
      code: 'CUSTOMER_NOT_FOUND',
    })
  await desk.accepted('RegisterCustomer', { email: EMAIL })
})

test('a key that an erased command was given with fits nothing any more', async () => {
  const desk = await orderDesk(shelf, quick)
  const input = { email: EMAIL, name: marked('Anna') }
  const { result } = await desk.accepted('RegisterCustomer', input, { idempotencyKey: 'once' })
  await desk.accepted('EraseCustomer', { customerId: result.customer })
  expect(await desk.refused('RegisterCustomer', input, { idempotencyKey: 'once' })).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
})

test('a guest is erased by one of their orders, with all that they ordered under its e-mail', async () => {
  const desk = await orderDesk(shelf, quick)
  const [first, second] = [await placed(desk, EMAIL), await placed(desk, EMAIL)]
  const other = await placed(desk, `other.${EMAIL}`)
  for (const order of [first, second, other]) await completed(desk, order)
  await desk.accepted('EraseGuest', { orderId: second.id })
  const emails = desk.rows('select email from orders order by number')
  expect(emails).toEqual([{ email: null }, { email: null }, { email: `other.${EMAIL}` }])
  await desk.accepted('EraseGuest', { orderId: other.id })
  await expect.poll(() => traces(desk), { timeout: 5_000 }).toBe(0)
  await requireOrder(desk)
})

test('whose orders are still to be paid or shipped is not erased, nor a customer as a guest', async () => {
  const desk = await orderDesk(shelf, quick)
  const guest = await placed(desk, EMAIL)
  expect(await desk.refused('EraseGuest', { orderId: guest.id })).toMatchObject({
    ...{ code: 'ORDERS_NOT_DONE', path: ['input', 'orderId'] },
    facts: { found: 1, orderIds: [guest.id] },
  })
  const { customer } = await desk.ids('RegisterCustomer', { email: EMAIL })
  expect(await desk.refused('EraseCustomer', { customerId: customer })).toMatchObject({
    ...{ code: 'ORDERS_NOT_DONE', path: ['input', 'customerId'] },
  })
  const actor: Actor = { kind: 'CUSTOMER', id: customer as string, permissions: ['*'] }
  await desk.accepted('ClaimOrders', {}, { actor: { ...actor, verifiedEmail: EMAIL } })
  expect(await desk.refused('EraseGuest', { orderId: guest.id })).toMatchObject({
    ...{ code: 'ORDER_IS_OF_CUSTOMER', facts: { customerId: customer } },
  })
  expect(await traces(desk)).toBeGreaterThan(0)
})
