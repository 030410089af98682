// Every operation of the schema as every kind of actor. What must happen is derived from what the schema and
// the commands declare; nobody gets further than that, and who is denied leaves nothing behind.

import {
  createSourceEventStream,
  type ExecutionResult,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ID_PREFIXES, type IdKind } from '#domain/ids.ts'
import { type Actor, holds } from '#kernel/actor.ts'
import { stateHash, stateTables } from '#kernel/database/state-hash.ts'
import { soundInput } from '#testing/broken-input.ts'
import { ask } from '#testing/graphql.ts'
import { testServer } from '#testing/http.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import {
  CUSTOMER_PERMISSIONS,
  PERMISSIONS,
  PUBLISHABLE_PERMISSIONS,
} from '#write/access/permissions.ts'
import { commands } from '#write/commands.ts'
import { identitiesOf } from '../identities.ts'
import { openTestApp } from '../testing/app.ts'
import { PUBLIC } from './builder.ts'
import { ANYBODY, Context } from './context.ts'
import { createSchema, permissionOf } from './schema.ts'

const schema = createSchema()
const fieldsOf = (type: ReturnType<typeof schema.getQueryType>) =>
  Object.values(type?.getFields() ?? {})
const queries = fieldsOf(schema.getQueryType())
const mutations = fieldsOf(schema.getMutationType())
const subscriptions = fieldsOf(schema.getSubscriptionType())
const nodes = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))

const counts = { operations: 0, actors: 0, attempts: 0, denied: 0, violations: 0 }
const kinds = new Set<string>()

let desk: OrderDesk
let dispose: () => Promise<void>
let ids: Record<string, string>
let own: { customerId: string; other: string }
let before: string

/** A shop in which there is one of everything, most of it a customer's own. */
beforeAll(async () => {
  desk = await orderDesk({ MAIN: { MUG: 50 } }, {}, async (options) => {
    const opened = await openTestApp(options)
    dispose = opened.dispose
    return opened.app
  })
  const customer = async (email: string) =>
    (await desk.ids('RegisterCustomer', { email })).customer as string
  own = { customerId: await customer('own@example.com'), other: await customer('b@example.com') }
  const actor = customerOf(own.customerId)
  const address = { name: 'A', line1: '1', city: 'B', postalCode: 'C', countryCode: 'GB' }
  await desk.accepted('AddAddress', { customerId: own.customerId, address })
  const order = await desk.placed({ MUG: 3 }, { actor })
  const orderId = order.id
  await desk.accepted('EditOrder', {
    ...{ orderId, reason: 'One more' },
    addLines: [{ variantId: desk.variants.MUG, quantity: 1 }],
  })
  const { fulfilment } = await desk.ids('CreateFulfilment', {
    orderId,
    lines: desk.unitsOf(order, { MUG: 1 }),
  })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
  await desk.accepted('RecordManualPayment', {
    ...{ orderId, amount: { amount: 100, currency: 'GBP' }, method: 'Cash' },
  })
  await desk.accepted('RequestReturn', {
    orderId,
    lines: [{ orderLineId: order.lines[0]?.id, quantity: 1, reason: 'DAMAGED' }],
  })
  await desk.accepted('AddOrderNote', { orderId, text: 'A note' })
  const lines = [{ variantId: desk.variants.MUG, quantity: 1 }]
  await desk.accepted('CreateDraftOrder', { currency: 'GBP', customerId: own.customerId, lines })
  await desk.accepted('StartCart', { currency: 'GBP', lines }, { actor })
  await desk.accepted('CreateCollection', { name: 'All', status: 'PUBLISHED' })
  await desk.accepted('CreateDiscount', { name: 'A tenth', code: 'TENTH', takes: { rate: 10_000 } })
  await desk.accepted('SetTaxRate', {
    countryCode: 'GB',
    taxClass: 'STANDARD',
    rate: 20_000,
    name: 'VAT',
  })
  const brackets = [{ currency: 'GBP', price: 300 }]
  await desk.accepted('CreateShippingMethod', { name: 'Post', basis: 'FLAT', brackets })
  await desk.accepted('CreateApiKey', { name: 'A key', kind: 'STAFF', permissions: ['STOCK_READ'] })
  const { role } = await desk.ids('CreateRole', { name: 'Desk', permissions: ['ORDERS_READ'] })
  await desk.accepted('CreateStaffMember', {
    ...{ name: 'Ada', email: 'ada@example.com', roleIds: [role] },
  })
  await desk.accepted('RegisterWebhook', { name: 'A', url: 'https://warehouse.example' })
  await desk.accepted('ParkDeadLetter', {
    ...{ reaction: 'askProviders', sequence: 1, index: 0, error: 'It broke', attempts: 5 },
  })
  await desk.change(
    `INSERT INTO kernel_tries VALUES ('whd_${'0'.repeat(26)}', 'whk', 1, 0, 1, 0, 5, 1, 'It answered 200.')`,
  )
  ids = await idsIn(desk)
  const first = (table: string) => desk.rows<{ id: string }>(`select id from ${table}`)[0]?.id ?? ''
  ids.command = first('kernel_journal')
  ids.deadLetter = first('kernel_dead_letters')
  ids.webhookDelivery = first('kernel_tries')
  ids.stockMovement = first('stock_movements')
  ids.customer = own.customerId
  ids.order = orderId
  before = (await stateHash(desk.writer)).hash
})

