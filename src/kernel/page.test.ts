import { describe, expect, test } from 'vitest'
import { locationView } from '#read/location/table.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import fc from '#testing/random.ts'
import { exact, prefixed, ranged, type Where } from './filter.ts'
import { integer, text } from './input.ts'
import { listing, type OrderBy, ordering, PAGE_SIZE_MAX, type PageArgs } from './page.ts'

const places = listing({
  table: locationView,
  filters: {
    code: prefixed(locationView.code, text(), 'The code.'),
    country: exact(locationView.countryCode, text(), 'The country.'),
    priority: ranged(locationView.priority, integer(), 'The priority.'),
    loudCode: exact(locationView.code, text(), 'The code, in any case.', {
      as: (code: string) => code.toUpperCase(),
    }),
  },
  orders: {
    PRIORITY: ordering('By priority.', locationView.priority, locationView.id),
    CODE: ordering('By code.', locationView.code),
  },
  defaultOrder: { field: 'PRIORITY', direction: 'ASC' },
})

type Place = typeof locationView.$inferSelect

const addPlaces = async (app: TestApp, from: number, count: number) => {
  for (let at = from; at < from + count; at++)
    await app.accepted('CreateLocation', {
      code: `${'ABC'[at % 3]}${(at * 7) % 100}-${at}`,
      name: `Place ${at}`,
      countryCode: ['GB', 'DE', 'FR'][at % 3],
      priority: (at * 5) % 4,
    })
}

const all = (app: TestApp): Place[] =>
  app
    .rows<Place & { country_code: string }>('select * from location_view')
    .map((row) => ({ ...row, countryCode: row.country_code }))

const sorted = (rows: readonly Place[], { field, direction }: OrderBy): string[] => {
  const key = ({ priority, id, code }: Place) => (field === 'CODE' ? code : `${priority} ${id}`)
  const ids = [...rows].sort((one, two) => (key(one) < key(two) ? -1 : 1)).map(({ id }) => id)
  return direction === 'ASC' ? ids : ids.reverse()
}

/** Every id of a list, page by page, in the order of the list; pages must say rightly what is left. */
async function walk(
  app: TestApp,
  args: Omit<PageArgs<'PRIORITY' | 'CODE'>, 'first' | 'last' | 'after' | 'before'>,
  { size, isForward, between }: { size: number; isForward: boolean; between?: () => unknown },
): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  for (;;) {
    const extent = isForward ? { first: size, after: cursor } : { last: size, before: cursor }
    const page = await places.page(app.writer, { ...args, ...extent })
    const found = page.edges.map(({ row }) => row.id)
    if (isForward) ids.push(...found)
    else ids.unshift(...found)
    const isFirst = cursor === null
    const edge = isForward ? page.edges.at(-1) : page.edges[0]
    const [ahead, behind] = isForward
      ? [page.hasNextPage, page.hasPreviousPage]
      : [page.hasPreviousPage, page.hasNextPage]
    expect(await behind(app.writer)).toBe(!isFirst)
    if (!(await ahead(app.writer))) return ids
    expect(found).toHaveLength(size)
    cursor = edge?.cursor as string
    await between?.()
  }
}

const orderBys = fc.record({
  field: fc.constantFrom('PRIORITY' as const, 'CODE' as const),
  direction: fc.constantFrom('ASC' as const, 'DESC' as const),
})

