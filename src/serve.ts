// Opens a shop and serves it: the database, the owner's key, GraphQL over HTTP, and the socket of the
// command line. Closing it answers everything that was accepted before.
import { rmSync } from 'node:fs'
import type { App } from '#app'
import type { Config } from '#config'
import { createSchema, printedSchema } from '#graphql/schema.ts'
import { selector } from '#graphql/select.ts'
import { admission } from '#http/admission.ts'
import { authenticator } from '#http/authenticate.ts'
import { listenForCommands, socketPathOf } from '#http/command-socket.ts'
import { consoleOperations, consolePage } from '#http/console-page.ts'
import { crossOrigin } from '#http/cross-origin.ts'
import { tokenVerifier } from '#http/customer-token.ts'
import { graphqlOverHttp } from '#http/graphql.ts'
import type { Logger } from '#http/log.ts'
import { type Metrics, metrics, type Observed } from '#http/metrics.ts'
import { metricsPage } from '#http/operations.ts'
import { type PersistedOperations, readPersistedOperations } from '#http/persisted.ts'
import { playground } from '#http/playground.ts'
import { schemaPage, schemaText } from '#http/schema-page/schema-page.ts'
import { type HttpServer, startHttpServer } from '#http/server.ts'
import type { Tracing } from '#http/tracing.ts'
import { webSockets } from '#http/web-socket.ts'
import { walBytes } from '#kernel/database/checkpoint.ts'
import type { Declared } from '#kernel/run-reactions.ts'
import { STRIPE_WEBHOOK_PATH, stripeWebhook } from '#payments/stripe/webhook.ts'
import { loadReactionStates } from '#read/reaction/load.ts'
import { sender } from '#webhooks/send.ts'
import { webhookReactions } from '#webhooks/webhooks.ts'
import { ensureOwnerKey } from '#write/access/owner.ts'
import { identitiesOf } from './identities.ts'
import { openShop } from './open-shop.ts'
import { playgroundKey } from './playground-key.ts'
import { RELEASE } from './release.ts'
import { slowLog } from './slow-log.ts'

export type Serving = {
  url: string
  app: App
  /** The owner's key, where this start made it: shown once. */
  ownerKey: string | null
  close: () => Promise<void>
}

export type ServeOptions = {
  log: Logger
  migrates?: boolean
  /** Fills a key into the playground for whoever looks from this machine. */
  isDemo?: boolean
}

export async function serve(config: Config, options: ServeOptions): Promise<Serving> {
  const { log, migrates = true, isDemo = false } = options
  const measured = metrics()
  const tellSlow = slowLog(log, config.slow.commandMs)
  const traced = await tracingOf(config)
  const app = await openShop(config, {
    ...{ log, migrates },
    onDone: (done) => {
      measured.done(done)
      tellSlow(done)
      traced?.done(done)
    },
    follows: (app) => webhooksOf(app, config),
  })
  const closers: (() => Promise<void>)[] = [async () => traced?.close(), app.close]
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const ownerKey = await ensureOwnerKey(app, config.ownerKey)
    const path = socketPathOf(config.file)
    if (path) {
      const stop = await listenForCommands(app, path)
      closers.push(async () => {
        await stop()
        rmSync(path, { force: true })
      })
    } else
      log.warn('The database has too long a path for a socket: no command line beside a server')

    const demoKey = isDemo ? await playgroundKey(app, config) : null
    const http = await startHttp(app, config, { log, demoKey, measured, traced })
    closers.push(() => http.drain())
    return { url: http.url, app, ownerKey, close }
  } catch (fault) {
    await close()
    throw fault
  }
}

function startHttp(
  app: App,
  config: Config,
  {
    log,
    demoKey,
    measured,
    traced,
  }: { log: Logger; demoKey: string | null; measured: Metrics; traced: Tracing | null },
): Promise<HttpServer> {
  const { customerTokens, corsOrigins, host, port, api } = config
  const { persistedOperationsFile } = api
  const webhookSecret = config.stripe?.webhookSecret
  const verifyToken = customerTokens ? tokenVerifier(customerTokens, app.clock) : null
  const access = {
    admission: admission(config.admission),
    authenticate: authenticator(identitiesOf(app), verifyToken),
    persisted: persistedOperationsFile ? persistedOf(persistedOperationsFile, api) : null,
  }
  const graphql = graphqlOverHttp({ ...access, backend: app, log, api })
  return startHttpServer({
    admission: access.admission,
    graphql,
    crossOrigin: crossOrigin(corsOrigins),
    webSockets: webSockets({ ...access, graphql, socketsMax: api.subscriptionsMax }),
    playground: api.playground ? playground(demoKey) : null,
    webhooks: webhookSecret
      ? {
          [STRIPE_WEBHOOK_PATH]: stripeWebhook({ secret: webhookSecret, dispatch: app.dispatch }),
        }
      : {},
    pages: {
      '/metrics': metricsPage(measured, observedOf(app, config.file), access.authenticate),
      ...(api.introspection && {
        '/schema': schemaPage(createSchema()),
        '/schema.graphql': schemaText(printedSchema),
      }),
    },
    console: api.console
      ? consolePage({ demoKey, isPersistedOnly: persistedOperationsFile !== null })
      : null,
    check: () => checkOf(app),
    ready: () => unreadyBecause(app, config.queueLengthMax),
    onAnswered: (status, ms) => measured.answered(status, ms / 1_000),
    slowMs: config.slow.requestMs,
    tracing: traced,
    log,
    host,
    port,
  })
}

/** What the shop's front ends ask, and what its console asks. */
const persistedOf = (file: string, { console }: Config['api']): PersistedOperations =>
  new Map([...readPersistedOperations(file), ...(console ? consoleOperations() : [])])

/** Loaded only where traces are made. */
async function tracingOf({ traceEndpoint: endpoint }: Config): Promise<Tracing | null> {
  if (endpoint === null) return null
  const { tracing } = await import('#http/tracing.ts')
  return tracing({ endpoint, release: RELEASE })
}

const observedOf = (app: App, file: string): Observed => ({
  queueLength: () => app.queue.length,
  followers: () => app.feed.followers,
  walBytes: () => walBytes(file),
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

/** Null where requests may be sent here. */
async function unreadyBecause(app: App, queueLengthMax: number): Promise<string | null> {
  if (app.queue.length >= queueLengthMax) return 'Too many commands wait.'
  return checkOf(app).then(
    () => null,
    () => 'The database does not answer.',
  )
}

/** That the database answers, and how long the queue is. */
async function checkOf({ readers, queue }: App): Promise<object> {
  await readers.reading(async ({ sqlite }) =>
    sqlite.prepare('SELECT count(*) FROM kernel_notes').get(),
  )
  return { release: RELEASE, queueLength: queue.length }
}