afterAll(async () => {
  console.info({ ...counts, actors: kinds.size })
  await dispose()
})

/** The last id of each kind that stands anywhere: an open cart before one that is completed. */
async function idsIn({ writer, rows }: OrderDesk): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const table of await stateTables(writer)) {
    const { all } = await writer.dialect.schema.columns(writer, table)
    if (!all.includes('id')) continue
    const [row] = rows<{ id: string }>(`select max(id) as id from ${table}`)
    for (const [kind, prefix] of Object.entries(ID_PREFIXES))
      if (row?.id?.startsWith(`${prefix}_`)) found[kind] ??= row.id
  }
  return found
}

/** Things of which this shop has none: an id of the right form stands for them. */
const idFor = (kind: string) => ids[kind] ?? `${ID_PREFIXES[kind as IdKind]}_${'0'.repeat(26)}`

const customerOf = (id: string): Actor => ({
  ...{ kind: 'CUSTOMER', id, permissions: CUSTOMER_PERMISSIONS },
  verifiedEmail: 'own@example.com',
})
const staff = (permissions: readonly string[]): Actor => ({
  kind: 'STAFF',
  id: 'key_s',
  permissions,
})

const actorsFor = (permission: string): Record<string, Actor> => ({
  nobody: ANYBODY,
  'a publishable key': { kind: 'PUBLISHABLE', id: 'key_p', permissions: PUBLISHABLE_PERMISSIONS },
  'the customer whose it is': customerOf(own.customerId),
  'another customer': customerOf(own.other),
  'staff without any permission': staff([]),
  'staff with this permission': staff([permission]),
  'staff with every other permission': staff(
    Object.keys(PERMISSIONS).filter((name) => name !== permission),
  ),
  'the owner': staff(['*']),
})

type Answer = Awaited<ReturnType<typeof ask>>
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code as string | undefined
const isDenied = (answer: Answer) => ['FORBIDDEN', 'UNAUTHENTICATED'].includes(codeOf(answer) ?? '')

/** Asks as each actor; `needed` is what the declarations want of them. */
async function tryAll(
  name: string,
  permission: string,
  needed: readonly string[],
  attempt: (actor: Actor) => Promise<Answer>,
): Promise<void> {
  counts.operations++
  for (const [kind, actor] of Object.entries(actorsFor(permission))) {
    kinds.add(kind)
    counts.attempts++
    const commandsBefore = desk.rows('select count(*) as n from kernel_journal')
    const answer = await attempt(actor)
    const where = `${name} as ${kind}: ${JSON.stringify(answer).slice(0, 300)}`
    const may = needed.every((each) => each === PUBLIC || holds(actor, each))
    if (isDenied(answer) === may) counts.violations++
    expect(isDenied(answer), where).toBe(!may)
    if (may) continue
    counts.denied++
    expect(codeOf(answer), where).toBe(actor === ANYBODY ? 'UNAUTHENTICATED' : 'FORBIDDEN')
    expect(answer.data?.[name] ?? null, where).toBeNull()
    expect(desk.rows('select count(*) as n from kernel_journal'), where).toEqual(commandsBefore)
  }
}

