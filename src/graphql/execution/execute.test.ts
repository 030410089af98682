// Plans answer what GraphQL.js answers, whatever resolvers do: here with values that come at once or later, fail, lack
// or are of the wrong type, in documents at random. FUZZ says how many, SEED which. The shop's own schema is asked
// both ways in http/lanes.test.ts.
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLResolveInfo,
  isInterfaceType,
  isObjectType,
  parse,
  responsePathAsArray,
  validate,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import fc from '#testing/random.ts'
import { executor, type Operation } from './execute.ts'

const RUNS = Number(process.env.FUZZ ?? 200)

const schema = buildSchema(
  `
  type Query implements Thing { ${'FIELDS'} }
  type Node implements Thing { ${'FIELDS'} }
  type Other implements Thing { ${'FIELDS'} other: Int }
  interface Thing { ${'FIELDS'} }
  union Either = Node | Other
  enum Colour { RED BLUE }
  type Mutation { first: Node second: Int! third: Node! }
  input Range { from: Int = 1 to: Int }
`.replaceAll(
    'FIELDS',
    `text: String must: String! count: Int! flag: Boolean id: ID! colour: Colour colours: [Colour!]
   plain: String mustPlain: Int! texts: [String] mustTexts: [String!]!
   node: Node mustNode: Node! nodes: [Node] mustNodes: [Node!]! deep: [[Node!]]
   thing: Thing mustThings: [Thing!] either: Either
   given(count: Int = 7, text: String, range: Range): String echo(text: String!, id: ID): String`,
  ),
)

/** What a field does follows from its path and a seed: both ways of carrying out meet the same. */
let seed = 0
const number = (text: string): number => {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0
  return Math.abs(hash)
}

const PLAIN = { plain: 'as it is', mustPlain: 7, colour: 'BLUE' }

const VALUES: Readonly<Record<string, (at: number) => unknown>> = {
  String: (at) => ['a', 'b', 7, {}][at % 4],
  ID: (at) => ['x', 3, 'y', []][at % 4],
  Int: (at) => [1, 2_147_483_647, 'z', 0.5][at % 4],
  Boolean: (at) => [true, false, true, 'no'][at % 4],
  Colour: (at) => ['RED', 'BLUE', 'RED', 'GREEN'][at % 4],
}

function valueFor(type: string, at: number): unknown {
  const inner = type.endsWith('!') ? type.slice(0, -1) : type
  if (inner.startsWith('['))
    return at % 11 === 0
      ? 'no list'
      : Array.from({ length: at % 3 }, (_, index) => done(inner.slice(1, -1), at + index * 7))
  if (inner === 'Node' || inner === 'Other') return { ...PLAIN, __typename: inner }
  if (inner === 'Thing' || inner === 'Either')
    return { ...PLAIN, __typename: at % 13 === 0 ? 'Nothing' : at % 2 ? 'Node' : 'Other' }
  return VALUES[inner]?.(at)
}

/** At once or later, or not at all. */
function done(type: string, at: number): unknown {
  const kind = at % 17
  if (kind === 0) return null
  if (kind === 1) return undefined
  if (kind === 2) return Promise.resolve(null)
  if (kind === 3) return rejected(at)
  if (kind === 4) return new Error('a value that is an error')
  const value = valueFor(type, at)
  return kind % 3 === 0 ? Promise.resolve(value) : value
}

const rejected = (at: number): Promise<never> => Promise.reject(new Error(`rejected ${at}`))

// GraphQL.js does not wait for promises beside what has failed already, and leaves their rejections to nobody.
const ignore = () => {}
beforeAll(() => void process.on('unhandledRejection', ignore))
afterAll(async () => {
  await nextTurn() // They are told of then.
  process.off('unhandledRejection', ignore)
})

