// Opens a shop for serving: the database with all that follows its facts, the owner's key, and the socket of the
// command line. Closing it answers everything that was accepted before.
import { rmSync } from 'node:fs'
import type { App } from '#app'
import type { Config } from '#config'
import { createSchema } from '#graphql/schema.ts'
import { selector } from '#graphql/select.ts'
import { listenForCommands, socketPathOf } from '#http/command-socket.ts'
import type { Logger } from '#http/log.ts'
import { type Metrics, metrics, type Observed } from '#http/metrics.ts'
import type { Tracing } from '#http/tracing.ts'
import { walBytes } from '#kernel/database/sqlite/checkpoint.ts'
import type { Declared } from '#kernel/run-reactions.ts'
import type { Done } from '#kernel/spent.ts'
import { loadReactionStates } from '#read/reaction/load.ts'
import { sender } from '#webhooks/send.ts'
import { webhookReactions } from '#webhooks/webhooks.ts'
import { ensureOwnerKey } from '#write/access/owner.ts'
import { openShop } from './open-shop.ts'
import { playgroundKey } from './playground-key.ts'
import { RELEASE } from './release.ts'
import { slowLog } from './slow-log.ts'

export type ServeOptions = {
  log: Logger
  migrates?: boolean
  /** Fills a key into the playground for whoever looks from this machine. */
  isDemo?: boolean
}

export type Opened = {
  app: App
  /** The owner's key, where this start made it: shown once. */
  ownerKey: string | null
  /** The playground's, in a demo. */
  demoKey: string | null
  measured: Metrics
  traced: Tracing | null
  close: () => Promise<void>
}

/**
 * @param onDone Hears of every command that was committed.
 * @param isTraced Which of them get a span here.
 * @param isReadElsewhere True where other processes of this server read.
 */
export async function openServing(
  config: Config,
  { log, migrates = true, isDemo = false }: ServeOptions,
  {
    onDone = () => {},
    isTraced = () => true,
    isReadElsewhere = false,
  }: {
    onDone?: (done: readonly Done[]) => void
    isTraced?: (done: Done) => boolean
    isReadElsewhere?: boolean
  } = {},
): Promise<Opened> {
  const measured = metrics()
  const tellSlow = slowLog(log, config.slow.commandMs)
  const traced = await tracingOf(config)
  const app = await openShop(config, {
    ...{ log, migrates, isReadElsewhere },
    onDone: (done) => {
      onDone(done)
      measured.done(done)
      tellSlow(done)
      traced?.done(done.filter(isTraced))
    },
    follows: (app) => webhooksOf(app, config),
  })
  measured.observe(observedOf(app, config))
  const closers: (() => Promise<void>)[] = [async () => traced?.close(), app.close]
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  async function listenOn(file: string): Promise<void> {
    const path = socketPathOf(file)
    if (path === null)
      return log.warn(
        'The database has too long a path for a socket: no command line beside a server',
      )
    const stop = await listenForCommands(app, path)
    closers.push(async () => {
      await stop()
      rmSync(path, { force: true })
    })
  }
  try {
    const ownerKey = await ensureOwnerKey(app, config.ownerKey)
    // Whoever gives a verb connects to PostgreSQL by itself; a file is in the hands of one process.
    if ('file' in config.database) await listenOn(config.database.file)
    const demoKey = isDemo ? await playgroundKey(app, config) : null
    return { app, ownerKey, demoKey, measured, traced, close }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** Loaded only where traces are made. */
export async function tracingOf({ traceEndpoint: endpoint }: Config): Promise<Tracing | null> {
  if (endpoint === null) return null
  const { tracing } = await import('#http/tracing.ts')
  return tracing({ endpoint, release: RELEASE })
}

const observedOf = (app: App, { database }: Config): Observed => ({
  queueLength: () => app.queue.length,
  ...('file' in database && { walBytes: () => walBytes(database.file) }),
  reactions: () =>
    app.readers.reading(async (connection) => {
      const now = app.clock()
      const states = await loadReactionStates(connection, await app.reactions.declared())
      return states.map(({ behindSince, ...state }) => ({
        ...state,
        millisecondsBehind: behindSince === null ? 0 : Math.max(0, now - behindSince),
      }))
    }),
})

/** Those whom this server tells; none where it has nothing to sign with. */
function webhooksOf(app: App, { shop }: Config): Declared {
  const { webhookSecret: secret } = app
  if (!secret) return async () => []
  return webhookReactions({
    ...app,
    secret,
    send: sender({ reachesPrivate: shop.webhooks === 'ANYWHERE' }),
    select: selector(createSchema(), app),
  })
}
