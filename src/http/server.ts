// The HTTP server: GraphQL, its playground and a health check, and an orderly end that answers whatever was accepted.
// Where its connections come from is its caller's affair.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { ANYBODY } from '#graphql/context.ts'
import { isPromise } from '#kernel/soon.ts'
import type { Admission } from './admission.ts'
import { json, refuse, SECURITY_HEADERS } from './answer.ts'
import type { CrossOrigin } from './cross-origin.ts'
import type { GraphQLOverHttp } from './graphql.ts'
import type { Page } from './operations.ts'
import type { Playground } from './playground.ts'
import type { ServerContext } from './request.ts'
import { shedding } from './shedding.ts'
import type { Tracing } from './tracing.ts'
import type { WebSockets } from './web-socket.ts'
import { boundedBody, type Webhook } from './webhook.ts'

export type HttpServer = {
  /** Listens to nothing yet. */
  server: Server
  /** Takes nothing new, answers what was accepted, and cuts what is left after a bounded time. */
  drain: (withinMs?: number) => Promise<void>
}

export type HttpServerOptions = {
  graphql: GraphQLOverHttp
  webSockets?: WebSockets | null
  admission: Admission
  /** Null lets no page of another origin ask. */
  crossOrigin?: CrossOrigin | null
  /** Null shows a browser none. */
  playground: Playground | null
  /** By path. */
  webhooks?: Readonly<Record<string, Webhook>>
  /** By path, got with GET. */
  pages?: Readonly<Record<string, Page>>
  /** The back office, which has all paths from /console on; null shows a browser none. */
  console?: Page | null
  /** Throws where the shop can't serve. */
  check: () => Promise<object>
  /** Why nobody should be sent here at present; null where all is well. */
  ready?: () => Promise<string | null>
  /** Hears of every answer of the API. */
  onAnswered?: (status: number, ms: number) => void
  /** Makes a span of each request. */
  tracing?: Pick<Tracing, 'begin'> | null
  /** Requests that take longer are logged as a warning. */
  slowMs?: number
  log: Logger
  /** How long a subscriber may take nothing of what is sent before it is cut off. */
  stalledMs?: number
}

const DRAIN_MS = 10_000
const STALLED_MS = 30_000
const REQUEST_TIMEOUT_MS = 30_000
const SWEEP_MS = 50
const REQUEST_ID = /^[\w.:-]{1,64}$/

