import { isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { testApp } from '#testing/app.ts'
import { ask } from '#testing/graphql.ts'
import { PUBLISHABLE_PERMISSIONS } from '#write/access/permissions.ts'
import { createSchema, permissionOf } from './schema.ts'

const schema = createSchema()
const objects = Object.values(schema.getTypeMap()).filter(
  (type) => isObjectType(type) && !type.name.startsWith('__'),
)

test('every root field declares a permission', () => {
  for (const root of [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ])
    for (const field of Object.values(root?.getFields() ?? {}))
      expect(permissionOf(field), field.name).toMatch(/^(public|[a-z]+\.[a-z]+)$/)
})

test('every type with an id of its own says who may see it', () => {
  for (const type of objects)
    if (isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'))
      expect(permissionOf(type), type.name).toBeTruthy()
})

test('every type, field, argument and value is described', () => {
  const missing: string[] = []
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue
    if (!type.description) missing.push(type.name)
    const fields = 'getFields' in type ? Object.values(type.getFields()) : []
    for (const field of fields) {
      if (!field.description) missing.push(`${type.name}.${field.name}`)
      for (const arg of 'args' in field ? field.args : [])
        if (!arg.description) missing.push(`${type.name}.${field.name}(${arg.name})`)
    }
    for (const value of 'getValues' in type ? type.getValues() : [])
      if (!value.description) missing.push(`${type.name}.${value.name}`)
  }
  expect(missing).toEqual([])
})

/** The shop's key may call these, and nothing else. */
const SHOPPERS_MAY = [
  'abandonCart',
  'applyDiscountCode',
  'chooseShipping',
  'placeOrder',
  'removeDiscountCode',
  'setCartAddress',
  'setCartCustomer',
  'setCartLine',
  'startCart',
]

test('a publishable key is denied every mutation but those of a shopper', () => {
  const allowed = Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter((field) =>
      (PUBLISHABLE_PERMISSIONS as readonly string[]).includes(permissionOf(field) ?? ''),
    )
    .map(({ name }) => name)
  expect(allowed.sort()).toEqual(SHOPPERS_MAY)
})

test('a publishable key sees no order, customer, command, event or exact stock', async () => {
  const app = await testApp()
  const actor: Actor = { kind: 'PUBLISHABLE', id: 'key_shop', permissions: PUBLISHABLE_PERMISSIONS }
  for (const question of [
    'orders { nodes { id } }',
    'draftOrders { nodes { id } }',
    'draftOrder(number: 1001) { id }',
    'customers { nodes { id } }',
    'commands { nodes { id } }',
    'events { nodes { name } }',
    'stockLevels { nodes { onHand } }',
    'lowStock { nodes { onHand } }',
    'paymentBalances { nodes { side } }',
    'strandedPayments { nodes { id } }',
    'unmatchedPaymentReports { nodes { id } }',
    'salesByDay(from: "2026-01-01", to: "2026-01-02") { day }',
  ]) {
    const { data, errors } = await ask(app, `{ ${question} }`, {}, { actor })
    const name = question.match(/^\w+/)?.[0] as string
    expect(data?.[name] ?? null, question).toBeNull()
    expect(errors?.[0]?.extensions.code, `${question}: ${errors?.[0]?.message}`).toBe('FORBIDDEN')
  }
})
