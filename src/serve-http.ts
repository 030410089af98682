// HTTP in front of a shop: GraphQL and its pages, in the process that writes or in one beside it.

import type { Config } from '#config'
import type { Backend } from '#graphql/context.ts'
import { createSchema, printedSchema } from '#graphql/schema.ts'
import { admission } from '#http/admission.ts'
import { authenticator } from '#http/authenticate.ts'
import { consoleOperations, consolePage } from '#http/console-page.ts'
import { crossOrigin } from '#http/cross-origin.ts'
import { tokenVerifier } from '#http/customer-token.ts'
import { graphqlOverHttp } from '#http/graphql.ts'
import type { Logger } from '#http/log.ts'
import type { Metrics } from '#http/metrics.ts'
import { metricsPage } from '#http/operations.ts'
import { type PersistedOperations, readPersistedOperations } from '#http/persisted.ts'
import { playground } from '#http/playground.ts'
import { schemaPage, schemaText } from '#http/schema-page/schema-page.ts'
import { type HttpServer, httpServer } from '#http/server.ts'
import type { Tracing } from '#http/tracing.ts'
import { webSockets } from '#http/web-socket.ts'
import { noteNamed } from '#kernel/notes.ts'
import { STRIPE_WEBHOOK_PATH, stripeWebhook } from '#payments/stripe/webhook.ts'
import { type Identifying, identitiesOf } from './identities.ts'
import { RELEASE } from './release.ts'

/** What HTTP is served from. */
export type Front = Backend &
  Identifying & {
    /** Commands that wait. */
    queue: { readonly length: number }
    /** Why no command can be carried out at present; null where one can. */
    unwritable: () => string | null
  }

export type HttpOptions = {
  log: Logger
  /** Filled into the playground for whoever looks from this machine. */
  demoKey: string | null
  measured: Metrics
  traced: Tracing | null
  /** The page of all that is measured, where this process counts only a part of it; null where it can't be had. */
  metricsPage?: () => Promise<string | null>
}

export function httpOf(
  front: Front,
  config: Config,
  { log, demoKey, measured, traced, metricsPage: page = measured.page }: HttpOptions,
): HttpServer {
  const { customerTokens, corsOrigins, api } = config
  const { persistedOperationsFile } = api
  const webhookSecret = config.stripe?.webhookSecret
  const verifyToken = customerTokens ? tokenVerifier(customerTokens, front.clock) : null
  const access = {
    admission: admission(config.admission),
    authenticate: authenticator(identitiesOf(front), verifyToken),
    persisted: persistedOperationsFile ? persistedOf(persistedOperationsFile, api) : null,
  }
  const graphql = graphqlOverHttp({ ...access, backend: front, log, api })
  measured.observe({
    followers: () => front.feed.followers,
    ...('url' in config.database && {
      replicas: async () =>
        (await front.readers.followers()).map(({ name, sequence }) => ({
          name,
          commandsBehind:
            sequence === null ? Number.NaN : Math.max(0, front.feed.last() - sequence),
        })),
    }),
  })
  return httpServer({
    admission: access.admission,
    graphql,
    crossOrigin: crossOrigin(corsOrigins),
    webSockets: webSockets({ ...access, graphql, socketsMax: api.subscriptionsMax }),
    playground: api.playground ? playground(demoKey) : null,
    webhooks: webhookSecret
      ? {
          [STRIPE_WEBHOOK_PATH]: stripeWebhook({ secret: webhookSecret, dispatch: front.dispatch }),
        }
      : {},
    pages: {
      '/metrics': metricsPage({ contentType: measured.contentType, page }, access.authenticate),
      ...(api.introspection && {
        '/schema': schemaPage(createSchema()),
        '/schema.graphql': schemaText(printedSchema),
      }),
    },
    console: api.console
      ? consolePage({ demoKey, isPersistedOnly: persistedOperationsFile !== null })
      : null,
    check: () => checkOf(front),
    ready: () => unreadyBecause(front, config.queueLengthMax),
    onAnswered: (status, ms) => measured.answered(status, ms / 1_000),
    slowMs: config.slow.requestMs,
    tracing: traced,
    log,
  })
}

/** What the shop's front ends ask, and what its console asks. */
const persistedOf = (file: string, { console }: Config['api']): PersistedOperations =>
  new Map([...readPersistedOperations(file), ...(console ? consoleOperations() : [])])

/** Null where requests may be sent here. */
async function unreadyBecause(front: Front, queueLengthMax: number): Promise<string | null> {
  const why = front.unwritable()
  if (why !== null) return why
  if (front.queue.length >= queueLengthMax) return 'Too many commands wait.'
  return checkOf(front).then(
    () => null,
    () => 'The database does not answer.',
  )
}

/** That the database answers, how long the queue is, and how far those are that follow it. */
async function checkOf({ readers, feed, queue }: Front): Promise<object> {
  await readers.reading((connection) => noteNamed(connection, 'view-shapes'))
  const replicas = (await readers.followers()).map(({ name, sequence }) => ({
    ...{ name, sequence },
    commandsBehind: sequence === null ? null : Math.max(0, feed.last() - sequence),
  }))
  return {
    ...{ release: RELEASE, queueLength: queue.length, sequence: feed.last() },
    ...(replicas.length > 0 && { replicas }),
  }
}
