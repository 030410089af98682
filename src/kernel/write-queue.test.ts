import { expect, onTestFinished, test, vi } from 'vitest'
import { testApp } from '#testing/app.ts'
import { IS_POSTGRES } from '#testing/database.ts'
import { OWNER } from '#testing/shop.ts'
import { commandsOf } from './command.ts'
import { engineAt } from './database/engine-at.ts'
import { sqliteOf } from './database/sqlite/sqlite-of.ts'
import { insertInto } from './database/statement.ts'
import { dispatcher } from './dispatch.ts'
import { executor } from './execute.ts'
import { choice, text } from './input.ts'
import { IdempotencyKeyReused, Overloaded, TimedOut } from './rejections.ts'
import { notes as notesTable } from './tables.ts'
import { QUEUE_LIMITS, writeQueue } from './write-queue.ts'

const location = (code: string) => ({ code, name: code, countryCode: 'GB' })

test('a batch shares one commit, and a refused command in it rolls back alone', async () => {
  const commits: string[] = []
  const app = await testApp({
    queue: { ...QUEUE_LIMITS, batchMsMax: 10_000 },
    connection: {
      synchronous: 'OFF',
      onStatement: (sql) => sql.endsWith('COMMIT') && commits.push(sql),
    },
  })
  await app.accepted('CreateLocation', location('FIRST')) // Prepares the statements.
  commits.length = 0
  const outcomes = await Promise.all(
    ['A', 'B', 'A', 'C'].map((code) => app.give('CreateLocation', location(code))),
  )
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([
    'ACCEPTED',
    'ACCEPTED',
    'REFUSED',
    'ACCEPTED',
  ])
  expect(outcomes.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5])
  expect(commits).toHaveLength(1)
  expect(app.rows('select code from locations order by code')).toHaveLength(4)
})

/** Of PostgreSQL's disk its server sees to. */
const sqliteTest = test.skipIf(IS_POSTGRES)

const notes = insertInto(notesTable)

/** Writes its note, and then may refuse or fail. */
const writeNote = commandsOf<unknown, string>()({
  name: 'WriteNote',
  summary: 'Writes a note.',
  permission: 'notes.write',
  input: { name: text(), end: choice('End', { STAY: 'Stays.', REFUSE: 'No.', FAIL: 'Breaks.' }) },
  rejections: [],
  async handle({ tx }, { name, end }) {
    runs.push(name)
    await notes(tx, [{ name, value: 'written' }])
    if (end === 'REFUSE') throw new IdempotencyKeyReused({ idempotencyKey: name })
    if (end === 'FAIL') throw new Error('A bug.')
    return {}
  },
})
const runs: string[] = []

test.each([
  ['REFUSE', 'REFUSED', ['a', 'b', 'a', 'b', 'c']],
  ['FAIL', 'FAILED', ['a', 'b', 'a', 'b', 'c']],
  ['STAY', 'ACCEPTED', ['a', 'b', 'c']],
])(
  'a command that writes and then must %s is undone alone, and only then is its batch run again',
  async (end, outcome, ran) => {
    const app = await testApp()
    const faults: unknown[] = []
    const execute = await executor(app.writer, {
      commands: [writeNote],
      views: [],
      tallies: [],
      clock: app.clock,
      idPrefixes: { cmd: 'cmd' },
      secretKinds: [],
      personalAggregates: [],
      settings: {},
      release: 'test',
      idempotencyKeyLifetimeMs: 1_000,
      onFault: (fault) => faults.push(fault),
    })
    const limits = { ...QUEUE_LIMITS, batchMsMax: 10_000 }
    const dispatch = dispatcher([writeNote], writeQueue(app.writer, execute, limits).submit)
    runs.length = 0
    const give = (name: string, end: string) =>
      dispatch({ command: 'WriteNote', input: { name, end }, actor: OWNER })
    const [a, b, c] = await Promise.all([give('a', 'STAY'), give('b', end), give('c', 'STAY')])
    const outcomes = [a, b, c].map((answer) => answer?.outcome)
    expect(outcomes.map((one) => one?.outcome)).toEqual(['ACCEPTED', outcome, 'ACCEPTED'])
    expect(outcomes.map((one) => one?.sequence)).toEqual([1, 2, 3])
    expect(faults).toHaveLength(end === 'FAIL' ? 1 : 0)
    const names = app.rows("select name from kernel_notes where value = 'written' order by name")
    expect(names.map(({ name }) => name)).toEqual(end === 'STAY' ? ['a', 'b', 'c'] : ['a', 'c'])
    expect(app.rows('select outcome from kernel_journal order by sequence')).toEqual(
      ['ACCEPTED', outcome, 'ACCEPTED'].map((outcome) => ({ outcome })),
    )
    // What came before it runs twice, what waits behind it once: nothing of it was begun.
    expect(runs).toEqual(ran)
  },
)