test.each(mutations)('mutation $name', async ({ name, extensions }) => {
  const command = commands.find((each) => each.name.toLowerCase() === name.toLowerCase())
  if (!command) throw new Error(`${name} is no command.`)
  const permission = permissionOf({ extensions }) as string
  expect(permission).toBe(command.permission)
  const input = soundInput(command.fields, idFor)
  const second = command.alsoNeeds?.(command.input.parse(input))
  const query = `mutation ($input: ${command.name}Input!, $options: CommandOptions) {
    ${name}(input: $input, options: $options) { errors { code } } }`
  await tryAll(name, permission, [permission, ...(second ? [second] : [])], async (actor) => {
    const answer = await ask(desk, query, { input, options: { dryRun: true } }, { actor })
    const codes = answer.data?.[name]?.errors.map(({ code }: { code: string }) => code) ?? []
    expect(codes, `${name} has no example that fits`).not.toContain('INVALID_INPUT')
    return answer
  })
})

test.each(queries)('query $name', async (field) => {
  const permission = permissionOf(field) as string
  const { query, variables } = questionOf(field)
  await tryAll(field.name, permission, [permission], (actor) =>
    ask(desk, query, variables, { actor }),
  )
})

/** What it takes to follow everything: what is one's own may be followed without. */
const TO_FOLLOW_ALL: Record<string, string> = {
  orderChanged: 'orders.read',
  stockChanged: 'stock.read',
  workListChanged: 'orders.read',
  eventRecorded: 'journal.read',
}

test.each(subscriptions)('subscription $name, of everything', async (field) => {
  const permission = TO_FOLLOW_ALL[field.name] as string
  const { query, variables } = questionOf(field)
  await tryAll(field.name, permission, [permission], async (actor) => {
    const contextValue = new Context(desk, { actor })
    const stream = await createSourceEventStream({
      ...{ schema, document: parse(query), variableValues: variables, contextValue },
    })
    contextValue.end()
    if (!(Symbol.asyncIterator in stream)) return stream as ExecutionResult
    await stream[Symbol.asyncIterator]().return?.()
    return { data: {} }
  })
})

/** The thing itself, however it is come by: who may see it stands with its type. */
test.each(nodes)('node $name', async (type) => {
  const words = permissionOf(type) as string
  const id = ids[`${type.name[0]?.toLowerCase()}${type.name.slice(1)}`]
  if (!id) throw new Error(`The shop has no ${type.name} to look at.`)
  const [named = 'orders.read'] = words.match(/[a-z]+\.[a-z]+/) ?? []
  const isOwnable = /that customer|whose order it is|the order$|theirs alone/.test(words)
  counts.operations++
  for (const [actorKind, actor] of Object.entries(actorsFor(named))) {
    counts.attempts++
    const { data } = await ask(desk, 'query ($id: ID!) { node(id: $id) { id } }', { id }, { actor })
    const isOwner = actor.id === own.customerId
    const may =
      (isOwnable && isOwner) ||
      (holds(actor, named) && !(words.includes('theirs alone') && actor.id === own.other))
    if ((data?.node != null) !== may) counts.violations++
    expect(data?.node != null, `${type.name} (${words}) as ${actorKind}`).toBe(may)
  }
})

