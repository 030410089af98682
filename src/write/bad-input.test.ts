// Every command against bad input. The cases follow from the declarations, so that a new command meets
// them on its first day; what a rule alone can tell is in the tests of each module.
import { expect, test } from 'vitest'
import { ID_PREFIXES, type IdKind } from '#domain/ids.ts'
import type { Actor } from '#kernel/actor.ts'
import { stateHash } from '#kernel/database/state-hash.ts'
import { InvalidInput } from '#kernel/rejections.ts'
import type { TestApp } from '#testing/app.ts'
import { brokenInputs, inputsOfNothing, unknownId } from '#testing/broken-input.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { OWNER, TEST_SHOP } from '#testing/shop.ts'
import { CUSTOMER_PERMISSIONS } from './access/permissions.ts'
import { commands } from './commands.ts'
import { parkWith } from './dead-letters/park-dead-letter.ts'

const unknown = unknownId(ID_PREFIXES)

/** All that the shop and the kernel know, the journal aside: what a refusal leaves as it was. */
async function stateOf(app: TestApp): Promise<Record<string, unknown>> {
  const state: Record<string, unknown> = { ...(await stateHash(app.writer)).tables }
  for (const name of await app.writer.dialect.schema.tables(app.writer))
    if (name.startsWith('kernel_') && !JOURNAL.includes(name))
      state[name] = app.rows(`select * from ${name}`)
  return state
}

const JOURNAL = ['kernel_journal', 'kernel_journal_subjects']
const journaled = (app: TestApp) => app.rows('select * from kernel_journal').length

/** The paths that are refused, or what came instead of a refusal. */
async function badPaths(app: TestApp, command: string, input: unknown) {
  const thrown = await app.give(command, input).then(
    ({ outcome }) => outcome,
    (thrown: unknown) => thrown,
  )
  if (!(thrown instanceof InvalidInput)) return thrown
  const { problems } = thrown.facts as { problems: { path: string[]; message: string }[] }
  for (const { message } of problems) expect(message.length).toBeLessThan(500)
  return problems.map(({ path }) => path.join('.'))
}

test.each(commands)('$name refuses what is malformed by its path', async ({ name, fields }) => {
  const { app } = await scene()
  const [state, commandsBefore] = [await stateOf(app), journaled(app)]
  const met = new Set<string>()
  for (const { what, path, value } of brokenInputs(fields, unknown)) {
    expect(await badPaths(app, name, value), `${what} at ${path.join('.')}`).toEqual([
      ['input', ...path].join('.'),
    ])
    met.add(path[0] ?? '')
  }
  expect(met).toEqual(new Set(['', ...Object.keys(fields)]))
  expect(await stateOf(app)).toEqual(state)
  expect(journaled(app)).toBe(commandsBefore)
})

/** One thing of each kind that an input can name, fit for whatever is asked of it. */
async function scene() {
  const app = await orderDesk(undefined, { shop: { ...TEST_SHOP, paymentProviders: ['stripe'] } })
  const idIn = (table: string) => app.rows<{ id: string }>(`select id from ${table}`)[0]?.id
  const { collection } = await app.ids('CreateCollection', { name: 'All' })
  const { customer } = await app.ids('RegisterCustomer', { email: 'ada@example.com' })
  const address = {
    ...{ name: 'Ada', line1: '1 High Street', city: 'Leeds' },
    ...{ postalCode: 'LS1 1AA', countryCode: 'GB' },
  }
  await app.accepted('AddAddress', { customerId: customer, address })
  const { cart } = await app.ids('StartCart', {
    currency: 'GBP',
    lines: [{ variantId: app.variants.MUG, quantity: 1 }],
  })
  const order = await app.placed({ MUG: 4 })
  const { fulfilment } = await app.ids('CreateFulfilment', {
    orderId: order.id,
    lines: app.unitsOf(order, { MUG: 1 }),
  })
  const sent = await app.ids('CreateFulfilment', {
    orderId: order.id,
    lines: app.unitsOf(order, { MUG: 2 }),
  })
  await app.accepted('ShipFulfilment', { fulfilmentId: sent.fulfilment })
  const { return: back } = await app.ids('RequestReturn', {
    orderId: order.id,
    lines: app.unitsOf(order, { MUG: 1 }).map((line) => ({ ...line, reason: 'OTHER' })),
  })
  await app.accepted('ApproveReturn', { returnId: back })
  const tender = { orderId: order.id, method: 'Card', amount: { amount: 1, currency: 'GBP' } }
  // What was given back elsewhere was paid once.
  await app.accepted('RecordManualPayment', tender)
  const { payment } = await app.ids('AuthorizePayment', { ...tender, provider: 'manual' })
  await app.accepted('AuthorizePayment', { ...tender, provider: 'stripe' })
  const { apiKey } = await app.ids('CreateApiKey', { name: 'Shop', kind: 'PUBLISHABLE' })
  const { role } = await app.ids('CreateRole', { name: 'Desk', permissions: ['ORDERS_READ'] })
  const { staffMember } = await app.ids('CreateStaffMember', {
    ...{ name: 'Ada', email: 'ada@example.com', roleIds: [role] },
  })
  await parkWith(app.dispatch, {
    ...{ reaction: 'test', sequence: 1, index: 0, error: 'no answer', attempts: 1, dueId: null },
  })
  const { discount } = await app.ids('CreateDiscount', {
    ...{ name: 'Ten off', code: 'TEN', takes: { rate: 10_000 }, endsAt: '2030-01-01T00:00:00Z' },
  })
  const { draftOrder } = await app.ids('CreateDraftOrder', {
    currency: 'GBP',
    lines: [{ variantId: app.variants.MUG, quantity: 1 }],
  })
  const { shippingMethod } = await app.ids('CreateShippingMethod', {
    ...{ name: 'Standard', basis: 'FLAT', brackets: [{ currency: 'GBP', price: 400 }] },
  })
  const { webhook } = await app.ids('RegisterWebhook', {
    ...{ name: 'Warehouse', url: 'https://warehouse.example' },
  })
  const known: Partial<Record<IdKind, string | undefined>> = {
    product: idIn('products'),
    variant: app.variants.MUG,
    price: idIn('prices'),
    collection,
    location: app.locations.MAIN,
    customer,
    address: idIn('customer_addresses'),
    cart,
    draftOrder,
    order: order.id,
    orderLine: order.lines[0]?.id,
    fulfilment,
    return: back,
    payment,
    paymentRequest: idIn('payment_requests'),
    discount,
    shippingMethod,
    apiKey,
    role,
    staffMember,
    deadLetter: idIn('kernel_dead_letters'),
    webhook,
  }
  const idFor = (kind: string): string => {
    const id = known[kind as IdKind]
    if (!id) throw new Error(`The scene has no ${kind} for an input to name: make one.`)
    return id
  }
  return { app, idFor }
}

