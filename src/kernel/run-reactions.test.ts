import { expect, test } from 'vitest'
import { systemActor } from '#kernel/actor.ts'
import { replay } from '#kernel/replay.ts'
import { loadReactionStates } from '#read/reaction/load.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { parkWith } from '#write/dead-letters/park-dead-letter.ts'
import { event, type RecordedEvent } from './event.ts'
import { type Reaction, type ReactionLimits, reactingTo, type Wish } from './reaction.ts'
import { Overloaded } from './rejections.ts'
import { runReactions } from './run-reactions.ts'

const locationCreated = event<{ locationId: string }>()({
  name: 'LocationCreated',
  summary: '',
  aggregate: 'location',
  id: 'locationId',
})

const MAIN = { code: 'MAIN', name: 'Main', countryCode: 'GB' }
const shadow = (code: string): Wish => ({
  command: 'CreateLocation',
  input: { code, name: 'Shadow', countryCode: 'GB' },
})

/** Waits of 1, 2, 4 … seconds, none of them shortened by chance, and three tries. */
const LIMITS = { attemptsMax: 3, backOffMs: 1_000, backOffMsMax: 60_000 }

type Answer = (event: RecordedEvent) => ReturnType<Reaction['reactsTo'][number]['wish']>

/** Locations that somebody made are answered as `wish` says; their shadows are not. */
async function withReaction(wish: Answer, limits: Partial<ReactionLimits> = {}) {
  const app = await testApp()
  const shadows: Reaction = {
    name: 'shadows',
    summary: 'Makes a shadow.',
    reactsTo: [
      reactingTo(locationCreated, (_, event) => {
        const [made] = app.rows<{ kind: string }>(
          `select actor ->> 'kind' as kind from kernel_journal where sequence = ?`,
          event.sequence,
        )
        return made?.kind === 'STAFF' ? wish(event) : null
      }),
    ],
  }
  const faults: string[] = []
  const reader = await app.database.openReader()
  const start = (dispatch = app.dispatch) =>
    runReactions(app.writer, async () => [shadows], {
      reader,
      dispatch,
      queue: app.queue,
      clock: app.clock,
      random: () => 0,
      park: (parking) => parkWith(app.dispatch, parking),
      onFault: (fault) => faults.push(String(fault)),
      limits: { ...LIMITS, ...limits },
      dueEveryMs: 60_000,
    })
  /** What a server does in its life, from start to stop. */
  const once = async (dispatch = app.dispatch) => {
    const reactions = start(dispatch)
    await reactions.settle()
    await reactions.stop()
  }
  const codes = () =>
    app.rows<{ code: string }>('select code from locations order by code').map(({ code }) => code)
  const made = (code: string) => app.accepted('CreateLocation', { ...MAIN, code })
  const state = async () => (await loadReactionStates(app.writer, [shadows]))[0]
  return { app, start, once, codes, made, faults, state }
}

const retries = (app: TestApp) =>
  app.rows('select sequence, attempts, next_at as nextAt from kernel_retries order by sequence')
const letters = (app: TestApp) =>
  app.rows<{ id: string }>(
    'select id, sequence, attempts, error, status, reason from kernel_dead_letters order by sequence',
  )

test('a fact leads to its command once, however often the reaction starts anew', async () => {
  const { app, once, codes } = await withReaction(() => shadow('SHADOW'))
  await app.accepted('CreateLocation', MAIN)
  for (const times of [1, 2, 3]) {
    await once()
    // As if the process had died after the command and before the cursor moved.
    if (times === 1) await app.change('DELETE FROM kernel_cursors')
  }
  expect(codes()).toEqual(['MAIN', 'SHADOW'])
  expect(app.rows('select actor_id, causation_id from kernel_journal where sequence = 2')).toEqual([
    { actor_id: 'system:shadows', causation_id: '1.0' },
  ])
})

test('two that run at once have the effect once between them', async () => {
  const { start, codes, made } = await withReaction(({ sequence }) => shadow(`S${sequence}`))
  for (const code of ['A', 'B', 'C']) await made(code)
  const both = [start(), start()]
  await Promise.all(both.map((reactions) => reactions.settle()))
  await Promise.all(both.map((reactions) => reactions.stop()))
  expect(codes()).toEqual(['A', 'B', 'C', 'S1', 'S2', 'S3'])
})

