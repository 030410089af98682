// The whole API against bad input, walked from the schema: whatever is sent, the answer says what was
// wrong under a code of its own. It is never a fault, and never a trace.
import {
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ID_PREFIXES } from '#domain/ids.ts'
import { createSchema } from '#graphql/schema.ts'
import { openTestApp } from '#testing/app.ts'
import { brokenInputs, unknownId } from '#testing/broken-input.ts'
import { type Posted, startTestServer, type TestServer } from '#testing/http.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { commands } from '#write/commands.ts'

const schema = createSchema()
const mutations = schema.getMutationType()?.getFields() ?? {}
const queries = Object.values(schema.getQueryType()?.getFields() ?? {})
const fieldOf = (command: string) => `${command[0]?.toLowerCase()}${command.slice(1)}`

let desk: OrderDesk
let post: TestServer['post']
const closers: (() => Promise<unknown>)[] = []

/** One shop for all: what is refused changes nothing. */
beforeAll(async () => {
  desk = await orderDesk(undefined, {}, async (options) => {
    const { app, dispose } = await openTestApp(options)
    closers.unshift(dispose)
    return app
  })
  await desk.placed({ MUG: 1 })
  const server = await startTestServer(desk)
  closers.unshift(() => server.drain(1_000))
  post = server.post
})

afterAll(async () => {
  for (const close of closers) await close()
})

const journaled = () => desk.rows('select max(sequence) as last from kernel_journal')

type Told = { message: string; extensions: { code: string } }
const codesOf = ({ body }: Posted): string[] =>
  ((body.errors ?? []) as Told[]).map(({ extensions }) => extensions.code)

/** GraphQL takes one entry for a list of one: what is sound as that is no bad input here. */
const asListOfOne = (value: unknown, [step, ...deeper]: readonly string[]): unknown =>
  step === undefined
    ? [value]
    : Array.isArray(value)
      ? value.map((entry, at) => (at === Number(step) ? asListOfOne(entry, deeper) : entry))
      : value instanceof Object
        ? { ...value, [step]: asListOfOne((value as Record<string, unknown>)[step], deeper) }
        : value

test.each(commands.filter(({ name }) => fieldOf(name) in mutations))(
  '$name answers broken input as InvalidInput, or as a request error',
  async ({ name, fields, input }) => {
    const before = journaled()
    const field = fieldOf(name)
    const query = `mutation ($input: ${name}Input!) {
      ${field}(input: $input) { errors { code path } receipt { sequence } }
    }`
    const answered = new Set<string>()
    for (const { what, path, value } of brokenInputs(fields, unknownId(ID_PREFIXES))) {
      if (input.safeParse(asListOfOne(value, path)).success) continue
      const answer = await post({ query, variables: { input: value } })
      const where = `${what} at ${path.join('.')}: ${JSON.stringify(answer.body).slice(0, 300)}`
      if (answer.status === 200) {
        const { errors, receipt } = answer.body.data[field]
        expect(receipt, where).toBeNull()
        expect(errors[0], where).toMatchObject({ code: 'INVALID_INPUT' })
        expect(errors[0].path.slice(0, path.length + 1), where).toEqual(['input', ...path])
        answered.add('INVALID_INPUT')
      } else {
        expect([400, 413], where).toContain(answer.status)
        expect(['BAD_USER_INPUT', 'BODY_TOO_LARGE'], where).toContain(codesOf(answer)[0])
        answered.add(codesOf(answer)[0] as string)
      }
    }
    expect([...answered]).toEqual(expect.arrayContaining(['INVALID_INPUT', 'BAD_USER_INPUT']))
    expect(journaled()).toEqual(before)
  },
)

test('every command but those of the system is a mutation, and every mutation a command', () => {
  const named = commands.filter(({ permission }) => !permission.startsWith('system.'))
  expect(Object.keys(mutations).sort()).toEqual(named.map(({ name }) => fieldOf(name)).sort())
})

