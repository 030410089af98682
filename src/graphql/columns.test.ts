// A list reads of each row what is asked of it, and answers what the whole row would.
import { type GraphQLObjectType, getNamedType, isLeafType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { asked } from '#testing/graphql.ts'
import { orderDesk } from '#testing/orders.ts'
import { createSchema } from './schema.ts'

const order = createSchema().getType('Order') as GraphQLObjectType

/** Its fields that need no argument, each with all leaves below it. */
const FIELDS = Object.values(order.getFields())
  .filter(({ args }) =>
    args.every(
      ({ defaultValue, type }) => defaultValue !== undefined || !String(type).endsWith('!'),
    ),
  )
  .map(({ name, type }) => [name, leavesOf(name, getNamedType(type))] as const)

function leavesOf(name: string, type: ReturnType<typeof getNamedType>): string {
  if (!isObjectType(type)) return name
  const leaves = Object.values(type.getFields()).filter(
    (field) => isLeafType(getNamedType(field.type)) && field.args.length === 0,
  )
  return `${name} { ${leaves.map((field) => field.name).join(' ')} }`
}

test('each field of an order in a list is what it is on its own page', async () => {
  const desk = await orderDesk()
  const { id } = await desk.placed({ MUG: 2, CUP: 1 })
  expect(FIELDS.length).toBeGreaterThan(40)
  for (const [name, field] of FIELDS) {
    const listed = await asked(
      desk,
      `{ orders { nodes { ${field} } edges { node { ...f } } } } fragment f on Order { id ${field} }`,
    )
    const alone = await asked(desk, `query ($id: ID!) { order(id: $id) { id ${field} } }`, { id })
    expect([name, listed.orders.nodes[0][name]]).toEqual([name, alone.order[name]])
    expect(listed.orders.edges[0].node).toEqual(alone.order)
  }
})

test('what nobody asks for is not read', async () => {
  const statements: string[] = []
  const desk = await orderDesk(undefined, {
    connection: { synchronous: 'OFF', onStatement: (sql) => statements.push(sql) },
  })
  await desk.placed({ MUG: 1 })
  statements.length = 0
  await asked(desk, '{ orders { nodes { number subtotal { amount } } } }')
  const [rows] = statements.filter((sql) => sql.includes('from "order_view"'))
  expect(rows).toMatch(
    /^select "currency", "customer_id", "id", "number", "subtotal" from "order_view"/,
  )
  statements.length = 0
  await asked(desk, '{ orders { nodes { number email status total { amount } } } }')
  expect(statements.filter((sql) => sql.includes('from "order_view"'))).toEqual([])
})