test('whatever one reaction makes is dealt with by another before all is settled', async () => {
  const { app, codes, made } = await withReaction(() => null)
  const reader = await app.database.openReader()
  const numbered = (rest: 0 | 1): Reaction => ({
    name: `numbers of ${rest}`,
    summary: 'Makes the next.',
    reactsTo: [
      reactingTo(locationCreated, ({ locationId }) => {
        const sql = 'select code from locations where id = ?'
        const number = Number(app.rows<{ code: string }>(sql, locationId)[0]?.code)
        return number % 2 === rest && number < 9 ? shadow(String(number + 1)) : null
      }),
    ],
  })
  const both = [numbered(1), numbered(0)]
  const reactions = runReactions(app.writer, async () => both, {
    reader,
    dispatch: app.dispatch,
    queue: app.queue,
    clock: app.clock,
    park: async () => {},
    onFault: (fault) => expect.fail(String(fault)),
  })
  await made('0')
  await reactions.settle()
  await reactions.stop()
  expect(codes()).toHaveLength(10)
})

test('a command for later waits in the database until its time has come', async () => {
  const { app, once, codes } = await withReaction(({ at }) => ({
    ...shadow('LATER'),
    at: at + 5_000,
  }))
  await app.accepted('CreateLocation', MAIN)
  await once()
  expect(codes()).toEqual(['MAIN'])
  app.pass(4_999)
  await once()
  expect(codes()).toEqual(['MAIN'])
  app.pass(1)
  await once()
  expect(codes()).toEqual(['LATER', 'MAIN'])
  expect(app.rows('select * from kernel_due')).toEqual([])
})

test('one that fails is tried again after 1, then 2 seconds, across restarts, while others go on', async () => {
  let failures = 2
  const { app, once, codes, made, faults, state } = await withReaction(({ sequence }) => {
    if (sequence === 1 && failures-- > 0) throw new Error('no answer')
    return shadow(`S${sequence}`)
  })
  await made('A')
  await made('B')
  const start = app.clock()
  await once()
  expect(codes()).toEqual(['A', 'B', 'S2'])
  expect(retries(app)).toEqual([{ sequence: 1, attempts: 1, nextAt: start + 1_000 }])
  expect(await state()).toMatchObject({ eventsBehind: 0, retrying: 1, deadLetters: 0 })

  app.pass(999)
  await once()
  expect(faults).toHaveLength(1)
  app.pass(1)
  await once()
  expect(retries(app)).toEqual([{ sequence: 1, attempts: 2, nextAt: start + 3_000 }])
  app.pass(2_000)
  await once()
  expect(codes()).toEqual(['A', 'B', 'S1', 'S2'])
  expect(retries(app)).toEqual([])
})

test('chance shortens a wait by at most half, and no wait is longer than the longest', async () => {
  const { app, start } = await withReaction(
    () => {
      throw new Error('no answer')
    },
    { backOffMsMax: 600 },
  )
  await app.accepted('CreateLocation', MAIN)
  const reactions = start()
  await reactions.settle()
  await reactions.stop()
  expect(retries(app)).toMatchObject([{ nextAt: app.clock() + 600 }])
})

test('one that keeps failing is parked, and is retried or dropped by hand', async () => {
  let isBroken = true
  const { app, once, codes, made, state } = await withReaction(({ sequence }) => {
    if (isBroken && sequence < 3) throw new Error(`no answer to ${sequence}`)
    return shadow(`S${sequence}`)
  })
  for (const code of ['A', 'B', 'C']) await made(code)
  for (const wait of [0, 1_000, 2_000]) {
    app.pass(wait)
    await once()
  }
  expect(codes()).toEqual(['A', 'B', 'C', 'S3'])
  expect(retries(app)).toEqual([])
  expect(letters(app)).toMatchObject([
    { sequence: 1, attempts: 3, error: 'Error: no answer to 1', status: 'WAITING' },
    { sequence: 2, attempts: 3, error: 'Error: no answer to 2', status: 'WAITING' },
  ])
  expect(await state()).toMatchObject({ retrying: 0, deadLetters: 2 })

  const [first, second] = letters(app)
  const reason = 'There is no such place.'
  await app.accepted('DropDeadLetter', { deadLetterId: second?.id, reason })
  await app.accepted('RetryDeadLetter', { deadLetterId: first?.id })
  for (const wait of [0, 1_000, 2_000]) {
    app.pass(wait)
    await once()
  }
  expect(letters(app)).toMatchObject([
    { id: first?.id, attempts: 6, status: 'WAITING' },
    { id: second?.id, attempts: 3, status: 'DROPPED', reason },
  ])

  isBroken = false
  await app.accepted('RetryDeadLetter', { deadLetterId: first?.id })
  await once()
  expect(codes()).toEqual(['A', 'B', 'C', 'S1', 'S3'])
  expect(letters(app)).toMatchObject([{ status: 'RETRIED' }, { status: 'DROPPED' }])
})