export function httpServer(options: HttpServerOptions): HttpServer {
  const { graphql, admission, playground, webhooks = {}, check, log } = options
  const { webSockets = null, pages = {}, ready = async () => null } = options
  const { console: backOffice = null, crossOrigin = null } = options
  const { onAnswered = () => {}, slowMs = Number.POSITIVE_INFINITY, tracing = null } = options
  const { stalledMs = STALLED_MS } = options
  const shed = shedding(log)
  const sockets = new Set<Socket>()
  /** Answers that go on for as long as somebody listens. */
  const streams = new Set<ServerResponse>()
  let isDraining = false

  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: 5_000 },
    (request, response) => {
      if (admission.isFull() && asksForData(request)) return shed(response)
      const context = begin(request, response)
      respond(request, response, context).catch((fault) => {
        log.error({ err: fault, requestId: context.requestId }, 'A request failed')
        if (!response.headersSent)
          refuse(response, 500, 'INTERNAL_SERVER_ERROR', 'Unexpected error.')
        else response.destroy()
      })
    },
  )

  /** Sets what every answer has, and logs how it ends. */
  function begin(request: IncomingMessage, response: ServerResponse): ServerContext {
    const started = performance.now()
    const given = request.headers['x-request-id']
    const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : newRequestId()
    const end = tracing?.begin(request, requestId)
    let operation: string | undefined
    const context: ServerContext = {
      requestId,
      headers: request.headers,
      tell: (name, value) => void response.appendHeader(name, value),
      becomesStream: () => {},
      isAsked: (name) => {
        operation = name
      },
      authenticateAgain: async () => ANYBODY,
    }
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value)
    response.setHeader('x-request-id', requestId)
    if (isDraining) response.setHeader('connection', 'close')
    response.on('close', () => {
      const { method, url = '' } = request
      const { statusCode: status } = response
      const ms = Math.round((performance.now() - started) * 10) / 10
      const { actor } = context
      const path = url.split('?')[0] as string
      if (path === '/graphql') onAnswered(status, ms)
      end?.({ status, path, operation })
      const isSlow = ms >= slowMs && !streams.has(response)
      if (status < 500 && !isSlow && !log.isLevelEnabled('debug')) return
      log[status >= 500 ? 'error' : isSlow ? 'warn' : 'debug'](
        { requestId, method, path, status, ms, actorId: actor?.id, operation },
        isSlow ? 'Slow request' : 'Request',
      )
    })
    return context
  }

  async function respond(
    request: IncomingMessage,
    response: ServerResponse,
    context: ServerContext,
  ): Promise<void> {
    const { method = 'GET', url = '/' } = request
    if (!URL.canParse(url, `http://${request.headers.host ?? 'localhost'}`))
      return refuse(response, 400, 'BAD_REQUEST', 'The address or the Host header is malformed.')
    const [path] = url.split('?')
    const isGet = method === 'GET' || method === 'HEAD'
    if (path === '/graphql') {
      if (isGet && playground && wantsPage(request)) await playground(request, response)
      else if (!crossOrigin || crossOrigin(request, response))
        await answer(request, response, context)
    } else if (path !== undefined && Object.hasOwn(webhooks, path))
      await receive(webhooks[path] as Webhook, request, response)
    else if (path === '/health' && isGet) await health(response)
    else if (path === '/ready' && isGet) await readiness(response)
    else if (isGet && path !== undefined && Object.hasOwn(pages, path))
      await (pages[path] as Page)(request, response)
    else if (isGet && backOffice && /^\/console(\/|$)/.test(path ?? ''))
      await backOffice(request, response)
    else if (path === '/' && isGet) response.writeHead(302, { location: '/graphql' }).end()
    else refuse(response, 404, 'NOT_FOUND', 'There is nothing here. The API is at /graphql.')
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    context: ServerContext,
  ): Promise<void> {
    const refusal = admission.enter(request, context.tell)
    const refused = isPromise(refusal) ? await refusal : refusal
    if (refused) return refuse(response, refused.status, refused.code, refused.message)
    if (response.destroyed) return admission.leave() // Gone while it was looked at.
    const leave = once(admission.leave)
    response.on('close', leave)
    context.becomesStream = () => {
      leave() // It is waiting, not under way.
      streams.add(response)
      response.on('close', () => streams.delete(response))
      dropStalled(response, stalledMs)
    }
    await graphql.handle(request, response, context)
  }

  async function receive(webhook: Webhook, request: IncomingMessage, response: ServerResponse) {
    if (request.method !== 'POST')
      return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Webhooks are posted.')
    const body = await boundedBody(request)
    if (!body) {
      response.setHeader('connection', 'close') // What is left of it is not read.
      return refuse(response, 413, 'BODY_TOO_LARGE', 'The body is too long.')
    }
    const answer = await webhook({ body, headers: request.headers })
    json(response, answer.status, answer.body)
  }

  async function readiness(response: ServerResponse): Promise<void> {
    const why = isDraining ? 'It is being stopped.' : await ready()
    if (why === null) json(response, 200, { status: 'ready' })
    else json(response, 503, { status: 'unready', why })
  }

  async function health(response: ServerResponse): Promise<void> {
    if (isDraining) return json(response, 503, { status: 'draining' })
    try {
      json(response, 200, { status: 'ok', ...(await check()) })
    } catch (fault) {
      log.error({ err: fault }, 'The health check failed')
      json(response, 503, { status: 'failing' })
    }
  }

  if (webSockets)
    server.on('upgrade', (request, socket, head) => {
      if (isDraining || request.url?.split('?')[0] !== '/graphql') socket.destroy()
      else webSockets.take(request, socket, head)
    })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return {
    server,
    drain: (withinMs = DRAIN_MS) => {
      if (!isDraining) webSockets?.close(withinMs)
      isDraining = true
      for (const stream of streams) stream.destroy() // Cut off, a subscriber comes again; told the end, it would not.
      server.close()
      return closed(server, sockets, withinMs)
    },
  }
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) action()
    isDone = true
  }
}

/** Cuts off who takes nothing of what is sent for so long. */
function dropStalled(response: ServerResponse, ms: number): void {
  const socket = response.socket as Socket
  let stalledSince: number | null = null
  const looking = setInterval(() => {
    if (socket.writableLength === 0) stalledSince = null
    else if (performance.now() - (stalledSince ??= performance.now()) > ms) socket.destroy()
  }, ms / 4)
  looking.unref()
  response.on('drain', () => {
    stalledSince = null
  })
  response.on('close', () => clearInterval(looking))
}

/** A connection that is busy becomes idle once it is answered; what is left after a while is cut. */
function closed(server: Server, sockets: ReadonlySet<Socket>, withinMs: number): Promise<void> {
  const since = performance.now()
  return new Promise((resolve) => {
    const sweeping = setInterval(sweep, SWEEP_MS)
    function sweep(): void {
      server.closeIdleConnections()
      if (performance.now() - since > withinMs) for (const socket of sockets) socket.destroy()
      if (sockets.size > 0) return
      clearInterval(sweeping)
      resolve()
    }
    sweep()
  })
}

/** The playground's page is for everybody, at any time. */
const asksForData = (request: IncomingMessage): boolean =>
  request.url?.split('?')[0] === '/graphql' && !(request.method === 'GET' && wantsPage(request))

/** A browser that was sent here wants the page, with the document that its address may bear. */
const wantsPage = ({ headers }: IncomingMessage): boolean =>
  headers.accept?.includes('text/html') ?? false

const newRequestId = (): string => crypto.randomUUID()
