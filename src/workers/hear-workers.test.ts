// What the writer tells its workers beside the answers to their commands.
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { feed } from '#kernel/feed.ts'
import { spentLog } from '#kernel/spent.ts'
import { testApp } from '#testing/app.ts'
import { hearWorkers } from './hear-workers.ts'
import { remoteWriter } from './remote-writer.ts'

test('where rows changed without a commit, each worker is told to forget what it keeps', async () => {
  const app = await testApp()
  const { product } = await app.ids('CreateProduct', {
    name: 'Mug',
    variants: [{ sku: 'MUG', prices: [{ amount: 100, currency: 'GBP' }] }],
  })
  vi.spyOn(process, 'umask').mockReturnValue(0o022) // A thread can't change it; the socket's rights are tried elsewhere.
  const workers = hearWorkers()
  const path = join(app.file, '..', 'workers')
  await workers.listen(app, path)
  const told = new EventTarget()
  const heard = feed({ last: app.feed.last() })
  heard.hear((commits) => told.dispatchEvent(new Event(commits ? 'commits' : 'anything')))
  const begun = once(told, 'anything')
  const writer = remoteWriter(path, {
    ...{ feed: heard, spent: spentLog(), clock: app.clock, queueLengthMax: 1 },
  })
  onTestFinished(() => {
    writer.close()
    workers.close()
    vi.restoreAllMocks()
  })
  await begun // The first word on each connection.

  const forgets = once(told, 'anything')
  await app.mend({ view: 'product_view', keys: [product as string] })
  await forgets
  expect(heard.last()).toBe(app.feed.last())
})