test.each([
  [new Error('no\0 an\ud800swer'), 'Error: no an?swer'],
  ['', 'Nothing was said.'],
  [new Error('x'.repeat(5_000)), `Error: ${'x'.repeat(1_993)}`],
])('whatever is thrown is parked, whatever it says', async (thrown, error) => {
  const { app, once } = await withReaction(() => {
    throw thrown
  })
  await app.accepted('CreateLocation', MAIN)
  for (const wait of [0, 1_000, 2_000]) {
    app.pass(wait)
    await once()
  }
  expect(letters(app)).toMatchObject([{ error, status: 'WAITING' }])
})

test('a due command that keeps failing is parked; retried, it is given with the first key', async () => {
  let isBroken = true
  const { app, once, codes } = await withReaction(({ at }) => ({ ...shadow('LATER'), at }))
  const flaky: typeof app.dispatch = (asked) => {
    if (isBroken && asked.dueId) throw new Error('disk full')
    return app.dispatch(asked)
  }
  await app.accepted('CreateLocation', MAIN)
  for (const wait of [0, 1_000, 2_000]) {
    app.pass(wait)
    await once(flaky)
  }
  expect(app.rows('select * from kernel_due')).toEqual([])
  expect(letters(app)).toMatchObject([{ sequence: 1, attempts: 3, error: 'Error: disk full' }])
  isBroken = false
  await app.accepted('RetryDeadLetter', { deadLetterId: letters(app)[0]?.id })
  await once(flaky)
  expect(codes()).toEqual(['LATER', 'MAIN'])
})

test('a full queue is waited for, and never parks anything', async () => {
  let isFull = true
  const { app, once, codes } = await withReaction(() => shadow('SHADOW'))
  const full: typeof app.dispatch = (asked) => {
    if (isFull) throw new Overloaded({ retryAfterMs: 1 })
    return app.dispatch(asked)
  }
  await app.accepted('CreateLocation', MAIN)
  for (let tries = 0; tries < 8; tries++) {
    await once(full)
    app.pass(60_000)
  }
  expect(letters(app)).toEqual([])
  expect(retries(app)).toMatchObject([{ attempts: 8 }])
  isFull = false
  await once(full)
  expect(codes()).toEqual(['MAIN', 'SHADOW'])
})

test('a refusal is a final answer', async () => {
  const { app, once, faults } = await withReaction(() => shadow('MAIN'))
  await app.accepted('CreateLocation', MAIN)
  await once()
  expect(faults).toEqual([])
  expect(app.rows('select outcome from kernel_journal where sequence = 2')).toEqual([
    { outcome: 'REFUSED' },
  ])
  expect(retries(app)).toEqual([])
})

test('eight events are dealt with at once, those of one thing one after another', async () => {
  let running = 0
  let most = 0
  const order: string[] = []
  const { app, once, made } = await withReaction(async ({ aggregateId, sequence }) => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running--
    order.push(`${aggregateId} ${sequence}`)
    return null
  })
  for (let number = 0; number < 12; number++) await made(`L${number}`)
  await app.change(`UPDATE kernel_events SET aggregate_id = 'loc_1' WHERE sequence <= 3`)
  await once()
  expect(most).toBe(8)
  expect(order.filter((entry) => entry.startsWith('loc_1 '))).toEqual([
    'loc_1 1',
    'loc_1 2',
    'loc_1 3',
  ])
})

test('one that hangs has failed after a while, and holds up nobody for longer', async () => {
  const { app, once, codes, made } = await withReaction(
    ({ sequence }) => (sequence === 1 ? new Promise(() => {}) : shadow(`S${sequence}`)),
    { wishMsMax: 20 },
  )
  await made('A')
  await made('B')
  await once()
  expect(codes()).toEqual(['A', 'B', 'S2'])
  expect(app.rows('select error from kernel_retries')).toEqual([
    { error: 'Error: It took longer than 20 ms.' },
  ])
})

test('stopping waits for nothing that hangs, and the event comes again', async () => {
  let hangs = true
  const { app, start, once, codes } = await withReaction(() =>
    hangs ? new Promise(() => {}) : shadow('SHADOW'),
  )
  await app.accepted('CreateLocation', MAIN)
  const reactions = start()
  reactions.wake()
  await new Promise((resolve) => setTimeout(resolve, 10))
  await reactions.stop()
  expect(retries(app)).toEqual([])
  hangs = false
  await once()
  expect(codes()).toEqual(['MAIN', 'SHADOW'])
})