test('a customer gives no command about what is another customer’s', async () => {
  const actor = customerOf(own.other)
  const theirs = commands.filter(({ permission }) => permission === 'returns.request')
  expect(theirs.length).toBeGreaterThan(1)
  for (const { name, fields } of theirs) {
    const refusal = await desk.refused(name, soundInput(fields, idFor), { actor })
    expect(refusal.code, name).toMatch(/_NOT_FOUND$/)
  }
})

test.each(['expired', 'revoked'])('a key that is %s opens no operation', async (how) => {
  const made = await desk.dispatch({
    ...{ command: 'CreateApiKey', actor: staff(['*']) },
    input: {
      ...{ name: how, kind: 'STAFF', permissions: ['EVERYTHING'] },
      ...(how === 'expired' && { expiresAt: new Date(desk.clock() + 1_000).toISOString() }),
    },
  })
  const { outcome, shown } = made
  if (outcome.outcome !== 'ACCEPTED') throw new Error(JSON.stringify(outcome))
  const server = await testServer(desk, { identities: identitiesOf(desk) })
  const authorization = `Bearer ${shown?.secret}`
  const alive = await server.post({ query: '{ apiKeys { totalCount } }' }, { authorization })
  expect(alive.body.errors).toBeUndefined()
  if (how === 'expired') desk.pass(1_000)
  else {
    await desk.accepted('CreateApiKey', { name: 'x', kind: 'STAFF', permissions: ['EVERYTHING'] })
    await desk.accepted('RevokeApiKey', { apiKeyId: outcome.result.apiKey })
  }
  for (const field of [...queries, ...mutations, ...subscriptions]) {
    counts.attempts++
    const { query, variables } = questionOf(field)
    const { status, body } = await server.post({ query, variables }, { authorization })
    expect([status, body.errors?.[0]?.extensions.code], field.name).toEqual([
      401,
      'UNAUTHENTICATED',
    ])
  }
  kinds.add(`a key that is ${how}`)
})

test('nobody has changed anything by trying', async () => {
  const keys = /api_key/
  const unlike = Object.entries((await stateHash(desk.writer)).tables).filter(
    ([table]) => !keys.test(table),
  )
  expect(unlike.length).toBeGreaterThan(40)
  await desk.change(
    "DELETE FROM api_keys WHERE name <> 'A key'; DELETE FROM api_key_view WHERE name <> 'A key'",
  )
  expect((await stateHash(desk.writer)).hash).toBe(before)
})

/** A document that asks for this field with what it must have. */
function questionOf({ name, args, type }: GraphQLField<unknown, unknown>) {
  const isOf = (fields: typeof queries) => fields.some((each) => each.name === name)
  const kind = isOf(mutations) ? 'mutation' : isOf(subscriptions) ? 'subscription' : 'query'
  const needed = args.filter((arg) => isNonNullType(arg.type))
  const byId = kind === 'query' && args.find((arg) => arg.name === 'id')
  const taken = byId && !needed.includes(byId) ? [...needed, byId] : needed
  const declared = taken.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')
  const passed = taken.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const selection = isLeafType(getNamedType(type)) ? '' : '{ __typename }'
  return {
    query: `${kind} ${declared && `(${declared})`} {
      ${name}${passed && `(${passed})`} ${selection}
    }`,
    variables: Object.fromEntries(taken.map((arg) => [arg.name, sampleOf(arg.type, name)])),
  }
}

const SCALARS: Record<string, unknown> = {
  ...{ String: 'text', Int: 1, Boolean: true, MinorUnits: 1, SafeInt: 1, CurrencyCode: 'GBP' },
  ...{ Date: '2026-03-01', DateTime: '2026-03-01T10:00:00Z', JSON: {} },
}

function sampleOf(type: GraphQLInputType, place: string): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType, place)
  if (isListType(type)) return [sampleOf(type.ofType, place)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type))
        .map((field) => [field.name, sampleOf(field.type, place)]),
    )
  if (type.name === 'ID') return idFor(place in ID_PREFIXES ? place : 'order')
  if (!(type.name in SCALARS)) throw new Error(`No value is known of the scalar ${type.name}.`)
  return SCALARS[type.name]
}