describe('a list of forty places', () => {
  const forty = async () => {
    const app = await testApp()
    await addPlaces(app, 0, 40)
    return app
  }

  test('walked forward or backward, in pages of any size, is the whole list sorted', async () => {
    const app = await forty()
    await fc.assert(
      fc.asyncProperty(
        orderBys,
        fc.integer({ min: 1, max: 45 }),
        fc.option(fc.constantFrom('GB', 'DE', 'US')),
        async (orderBy, size, country) => {
          const where: Where | null = country ? { country: { eq: country } } : null
          const expected = sorted(
            all(app).filter(({ countryCode }) => !country || countryCode === country),
            orderBy,
          )
          expect(await walk(app, { where, orderBy }, { size, isForward: true })).toEqual(expected)
          expect(await walk(app, { where, orderBy }, { size, isForward: false })).toEqual(expected)
          expect(await places.count(app.writer, where)).toBe(expected.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  const cases: [string, Where, (place: Place) => boolean][] = [
    ['nothing', {}, () => true],
    ['null', { country: null, and: null, code: { eq: null } }, () => true],
    ['one value', { country: { eq: 'GB' } }, ({ countryCode }) => countryCode === 'GB'],
    ['one of several', { country: { oneOf: ['GB', 'FR'] } }, (place) => place.countryCode !== 'DE'],
    ['one of one', { country: { oneOf: ['DE'] } }, (place) => place.countryCode === 'DE'],
    ['one of none', { country: { oneOf: [] } }, () => false],
    ['a beginning', { code: { startsWith: 'A1' } }, ({ code }) => code.startsWith('A1')],
    ['a beginning that is a pattern', { code: { startsWith: 'A%' } }, () => false],
    [
      'a range',
      { priority: { range: { gt: 0, lte: 2 } } },
      ({ priority }) => priority > 0 && priority <= 2,
    ],
    [
      'a half-open range',
      { priority: { range: { gte: 1, lt: 3 } } },
      ({ priority }) => priority >= 1 && priority < 3,
    ],
    ['a value in another form', { loudCode: { eq: 'a0-0' } }, ({ code }) => code === 'A0-0'],
    [
      'either of two',
      { or: [{ country: { eq: 'GB' } }, { priority: { eq: 3 } }] },
      ({ countryCode, priority }) => countryCode === 'GB' || priority === 3,
    ],
    ['any of none', { or: [] }, () => false],
    [
      'both, nested',
      {
        and: [
          { or: [{ priority: { eq: 1 } }, { priority: { eq: 2 } }] },
          { country: { eq: 'DE' } },
        ],
      },
      ({ countryCode, priority }) => countryCode === 'DE' && (priority === 1 || priority === 2),
    ],
  ]
  test.each(cases)('asked for %s answers what fits and nothing else', async (_, where, fits) => {
    const app = await forty()
    const page = await places.page(app.writer, { where, first: PAGE_SIZE_MAX })
    const expected = sorted(all(app).filter(fits), places.defaultOrder)
    expect(page.edges.map(({ row }) => row.id)).toEqual(expected)
    expect(await places.count(app.writer, where)).toBe(expected.length)
  })

  const deep = (levels: number): Where => (levels === 0 ? {} : { and: [deep(levels - 1)] })
  const foreign = Buffer.from('["PRIORITY",1,"x"]').toString('base64url')
  test.each<[string, () => PageArgs<never>, string[], string?]>([
    ['a page of none', () => ({ first: 0 }), ['first']],
    ['a page that is negative', () => ({ last: -1 }), ['last']],
    ['a page too large', () => ({ first: 101 }), ['first'], 'PAGE_TOO_LARGE'],
    ['a page too large, backward', () => ({ last: 101 }), ['last'], 'PAGE_TOO_LARGE'],
    ['both ends at once', () => ({ first: 1, last: 1 }), ['last']],
    ['a cursor that is none', () => ({ after: 'nonsense' }), ['after']],
    ['an empty cursor', () => ({ before: '' }), ['before']],
    ['a huge cursor', () => ({ after: 'a'.repeat(100_000) }), ['after']],
    [
      'a cursor with a value of another type',
      () => ({ after: Buffer.from('["PRIORITY","1","x"]').toString('base64url') }),
      ['after'],
    ],
    ...[[1.5, 'x'], [1e300, 'x'], [1, 'a\0'], [1, '\ud800'], [1], [1, 'x', 2]].map(
      (place): [string, () => PageArgs<never>, string[]] => [
        `a cursor that names the place ${JSON.stringify(place)}`,
        () => ({
          after: Buffer.from(JSON.stringify(['PRIORITY', ...place])).toString('base64url'),
        }),
        ['after'],
      ],
    ),
    [
      'a cursor of another order',
      () => ({
        after: foreign,
        orderBy: { field: 'CODE', direction: 'ASC' } as never,
      }),
      ['after'],
    ],
    [
      'an order that is none',
      () => ({ orderBy: { field: 'x', direction: 'ASC' } as never }),
      ['orderBy', 'field'],
    ],
    ['a filter that is none', () => ({ where: { x: { eq: 1 } } }), ['where', 'x']],
    [
      'an operator that a filter lacks',
      () => ({ where: { country: { range: { gte: 'A' } } } }),
      ['where', 'country', 'range'],
    ],
    [
      'a value that is out of bounds',
      () => ({ where: { priority: { eq: -1 } } }),
      ['where', 'priority', 'eq'],
    ],
    [
      'a bound that is no number',
      () => ({ where: { priority: { range: { lt: 'x' } } } }),
      ['where', 'priority', 'range', 'lt'],
    ],
    [
      'text with NUL',
      () => ({ where: { code: { startsWith: 'a\0' } } }),
      ['where', 'code', 'startsWith'],
    ],
    [
      'too many values',
      () => ({ where: { country: { oneOf: Array(101).fill('GB') } } }),
      ['where', 'country', 'oneOf'],
    ],
    [
      'too many conditions',
      () => ({ where: { or: Array.from({ length: 31 }, () => ({ priority: { eq: 1 } })) } }),
      ['where', 'or', '30', 'priority'],
    ],
    [
      'too many conditions that say nothing',
      () => ({ where: { or: [{ and: Array(15).fill({}) }, { and: Array(16).fill({}) }] } }),
      ['where', 'or', '1', 'and', '15'],
    ],
    [
      'conditions too deep',
      () => ({ where: deep(5) }),
      ['where', 'and', '0', 'and', '0', 'and', '0', 'and', '0', 'and'],
    ],
  ])('%s is refused with its path', async (_, args, path, code = 'BAD_USER_INPUT') => {
    const app = await testApp()
    await expect(places.page(app.writer, args())).rejects.toMatchObject({ path, code })
  })
})

test('rows that come while somebody reads on are neither skipped over nor make others repeat', async () => {
  const app = await testApp()
  await addPlaces(app, 0, 20)
  for (const isForward of [true, false]) {
    const before = sorted(all(app), places.defaultOrder)
    let added = all(app).length
    const seen = await walk(
      app,
      {},
      { size: 3, isForward, between: () => addPlaces(app, added++, 1) },
    )
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter((id) => before.includes(id))).toEqual(before)
  }
})

test('between two cursors a page tells whether more stands on either side', async () => {
  const app = await testApp()
  await addPlaces(app, 0, 9)
  const { edges } = await places.page(app.writer, {})
  const cursor = (at: number) => edges[at]?.cursor as string
  const page = await places.page(app.writer, { first: 2, after: cursor(1), before: cursor(7) })
  expect(page.edges.map(({ row }) => row.id)).toEqual([edges[2]?.row.id, edges[3]?.row.id])
  const rest = await places.page(app.writer, { last: 9, after: cursor(1), before: cursor(4) })
  expect(rest.edges).toHaveLength(2)
  expect(await rest.hasNextPage(app.writer)).toBe(true)
  expect(await rest.hasPreviousPage(app.writer)).toBe(true)
  const end = await places.page(app.writer, { first: 5, after: cursor(8) })
  expect(end.edges).toEqual([])
  expect(await end.hasNextPage(app.writer)).toBe(false)
  expect(await end.hasPreviousPage(app.writer)).toBe(true)
})

test('a list asked for in one shape is prepared once', async () => {
  const app = await testApp()
  await addPlaces(app, 0, 3)
  const prepares: unknown[] = []
  const { prepare } = app.writer
  Object.assign(app.writer, {
    prepare: (...given: Parameters<typeof prepare>) => {
      prepares.push(given)
      return prepare(...given)
    },
  })
  for (const country of ['GB', 'DE', 'FR'])
    await places.page(app.writer, { where: { country: { eq: country } } })
  expect(prepares).toHaveLength(1)
  await places.page(app.writer, { where: { country: { oneOf: ['GB', 'FR'] } } })
  expect(prepares).toHaveLength(2)
})