test('a clock that was put back by days does not leave a retry waiting for days', async () => {
  let failures = 1
  const { app, once, codes } = await withReaction(() => {
    if (failures-- > 0) throw new Error('no answer')
    return shadow('SHADOW')
  })
  await app.accepted('CreateLocation', MAIN)
  await once()
  app.pass(-3 * 86_400_000)
  await once()
  expect(codes()).toEqual(['MAIN', 'SHADOW'])
})

test('an earlier wish that comes late by a retry does not replace a later one of the same key', async () => {
  let failures = 1
  const { app, once, codes, made } = await withReaction(({ sequence, at }) => {
    if (sequence === 1 && failures-- > 0) throw new Error('no answer')
    return { ...shadow(`S${sequence}`), key: 'one', at: at + 10_000 }
  })
  await made('A')
  await made('B')
  await once()
  app.pass(1_000)
  await once()
  app.pass(10_000)
  await once()
  expect(codes()).toEqual(['A', 'B', 'S2'])
})

test('what was parked, retried and dropped replays to the same shop', async () => {
  const { app, once, made } = await withReaction(() => {
    throw new Error('no answer')
  })
  await made('A')
  await made('B')
  for (const wait of [0, 1_000, 2_000]) {
    app.pass(wait)
    await once()
  }
  const [first, second] = letters(app)
  await app.accepted('RetryDeadLetter', { deadLetterId: first?.id })
  await app.accepted('DropDeadLetter', { deadLetterId: second?.id, reason: 'No.' })
  const into = await testApp()
  const { differences } = await replay({ from: app.writer, into, release: 'test' })
  expect(differences).toEqual([])
})

const UNKNOWN = `dlt_${'0'.repeat(26)}`

test('retrying and dropping refuse what is not there, or was settled before', async () => {
  const app = await testApp()
  const { sequence } = await app.accepted('CreateLocation', MAIN)
  const parking = { reaction: 'shadows', sequence, index: 0, error: 'no', attempts: 3, dueId: null }
  await parkWith(app.dispatch, parking)
  const [letter] = letters(app)
  const refusal = async (command: string, input: object) => {
    const outcome = await app.give(command, input)
    return outcome.outcome === 'REFUSED' ? outcome.refusal : outcome.outcome
  }
  const path = ['input', 'deadLetterId']
  for (const [command, more] of [
    ['RetryDeadLetter', {}],
    ['DropDeadLetter', { reason: 'No.' }],
  ] as const)
    expect(await refusal(command, { deadLetterId: UNKNOWN, ...more })).toMatchObject({
      code: 'DEAD_LETTER_NOT_FOUND',
      path,
      facts: { deadLetterId: UNKNOWN },
    })
  await app.accepted('DropDeadLetter', { deadLetterId: letter?.id, reason: 'No.' })
  for (const [command, more] of [
    ['RetryDeadLetter', {}],
    ['DropDeadLetter', { reason: 'Again.' }],
  ] as const)
    expect(await refusal(command, { deadLetterId: letter?.id, ...more })).toMatchObject({
      code: 'DEAD_LETTER_SETTLED',
      path,
      facts: { status: 'DROPPED', settledAt: app.clock() },
    })
})

test.each([
  ['RetryDeadLetter', { deadLetterId: `ord_${'0'.repeat(26)}` }, 'input.deadLetterId'],
  ['RetryDeadLetter', { deadLetterId: '' }, 'input.deadLetterId'],
  ['RetryDeadLetter', { deadLetterId: UNKNOWN, more: 1 }, 'input'],
  ['DropDeadLetter', { deadLetterId: UNKNOWN }, 'input.reason'],
  ['DropDeadLetter', { deadLetterId: UNKNOWN, reason: '' }, 'input.reason'],
  ['DropDeadLetter', { deadLetterId: UNKNOWN, reason: 'a\0b' }, 'input.reason'],
  ['DropDeadLetter', { deadLetterId: UNKNOWN, reason: 'a'.repeat(501) }, 'input.reason'],
])('%s of %j is bad input at %s', async (command, input, path) => {
  const app = await testApp()
  await expect(app.give(command, input)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    facts: { problems: [{ path: path.split('.') }] },
  })
})

test('nobody parks by hand: not even whoever holds every named permission', async () => {
  const app = await testApp()
  const actor = { ...systemActor('x'), permissions: ['reactions.write', 'journal.read'] }
  const input = { reaction: 'x', sequence: 1, index: 0, error: 'x', attempts: 1 }
  await expect(app.give('ParkDeadLetter', input, { actor })).rejects.toThrow('system.react')
})