/** What an input made of samples must have besides, for its ids to be what it is refused for. */
const FITTING: Record<string, (input: never, app: OrderDesk) => unknown> = {
  ImportOrders: ({ orders }: { orders: object[] }) => ({
    orders: orders.map((order, index) => ({
      ...{ ...order, externalId: `external-${index}`, payment: null },
      lines: [{ sku: 'MUG', quantity: 1, unitPrice: 500 }],
    })),
  }),
  EditOrder: (input: { setLines: { orderLineId: string }[]; addLines: object[] }) => {
    const lines = new Map(input.setLines.map((line) => [line.orderLineId, line]))
    return {
      ...{ ...input, shippingAddress: null, addDiscountCodes: null, removeDiscountCodes: null },
      setLines: [...lines.values()].map((line) => ({ ...line, quantity: 4 })),
      addLines: input.addLines.map((line) => ({ ...line, quantity: 1 })),
    }
  },
  SetPrices: ({ prices }: { prices: object[] }) => ({
    prices: prices.map((price) => ({ ...price, until: null })),
  }),
  SetStockLevels: ({ levels }: { levels: object[] }) => ({
    levels: levels.map((level) => ({ ...level, onHand: 10, expectedOnHand: null })),
  }),
  ImportReturns: ({ returns }: { returns: object[] }) => ({
    returns: returns.map((row, index) => ({
      ...{ ...row, externalId: `external-${index}`, refund: null },
    })),
  }),
  ImportRefunds: ({ refunds }: { refunds: object[] }) => ({
    refunds: refunds.map((row, index) => ({ ...row, externalId: `external-${index}` })),
  }),
  CreateDiscount: (input: object) => ({ ...input, startsAt: null, endsAt: null }),
  UpdateDiscount: (input: object) => ({ ...input, startsAt: null, endsAt: '2031-01-01T00:00:00Z' }),
  TransferStock: (input: { fromLocationId: string; toLocationId: string }, { locations }) =>
    input.toLocationId === input.fromLocationId
      ? { ...input, toLocationId: locations.NORTH }
      : input,
}

/** Commands that only a customer may give. */
const GIVEN_BY: Record<string, Actor> = {
  MergeCart: { kind: 'CUSTOMER', id: unknown('customer'), permissions: CUSTOMER_PERMISSIONS },
}

const naming = commands.filter(
  ({ fields }) => [...inputsOfNothing(fields, unknown, unknown)].length > 0,
)

test.each(naming)(
  '$name refuses ids of what is not there',
  async ({ name, fields, rejections }) => {
    const { app, idFor } = await scene()
    for (const { what, path, value } of inputsOfNothing(fields, idFor, unknown)) {
      const [state, commandsBefore] = [await stateOf(app), journaled(app)]
      const input = FITTING[name]?.(value as never, app) ?? value
      const outcome = await app.give(name, input, { actor: GIVEN_BY[name] ?? OWNER })
      expect(outcome, `${what} at ${path.join('.')}`).toMatchObject({
        outcome: 'REFUSED',
        refusal: { code: expect.stringMatching(/_NOT_FOUND$/), path: ['input', ...path] },
      })
      expect(rejections.map(({ code }) => code)).toContain(
        outcome.outcome === 'REFUSED' && outcome.refusal.code,
      )
      expect(await stateOf(app)).toEqual(state)
      expect(journaled(app)).toBe(commandsBefore + 1)
    }
  },
)