test('past the bound of the queue the answer is OVERLOADED, and nothing of it is done', async () => {
  const app = await testApp({ queue: { queueLengthMax: 2, batchCommandsMax: 1, batchMsMax: 5 } })
  const settled = await Promise.allSettled(
    ['A', 'B', 'C'].map((code) => app.give('CreateLocation', location(code))),
  )
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect((settled[2] as PromiseRejectedResult).reason).toBeInstanceOf(Overloaded)
  expect(app.rows('select * from kernel_journal')).toHaveLength(2)
})

test('while a stranger holds the lock commands time out, reads go on, and later ones succeed', async () => {
  const app = await testApp({ deadlineMs: 300 })
  const stranger = await (await engineAt(app.database.address)).openWriter()
  await stranger.transaction.begin()
  await expect(app.give('CreateLocation', location('A'))).rejects.toBeInstanceOf(TimedOut)
  expect(app.rows('select * from locations')).toEqual([])
  await stranger.transaction.rollback()
  await stranger.close()
  await app.accepted('CreateLocation', location('A'))
})

sqliteTest(
  'a full disk fails the whole batch, leaves nothing half done, and passes when space returns',
  async () => {
    const app = await testApp()
    await app.accepted('CreateLocation', location('FIRST'))
    const sqlite = sqliteOf(app.writer)
    const pages = sqlite.pragma('page_count', { simple: true }) as number
    sqlite.pragma(`max_page_count = ${pages}`)

    const settled = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        app.give('CreateLocation', { ...location(`L${index}`), name: 'x'.repeat(200) }),
      ),
    )
    const accepted = settled.filter(
      (one) => one.status === 'fulfilled' && one.value.outcome === 'ACCEPTED',
    ).length
    expect(accepted).toBeLessThan(40)
    expect(sqlite.inTransaction).toBe(false)
    expect(app.rows('select * from locations')).toHaveLength(accepted + 1)
    expect(app.rows('select * from location_view')).toHaveLength(accepted + 1)

    sqlite.pragma('max_page_count = 1000000')
    const { sequence } = await app.accepted('CreateLocation', location('LAST'))
    const sequences = app.rows<{ sequence: number }>(
      'select sequence from kernel_journal order by 1',
    )
    expect(sequences.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: sequence }, (_, index) => index + 1),
    )
  },
)

test('closing answers what was accepted and refuses the rest', async () => {
  const app = await testApp()
  const accepted = app.give('CreateLocation', location('A'))
  await Promise.resolve()
  const closed = app.queue.close()
  await expect(app.give('CreateLocation', location('B'))).rejects.toBeInstanceOf(Overloaded)
  await closed
  expect((await accepted).outcome).toBe('ACCEPTED')
})

test.each([
  { commitTakes: 0, perCommit: 2, turns: 0 },
  { commitTakes: 5, perCommit: 5, turns: 2 },
  { commitTakes: 200, perCommit: 13, turns: 6 },
])(
  'while a COMMIT takes $commitTakes ms, a full queue shares it among $perCommit, and others have $turns turns meanwhile',
  async ({ commitTakes, perCommit, turns }) => {
    let now = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
    onTestFinished(() => clock.mockRestore())
    const busyFor = (ms: number) => {
      now += ms
    }
    const batches: { size: number; turns: number }[] = []
    let size = 0
    let turnsBefore = 0
    let turn = 0
    const counting = () => {
      turn++
      if (batches.length < 10) setImmediate(counting)
    }
    setImmediate(counting)
    const transaction = {
      begin: () => {
        turnsBefore = turn
      },
      commit: () => {
        busyFor(commitTakes)
        batches.push({ size, turns: turn - turnsBefore })
        size = 0
      },
    }
    const outcome = { outcome: 'REFUSED', sequence: 1 } as never
    const queue = writeQueue(
      { transaction } as never,
      {
        execute: async () => {
          busyFor(4)
          size++
          return { outcome, measured: { rulesMs: 0, refreshMs: 0 } as never }
        },
        beforeCommit: async () => undefined,
        afterCommit: () => {},
        catchUp: async () => {},
        onFault: (fault) => {
          throw fault
        },
      },
      { ...QUEUE_LIMITS, batchMsMax: 5 },
    )
    const envelope = { deadline: Number.POSITIVE_INFINITY } as never
    await Promise.all(Array.from({ length: 41 }, () => queue.submit(envelope)))
    for (const batch of batches.slice(1, -1)) expect(batch).toEqual({ size: perCommit, turns })
    expect(batches.length).toBeGreaterThan(2)
  },
)
