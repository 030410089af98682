// A listening server over a test's own app, and a front end that asks it.
import { onTestFinished } from 'vitest'
import type { AdmissionLimits } from '#config'
import { ADMISSION_LIMITS, admission } from '#http/admission.ts'
import { authenticator, type Identities } from '#http/authenticate.ts'
import { consolePage } from '#http/console-page.ts'
import { crossOrigin } from '#http/cross-origin.ts'
import { API_LIMITS, type ApiLimits, type GraphQLOptions, graphqlOverHttp } from '#http/graphql.ts'
import { listen } from '#http/listen.ts'
import { openLog } from '#http/log.ts'
import type { PersistedOperations } from '#http/persisted.ts'
import { playground } from '#http/playground.ts'
import { httpServer } from '#http/server.ts'
import { webSockets } from '#http/web-socket.ts'
import type { Webhook } from '#http/webhook.ts'
import { hashKey } from '#write/access/keys.ts'
import type { TestApp } from './app.ts'
import { OWNER } from './shop.ts'

export type Posted = { status: number; headers: Headers; body: Body }
// biome-ignore lint/suspicious/noExplicitAny: tests assert the shape of what they asked for.
type Body = any

export type TestServer = {
  url: string
  drain: (withinMs?: number) => Promise<void>
  /** Posts a GraphQL request as the owner, unless the headers say otherwise. */
  post: (body: unknown, headers?: Record<string, string>) => Promise<Posted>
}

export const OWNER_KEY = 'owner-key-of-tests'

type TestServerOptions = {
  demoKey?: string
  corsOrigins?: string[]
  admission?: Partial<AdmissionLimits>
  identities?: Identities
  webhooks?: Readonly<Record<string, Webhook>>
  api?: Partial<ApiLimits>
  persisted?: PersistedOperations
  /** Both lanes must hold what tests ask; LANE=yoga runs all of them without the fast one. */
  hasFastLane?: boolean
  executor?: GraphQLOptions['executor']
  hasPlayground?: boolean
  hasConsole?: boolean
  port?: number
  pingMs?: number
  stalledMs?: number
}

/** A server that lives as long as the test that asks for it. */
export async function testServer(
  app: TestApp,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const server = await startTestServer(app, options)
  onTestFinished(() => server.drain(1_000))
  return server
}

/** A server that lives until it is drained. */
export async function startTestServer(
  app: TestApp,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const log = openLog('silent')
  const access = {
    admission: admission({ ...ADMISSION_LIMITS, ...options.admission }),
    authenticate: authenticator(options.identities ?? knownKeys, null),
    persisted: options.persisted ?? null,
  }
  const hasFastLane = options.hasFastLane ?? process.env.LANE !== 'yoga'
  const api = { ...API_LIMITS, ...options.api }
  const graphql = graphqlOverHttp({
    ...{ ...access, backend: app, log, api, hasFastLane },
    ...(options.executor && { executor: options.executor }),
  })
  const { pingMs, stalledMs } = options
  const { server, drain } = httpServer({
    admission: access.admission,
    graphql,
    crossOrigin: crossOrigin(options.corsOrigins ?? []),
    webSockets: webSockets({
      ...{ ...access, graphql, socketsMax: api.subscriptionsMax },
      ...(pingMs && { pingMs }),
    }),
    ...(stalledMs && { stalledMs }),
    playground: options.hasPlayground === false ? null : playground(options.demoKey ?? null),
    webhooks: options.webhooks ?? {},
    console: options.hasConsole
      ? consolePage({
          ...{ demoKey: options.demoKey ?? null, isPersistedOnly: access.persisted !== null },
        })
      : null,
    check: async () => ({}),
    log,
  })
  const url = await listen(server, { host: '127.0.0.1', port: options.port ?? 0 })
  return {
    ...{ url, drain },
    post: async (body, headers = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${OWNER_KEY}`,
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text && JSON.parse(text) }
    },
  }
}

const knownKeys: Identities = {
  keyHolder: async (hash) => (hash === hashKey(OWNER_KEY) ? OWNER : null),
  customer: async () => null,
}
