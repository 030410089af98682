import { expect, onTestFinished, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { openReader } from './database/connection.ts'
import { event } from './event.ts'
import { type Reaction, reactingTo, runReactions } from './reaction.ts'

const locationCreated = event<{ locationId: string }>()({
  name: 'LocationCreated',
  summary: '',
  aggregate: 'location',
  id: 'locationId',
})

const MAIN = { code: 'MAIN', name: 'Main', countryCode: 'GB' }
const shadow = (code: string) => ({
  command: 'CreateLocation',
  input: { code, name: 'Shadow', countryCode: 'GB' },
})

/** The first location is answered with a shadow of it, as `wish` says. */
async function withReaction(wish: Reaction['reactsTo'][number]['wish']) {
  const app = await testApp()
  const shadows: Reaction = {
    name: 'shadows',
    reactsTo: [
      reactingTo(locationCreated, (_, event) => (event.sequence === 1 ? wish(event) : null)),
    ],
  }
  const faults: unknown[] = []
  const reader = openReader(app.file)
  onTestFinished(() => void reader.sqlite.close())
  const start = () =>
    runReactions(app.writer, [shadows], {
      reader,
      dispatch: app.dispatch,
      queue: app.queue,
      clock: app.clock,
      onFault: (fault) => faults.push(fault),
      limits: { attemptsMax: 3, backOffMs: 1, dueEveryMs: 60_000 },
    })
  const codes = () =>
    app.rows<{ code: string }>('select code from locations order by code').map(({ code }) => code)
  return { app, start, codes, faults }
}

test('a fact leads to its command once, however often the reaction starts anew', async () => {
  const { app, start, codes } = await withReaction(() => shadow('SHADOW'))
  await app.accepted('CreateLocation', MAIN)
  for (const times of [1, 2, 3]) {
    const reactions = start()
    await reactions.settle()
    await reactions.stop()
    // As if the process had died after the command and before the cursor moved.
    if (times === 1) app.writer.sqlite.exec('DELETE FROM kernel_cursors')
  }
  expect(codes()).toEqual(['MAIN', 'SHADOW'])
  expect(app.rows('select actor_id, causation_id from kernel_journal where sequence = 2')).toEqual([
    { actor_id: 'system:shadows', causation_id: '1.0' },
  ])
})

test('a command for later waits in the database until its time has come', async () => {
  const { app, start, codes } = await withReaction(({ at }) => ({
    ...shadow('LATER'),
    at: at + 5_000,
  }))
  await app.accepted('CreateLocation', MAIN)
  const before = start()
  await before.settle()
  await before.stop()
  expect(codes()).toEqual(['MAIN'])

  app.pass(5_000)
  const after = start()
  await after.settle()
  await after.settle()
  await after.stop()
  expect(codes()).toEqual(['LATER', 'MAIN'])
  expect(app.rows('select * from kernel_due')).toEqual([])
})

test('a reaction that keeps throwing is parked as a dead letter and goes on with the next event', async () => {
  const { app, start, faults } = await withReaction(() => {
    throw new Error('no answer')
  })
  await app.accepted('CreateLocation', MAIN)
  await app.accepted('CreateLocation', { ...MAIN, code: 'OTHER' })
  const reactions = start()
  await reactions.settle()
  await reactions.stop()
  expect(faults).toHaveLength(3)
  expect(app.rows('select reaction, sequence, attempts, error from kernel_dead_letters')).toEqual([
    { reaction: 'shadows', sequence: 1, attempts: 3, error: 'Error: no answer' },
  ])
  expect(app.rows('select sequence from kernel_cursors')).toEqual([{ sequence: 2 }])
})

test('a refusal is a final answer', async () => {
  const { app, start, faults } = await withReaction(() => shadow('MAIN'))
  await app.accepted('CreateLocation', MAIN)
  const reactions = start()
  await reactions.settle()
  await reactions.stop()
  expect(faults).toEqual([])
  expect(app.rows('select outcome from kernel_journal where sequence = 2')).toEqual([
    { outcome: 'REFUSED' },
  ])
})