const HUGE = 'x'.repeat(100_000)
const TEXTS = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  HUGE,
  '%',
  '*',
  '"',
  "' or 1=1 --",
  'a" NEAR(b',
  '💥'.repeat(99),
]
const ID = `ord_${'0'.repeat(26)}`
const SCALARS: Record<string, { sound: unknown; odd: unknown[] }> = {
  ID: { sound: ID, odd: [...TEXTS, 7, -1, `${ID}\0`, ID.toUpperCase()] },
  String: { sound: 'text', odd: [...TEXTS, 7] },
  Int: { sound: 1, odd: [0, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1.5, '1'] },
  Boolean: { sound: true, odd: [false, 0, 'true'] },
  MinorUnits: { sound: 1, odd: [0, -1, 2 ** 53 - 1, -(2 ** 53), 2 ** 53, 0.5, '1'] },
  CurrencyCode: { sound: 'GBP', odd: [...TEXTS, 'XXX', 'gbp'] },
  Date: { sound: '2026-03-01', odd: [...TEXTS, '0000-01-01', '9999-12-31', '2026-02-30'] },
  DateTime: {
    sound: '2026-03-01T10:00:00Z',
    odd: [...TEXTS, '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-02-30T10:00:00Z', 'May'],
  },
  JSON: { sound: {}, odd: [null, 'text', []] },
}

const scalar = (name: string) => {
  const known = SCALARS[name]
  if (!known) throw new Error(`No odd values are known of the scalar ${name}: add some.`)
  return known
}

function sound(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sound(type.ofType)
  if (isListType(type)) return [sound(type.ofType)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (!isInputObjectType(type)) return scalar(type.name).sound
  const required = Object.values(type.getFields()).filter(({ type }) => isNonNullType(type))
  return Object.fromEntries(required.map(({ name, type }) => [name, sound(type)]))
}

/** Values of a type that a careless or hostile client sends. Inputs that hold themselves end at a depth. */
function oddities(type: GraphQLInputType, depth = 0): unknown[] {
  if (isNonNullType(type)) return [null, ...oddities(type.ofType, depth)]
  if (isListType(type)) {
    const each = oddities(type.ofType, depth).map((value) => [value])
    return [[], Array(1_001).fill(sound(type.ofType)), ...each]
  }
  if (isEnumType(type)) return [...type.getValues().map(({ name }) => name), 'NO_SUCH_VALUE', '']
  if (!isInputObjectType(type)) return scalar(type.name).odd
  if (depth > 2) return [{}]
  const base = sound(type) as object
  const fields = Object.values(type.getFields())
  return [
    {},
    { surprise: 1 },
    Object.fromEntries(fields.map(({ name, type }) => [name, sound(type)])),
    ...fields.flatMap(({ name, type }) =>
      oddities(type, depth + 1).map((value) => ({ ...base, [name]: value })),
    ),
  ]
}

function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type)
  if (!('getFields' in named) && !('getTypes' in named)) return ''
  const fields = isObjectType(named) ? named.getFields() : {}
  const list =
    'nodes' in fields ? 'nodes { __typename } pageInfo { hasNextPage hasPreviousPage }' : ''
  const count = 'totalCount' in fields ? 'totalCount' : ''
  return `{ __typename ${list} ${count} }`
}

test.each(queries.filter(({ args }) => args.length > 0))(
  '$name takes whatever is asked of it without a fault',
  async ({ name, args, type }) => {
    const query = `query (${args.map((arg) => `$${arg.name}: ${arg.type}`)}) {
      ${name}(${args.map((arg) => `${arg.name}: $${arg.name}`)}) ${selectionOf(type)}
    }`
    const base = Object.fromEntries(
      args.filter(({ type }) => isNonNullType(type)).map(({ name, type }) => [name, sound(type)]),
    )
    for (const arg of args)
      for (const value of oddities(arg.type)) {
        const answer = await post({ query, variables: { ...base, [arg.name]: value } })
        const where = `${arg.name} = ${JSON.stringify(value).slice(0, 80)}: ${JSON.stringify(answer.body).slice(0, 300)}`
        expect([200, 400], where).toContain(answer.status)
        for (const code of codesOf(answer)) expect(code, where).toMatch(/^[A-Z_]+$/)
        expect(codesOf(answer), where).not.toContain('INTERNAL_SERVER_ERROR')
      }
  },
)
