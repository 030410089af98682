// Traces as OpenTelemetry has them: a span a request, below it one a command, and below that where its time went.
// They are made of what is measured anyway, once it is over, and sent in batches to a collector.
import type { IncomingMessage } from 'node:http'
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { type Done, totalMs } from '#kernel/spent.ts'

export type Answered = { status: number; path: string; operation: string | undefined }

export type Tracing = {
  /** Begins the span of a request, below that of whoever sent it; what it answers ends it. */
  begin: (request: IncomingMessage, requestId: string) => (answered: Answered) => void
  /** Adds the spans of commands that were committed. */
  done: (done: readonly Done[]) => void
  /** Sends what is left. */
  close: () => Promise<void>
}

export type TracingOptions = {
  /** Where the collector takes OTLP over HTTP: `http://127.0.0.1:4318`. */
  endpoint: string
  release: string
  everyMs?: number
}

const EVERY_MS = 5_000
/** A collector that hangs holds up the end of the process no longer. */
const EXPORT_MS_MAX = 2_000

export function tracing({ endpoint, release, everyMs = EVERY_MS }: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: EXPORT_MS_MAX,
  })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'quartermaster',
      'service.version': release,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: everyMs })],
  })
  const tracer = provider.getTracer('quartermaster', release)
  const propagator = new W3CTraceContextPropagator()
  /** Requests that are under way, by the correlation id of their commands. */
  const open = new Map<string, Context>()

  function addCommand(one: Done): void {
    const { envelope, outcome, spent } = one
    const end = performance.timeOrigin + performance.now()
    let at = end - totalMs(spent)
    const parent = open.get(envelope.correlationId) ?? ROOT_CONTEXT
    const attributes = {
      'quartermaster.command.id': outcome.id,
      'quartermaster.sequence': outcome.sequence,
      'quartermaster.outcome': outcome.replayed ? 'REPLAYED' : outcome.outcome,
      ...(outcome.outcome === 'REFUSED' && { 'quartermaster.refusal': outcome.refusal.code }),
      ...(envelope.causationId !== null && { 'quartermaster.cause': envelope.causationId }),
    }
    const span = tracer.startSpan(envelope.command, { startTime: at, attributes }, parent)
    if (outcome.outcome === 'FAILED') span.setStatus({ code: SpanStatusCode.ERROR })
    const below = trace.setSpan(parent, span)
    const { statements, rowsWritten, views, batchCommands } = spent
    for (const [name, ms, told] of [
      ['queue', spent.queueMs, {}],
      ['rules', spent.rulesMs, { statements, rows_written: rowsWritten }],
      ['refresh', spent.refreshMs, { views: Object.keys(views) }],
      ['batch', spent.batchMs, { commands: batchCommands }],
      ['commit', spent.commitMs, {}],
    ] as const) {
      tracer.startSpan(name, { startTime: at, attributes: told }, below).end(at + ms)
      at += ms
    }
    span.end(end)
  }

  return {
    begin: (request, requestId) => {
      const sender = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter)
      const { method = 'GET' } = request
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, sender)
      open.set(requestId, trace.setSpan(sender, span))
      return ({ status, path, operation }) => {
        open.delete(requestId)
        span.updateName(operation ? `${method} ${path} ${operation}` : `${method} ${path}`)
        span.setAttributes({
          'http.request.method': method,
          'url.path': path,
          'http.response.status_code': status,
          'quartermaster.request.id': requestId,
          ...(operation && { 'graphql.operation.name': operation }),
        })
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      }
    },
    done: (done) => {
      for (const one of done) addCommand(one)
    },
    close: () => provider.shutdown().catch(() => {}), // What nobody took is lost: a trace is no record.
  }
}
