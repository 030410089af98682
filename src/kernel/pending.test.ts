import { expect, test } from 'vitest'
import { testApp } from '#testing/app.ts'
import { OWNER } from '#testing/shop.ts'
import { commandsOf } from './command.ts'
import { insertInto } from './database/statement.ts'
import { dispatcher } from './dispatch.ts'
import { executor } from './execute.ts'
import { notes } from './tables.ts'
import { writeQueue } from './write-queue.ts'

const insertNotes = insertInto(notes)
const command = commandsOf<unknown, string>()

const forgetful = (awaits: boolean) =>
  command({
    name: 'Forget',
    summary: 'Writes a note, and may forget to wait for it.',
    permission: 'notes.write',
    input: {},
    rejections: [],
    async handle({ tx }) {
      const written = insertNotes(tx, [{ name: 'note', value: 'written' }])
      if (awaits) await written
      return {}
    },
  })

test.each([
  [true, 'ACCEPTED', 1],
  [false, 'FAILED', 0],
])('a handler that awaits its statements (%s) is %s', async (awaits, outcome, rows) => {
  const app = await testApp()
  const commands = [forgetful(awaits)]
  const execute = await executor(app.writer, {
    commands,
    views: [],
    tallies: [],
    clock: app.clock,
    idPrefixes: { cmd: 'cmd' },
    secretKinds: [],
    personalAggregates: [],
    settings: {},
    release: 'test',
    idempotencyKeyLifetimeMs: 1_000,
  })
  const dispatch = dispatcher(commands, writeQueue(app.writer, execute).submit)
  const answer = await dispatch({ command: 'Forget', input: {}, actor: OWNER })
  expect(answer.outcome.outcome).toBe(outcome)
  expect(app.rows("select * from kernel_notes where name = 'note'")).toHaveLength(rows)
})