for (const type of Object.values(schema.getTypeMap()))
  if ((isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'))
    for (const field of Object.values(type.getFields())) {
      if (field.name in PLAIN && type.name !== 'Query') continue
      field.resolve = (_, args: object, __: unknown, info: GraphQLResolveInfo) => {
        const at = number(`${responsePathAsArray(info.path).join('.')} ${JSON.stringify(args)}`)
        if (at % 23 === 0) throw new GraphQLError('refused', { extensions: { code: 'REFUSED' } })
        if (at % 29 === 0) throw 'no error at all'
        return field.name === 'echo' || field.name === 'given'
          ? JSON.stringify(args)
          : done(String(field.type), at)
      }
    }

const run = executor(schema)

/** Both ways; errors by the place in the answer that they left null, where any of several may be the one that is told. */
async function bothOf({ document, operationName, variables }: Operation) {
  const ours = await run({ document, operationName, variables }, {})
  const theirs = await execute({
    ...{ schema, document, contextValue: {} },
    ...{ operationName: operationName ?? null, variableValues: variables ?? null },
  })
  return [ours, theirs].map(told) as [Told, Told]
}

type Told = ReturnType<typeof told>

const told = ({ data, errors }: ExecutionResult) => ({
  data: JSON.stringify(data),
  nulls: [...new Set((errors ?? []).map(({ path }) => nullIn(data, path ?? [])))].sort(),
  exact: (errors ?? [])
    .filter(({ path }) => path && nullIn(data, path) === path.join('.'))
    .map((error) => JSON.stringify(error.message.includes('Nothing') ? error.path : error))
    .sort(),
})

function nullIn(data: unknown, path: readonly (string | number)[]): string {
  let at: unknown = data
  for (const [depth, key] of path.entries()) {
    if (at == null) return path.slice(0, depth).join('.')
    at = (at as Record<string | number, unknown>)[key]
  }
  return path.join('.')
}

const LEAVES = ['text', 'must', 'count', 'flag', 'id', 'colour', 'colours', 'texts', 'mustTexts']
const MORE = [
  ...['plain', 'mustPlain', '__typename', 'a: text', '__proto__: must', 'given', 'given(count: 3)'],
  ...['given(count: $count, text: $text)', 'given(range: { to: $count })', 'given(range: {})'],
  ...['echo(text: "x", id: 7)', 'echo(text: $needed, id: $text)', 'again: echo(text: $needed)'],
]
const BRANCHES = ['node', 'mustNode', 'nodes', 'mustNodes', 'deep', 'thing', 'mustThings', 'either']
const DIRECTIVES = ['', '', '', '', ' @skip(if: $no)', ' @include(if: $yes)', ' @include(if: $no)']

const selection = fc.letrec<{ set: string; part: string }>((tie) => ({
  set: fc
    .array(tie('part'), { minLength: 1, maxLength: 6, depthIdentifier: 'set' })
    .map((parts) => `{ __typename ${parts.join(' ')} }`),
  part: fc.oneof(
    { depthIdentifier: 'set', depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(fc.constantFrom(...LEAVES, ...MORE), fc.constantFrom(...DIRECTIVES))
      .map(([field, directive]) => field + directive),
    fc
      .tuple(fc.constantFrom(...BRANCHES), fc.constantFrom(...DIRECTIVES), tie('set'))
      .map(([field, directive, below]) =>
        field === 'either'
          ? `either${directive} { ... on Node ${below} ... on Other ${below} }`
          : `${field}${directive} ${below}`,
      ),
    fc
      .tuple(fc.constantFrom('', 'on Node', 'on Other', 'on Thing', 'on Query'), tie('set'))
      .map(([on, set]) => `... ${on} ${set}`),
    fc.constantFrom('...Some', '...Some @skip(if: $no)'),
  ),
})).set

const random = fc.record({
  set: selection,
  fragment: selection,
  seed: fc.nat(),
  variables: fc.record(
    {
      count: fc.constantFrom(1, 0, null),
      text: fc.constantFrom('t', '', null),
      needed: fc.constant('n'),
      no: fc.boolean(),
      yes: fc.boolean(),
    },
    { requiredKeys: ['needed', 'no', 'yes'] },
  ),
})

const documentOf = (set: string, fragment: string) =>
  parse(`query ($count: Int, $text: String, $needed: String!, $no: Boolean!, $yes: Boolean!) ${set}
    fragment Some on Thing ${fragment.replaceAll('...Some', 'id')}
    fragment All on Query { text @skip(if: $no) flag @skip(if: $yes) given(count: $count, text: $text) echo(text: $needed) ...Some }`)

test('whatever resolvers do, a plan answers what GraphQL.js answers', async () => {
  const seen = { whole: 0, partly: 0, nothing: 0 }
  await fc.assert(
    fc.asyncProperty(random, async ({ set, fragment, variables, ...given }) => {
      seed = given.seed
      const document = documentOf(`{ ...All ${set.slice(1)}`, fragment)
      fc.pre(validate(schema, document).length === 0)
      for (const again of [1, 2]) {
        const [ours, theirs] = await bothOf({ document, variables })
        expect(ours, `for the ${again}. time`).toEqual(theirs)
        if (ours.data === 'null') seen.nothing++
        else if (ours.nulls.length > 0) seen.partly++
        else seen.whole++
      }
    }),
    { numRuns: RUNS },
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 100)
})

test('mutations are carried out one after the other', async () => {
  for (seed = 0; seed < 200; seed++) {
    const document = parse('mutation { first { id } second third { text } again: second }')
    const [ours, theirs] = await bothOf({ document })
    expect(ours).toEqual(theirs)
  }
})

test.each([
  ['a variable of the wrong type', '($n: Int) { given(count: $n) }', { n: 'seven' }],
  ['a variable past 32 bits', '($n: Int) { given(count: $n) }', { n: 2 ** 31 }],
  ['a variable that is missing', '($t: String!) { echo(text: $t) }', {}],
  ['a variable that is null', '($t: String!) { echo(text: $t) }', { t: null }],
  ['a number for an id', '($id: ID) { echo(text: "x", id: $id) }', { id: 7 }],
  ['one that has a default', '($n: Int = 3) { given(count: $n) }', {}],
  ['null for one that has a default', '($n: Int = 3) { given(count: $n) }', { n: null }],
  ['null for an argument that has a default', '($n: Int) { given(count: $n) }', { n: null }],
  ['an input', '($r: Range) { given(range: $r) }', { r: { to: 2 } }],
  ['an input with an unknown field', '($r: Range) { given(range: $r) }', { r: { up: 2 } }],
  ['a variable that nobody declared', '{ given }', { n: 1 }],
])('%s is taken or refused as GraphQL.js does', async (_, query, variables) => {
  for (seed = 0; seed < 5; seed++) {
    const document = parse(`query ${query}`)
    const [ours, theirs] = await bothOf({ document, variables })
    expect(ours).toEqual(theirs)
    const errors = async (result: ExecutionResult | Promise<ExecutionResult>) =>
      (await result).errors?.map(({ message }) => message)
    expect(await errors(run({ document, variables }, {}))).toEqual(
      await errors(execute({ schema, document, variableValues: variables, contextValue: {} })),
    )
  }
})
