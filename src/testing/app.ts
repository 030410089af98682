// A running app on its own copy of a real database, with a clock that stands until it is moved.

import { inject, onTestFinished } from 'vitest'
import { type App, type AppOptions, openApp } from '#app'
import type { Actor } from '#kernel/actor.ts'
import type { Result } from '#kernel/command.ts'
import type { CommandOptions } from '#kernel/dispatch.ts'
import type { Accepted, Outcome } from '#kernel/outcome.ts'
import { newDatabase, type TestDatabase } from './database.ts'
import { OWNER, TEST_NOW, TEST_SHOP } from './shop.ts'

export type TestApp = App & {
  file: string
  database: TestDatabase
  /** Moves the clock on by so many milliseconds. */
  pass: (ms: number) => void
  /** Gives a command as the owner, unless told otherwise. Throws what dispatch throws. */
  give: (command: string, input: unknown, as?: GiveOptions) => Promise<Outcome>
  /** Gives a command that must be accepted; answers its ids. */
  accepted: (command: string, input: unknown, as?: GiveOptions) => Promise<Accepted>
  ids: (command: string, input: unknown, as?: GiveOptions) => Promise<Record<string, string>>
  /** The same shop after its process was killed: another app on a copy of its file, at the same moment. */
  again: (options?: Partial<AppOptions>) => Promise<TestApp>
  /** Forgets every row that was kept from reading it, as if the server had just started. */
  forget: () => void
  /** Runs SQL on the database, whatever it breaks. */
  change: (sql: string) => Promise<void>
  /** Rows of any table, for asserting: `rows('select …', …)`. */
  rows: <Row = Record<string, unknown>>(sql: string, ...values: unknown[]) => Row[]
}

export type GiveOptions = CommandOptions & { actor?: Actor }

/** An app that lives as long as the test that asks for it. */
export async function testApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const { app, dispose } = await openTestApp(options)
  onTestFinished(dispose)
  return app
}

/** An app for a part of a test, such as one run of a property. */
export async function openTestApp(
  options: Partial<AppOptions> = {},
  {
    from = inject('template'),
    start = TEST_NOW,
  }: { from?: string | TestDatabase; start?: number } = {},
): Promise<{ app: TestApp; dispose: () => Promise<void> }> {
  const database = from instanceof Object ? from : await newDatabase(from)
  let now = start
  const faults: unknown[] = []
  const app = await openApp({
    database: database.address,
    shop: TEST_SHOP,
    release: 'test',
    clock: () => now,
    reacts: false,
    connection: { synchronous: 'OFF' },
    onFault: (fault) => faults.push(fault),
    ...options,
  })
  const dispose = async () => {
    await app.close()
    await database.dispose()
  }

  const give: TestApp['give'] = async (command, input, { actor = OWNER, ...options } = {}) =>
    (await app.dispatch({ command, input, actor, options })).outcome

  const accepted: TestApp['accepted'] = async (command, input, as) => {
    const outcome = await give(command, input, as)
    if (outcome.outcome === 'FAILED') throw faults.at(-1)
    if (outcome.outcome === 'REFUSED')
      throw new Error(`${command} was refused: ${outcome.refusal.code} ${outcome.refusal.message}`)
    return outcome
  }

  const made: TestApp = {
    ...app,
    file: database.file,
    database,
    give,
    accepted,
    ids: async (command, input, as) => (await accepted(command, input, as)).result as Ids,
    again: async (changed = {}) => {
      const copy = await database.copy(app)
      const { app: other, dispose } = await openTestApp(
        { ...options, ...changed },
        { from: copy, start: now },
      )
      onTestFinished(dispose)
      return other
    },
    pass: (ms) => {
      now += ms
    },
    forget: () => app.feed.restart(app.feed.last()),
    change: (sql) => database.change(app, sql),
    rows: <Row>(sql: string, ...values: unknown[]) => database.rows(app, sql, values) as Row[],
  }
  return { app: made, dispose }
}

/** Every row of every table, as JSON. */
export async function everyRow({ writer, rows }: TestApp): Promise<string> {
  const tables = await writer.dialect.schema.tables(writer)
  return tables.map((name) => JSON.stringify(rows(`select * from "${name}"`))).join('\n')
}

type Ids = Record<string, string> & Result
