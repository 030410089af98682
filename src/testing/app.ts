// A running app on its own copy of a real database, with a clock that stands until it is moved.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import { type App, type AppOptions, openApp } from '#app'
import type { Actor } from '#kernel/actor.ts'
import type { Result } from '#kernel/command.ts'
import { sqliteOf } from '#kernel/database/sqlite/sqlite-of.ts'
import type { CommandOptions } from '#kernel/dispatch.ts'
import type { Accepted, Outcome } from '#kernel/outcome.ts'
import { OWNER, TEST_NOW, TEST_SHOP } from './shop.ts'

export type TestApp = App & {
  file: string
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
  { from = inject('template'), start = TEST_NOW }: { from?: string; start?: number } = {},
): Promise<{ app: TestApp; dispose: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-test-'))
  const file = join(folder, 'shop.db')
  copyFileSync(from, file)
  let now = start
  const faults: unknown[] = []
  const app = await openApp({
    database: { file },
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
    rmSync(folder, { recursive: true, force: true })
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
    file,
    give,
    accepted,
    ids: async (command, input, as) => (await accepted(command, input, as)).result as Ids,
    again: async (changed = {}) => {
      const copy = join(folder, `copy-${crypto.randomUUID()}.db`)
      sqliteOf(app.writer).prepare('VACUUM INTO ?').run(copy)
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
    rows: <Row>(sql: string, ...values: unknown[]) =>
      sqliteOf(app.writer)
        .prepare(sql)
        .all(...values) as Row[],
  }
  return { app: made, dispose }
}

type Ids = Record<string, string> & Result
