// A process that serves HTTP and reads by itself, with read-only connections of its own, and has the writer run its
// commands.
import type { Config } from '#config'
import { metrics } from '#http/metrics.ts'
import type { Tracing } from '#http/tracing.ts'
import { engineAt } from '#kernel/database/engine-at.ts'
import { dispatcher } from '#kernel/dispatch.ts'
import { feed } from '#kernel/feed.ts'
import { KeptRows } from '#kernel/kept-rows.ts'
import { soon } from '#kernel/soon.ts'
import { spentLog } from '#kernel/spent.ts'
import { views } from '#read/views.ts'
import { webhookSecret } from '#webhooks/secret.ts'
import { declaredWebhooks } from '#webhooks/webhooks.ts'
import { commands } from '#write/commands.ts'
import { allReactions } from '../app.ts'
import { type ServeOptions, tracingOf } from '../open-serving.ts'
import { paymentProvidersOf } from '../open-shop.ts'
import { type Front, httpOf } from '../serve-http.ts'
import { hearSupervisor, takeConnections, tellSupervisor, toldToStop } from './child.ts'
import { remoteWriter } from './remote-writer.ts'

/** How late the moment that a key was last used may be written down. */
const USED_EVERY_MS = 10_000

/** Serves until it is told to stop. @param path Where the writer listens. */
export async function serveWorker(
  config: Config,
  { log }: Pick<ServeOptions, 'log'>,
  { path, demoKey }: { path: string; demoKey: string | null },
): Promise<void> {
  const stop = toldToStop()
  const traced = await tracingOf(config)
  const measured = metrics()
  measured.share()
  const { front, close } = await openFront(config, path, traced?.done)
  try {
    const http = httpOf(front, ownShare(config), {
      ...{ log, demoKey, measured, traced },
      metricsPage: gatheredPage(),
    })
    takeConnections(http.server)
    tellSupervisor({ kind: 'READY' })
    await stop
    await http.drain()
  } finally {
    await close()
    await traced?.close()
  }
}

/** What there is of the shop beside its writer. */
async function openFront(
  config: Config,
  path: string,
  onDone: Tracing['done'] | undefined,
): Promise<{ front: Front; close: () => Promise<void> }> {
  const { database, shop, queueLengthMax, webhookSigningKey } = config
  const clock = Date.now
  /** For the one question that is asked outside any snapshot: what was committed last. */
  const engine = await engineAt(database)
  const latest = await engine.openReader()
  const heard = feed({ last: await latest.lastSequence() })
  const kept = new KeptRows(views, heard)
  const pool = engine.readers((sequence) => kept.momentOf(sequence))
  const spent = spentLog()
  const writer = remoteWriter(path, {
    ...{ feed: heard, spent, clock, queueLengthMax },
    ...(onDone && { onDone }),
  })

  let used = new Set<string>()
  const tellUsed = setInterval(() => {
    if (used.size > 0 && writer.used([...used])) used = new Set()
  }, USED_EVERY_MS)
  tellUsed.unref()

  const reactions = allReactions(shop, paymentProvidersOf(config))
  const front: Front = {
    dispatch: dispatcher(commands, writer.submit, { deadlineMs: config.commandDeadlineMs }),
    readers: pool,
    feed: heard,
    spent,
    shop,
    clock,
    reactions: {
      declared: async () => [...reactions, ...(await pool.reading(declaredWebhooks, heard.last()))],
    },
    webhookSecret: webhookSigningKey ? webhookSecret(webhookSigningKey) : null,
    lastUsed: { note: (id) => void used.add(id) },
    isCurrent: () => soon(latest.lastSequence(), (last) => last <= heard.last()),
    queue: writer,
    unwritable: () => (writer.isConnected ? null : 'The process that writes is being replaced.'),
  }
  return {
    front,
    close: async () => {
      clearInterval(tellUsed)
      if (used.size > 0) writer.used([...used])
      heard.close()
      writer.close()
      await pool.close()
      await latest.close()
    },
  }
}

/** Of what may be under way at once: the others have as much. */
function ownShare(config: Config): Config {
  const { admission, api, workers } = config
  const share = (all: number) => Math.ceil(all / workers)
  return {
    ...config,
    admission: { ...admission, requestsMax: share(admission.requestsMax) },
    api: { ...api, subscriptionsMax: share(api.subscriptionsMax) },
  }
}

/** What all processes count, from the supervisor. */
function gatheredPage(): () => Promise<string | null> {
  const asked = new Map<number, (page: string | null) => void>()
  let count = 0
  hearSupervisor((message) => {
    if (message.kind !== 'METRICS_PAGE') return
    asked.get(message.number)?.(message.page)
    asked.delete(message.number)
  })
  return () =>
    new Promise((resolve) => {
      const number = count++
      asked.set(number, resolve)
      tellSupervisor({ kind: 'METRICS', number })
    })
}
