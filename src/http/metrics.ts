// What a monitoring system reads at `GET /metrics`, as Prometheus writes it. Labels are names out of closed
// sets: commands, views, reactions. Nothing personal and no id gets in.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type Done, totalMs } from '#kernel/spent.ts'

/** What is looked up when somebody asks. */
export type Observed = {
  queueLength: () => number
  followers: () => number
  walBytes: () => number
  reactions: () => Promise<
    readonly {
      name: string
      eventsBehind: number
      millisecondsBehind: number
      retrying: number
      deadLetters: number
    }[]
  >
}

export type Metrics = {
  contentType: string
  /** The whole page, as it is now. */
  page: (observed: Observed) => Promise<string>
  /** Counts commands that were committed. */
  done: (done: readonly Done[]) => void
  /** Counts an answer of the API. */
  answered: (status: number, seconds: number) => void
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const MS_A_SECOND = 1_000

export function metrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const commands = new Counter({
    name: 'quartermaster_commands_total',
    help: 'Commands by what came of them: ACCEPTED, REFUSED, FAILED, or REPLAYED under their key.',
    labelNames: ['command', 'outcome'],
    registers,
  })
  const commandSeconds = new Histogram({
    name: 'quartermaster_command_seconds',
    help: 'From a command’s entry into the queue until its commit.',
    labelNames: ['command'],
    buckets: SECONDS,
    registers,
  })
  const queueSeconds = new Histogram({
    name: 'quartermaster_queue_wait_seconds',
    help: 'How long commands waited before they began.',
    buckets: SECONDS,
    registers,
  })
  const commitSeconds = new Histogram({
    name: 'quartermaster_commit_seconds',
    help: 'How long a batch’s COMMIT took.',
    buckets: SECONDS,
    registers,
  })
  const batchCommands = new Histogram({
    name: 'quartermaster_batch_commands',
    help: 'Commands that shared a COMMIT.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers,
  })
  const viewRows = new Counter({
    name: 'quartermaster_view_rows_total',
    help: 'Rows that were recomputed, by view.',
    labelNames: ['view'],
    registers,
  })
  const requests = new Counter({
    name: 'quartermaster_requests_total',
    help: 'Answers of the API, by their status.',
    labelNames: ['status'],
    registers,
  })
  const requestSeconds = new Histogram({
    name: 'quartermaster_request_seconds',
    help: 'How long the API took to answer; streams count until they end.',
    buckets: SECONDS,
    registers,
  })
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `quartermaster_${name}`, help, labelNames, registers })
  const queueLength = gauge('queue_length', 'Commands that wait.')
  const followers = gauge('subscriptions', 'Subscriptions that are under way.')
  const walBytes = gauge('wal_bytes', 'Bytes of the write-ahead log.')
  const behind = gauge('reaction_events_behind', 'Events that a reaction has yet to try.', [
    'reaction',
  ])
  const lag = gauge('reaction_lag_seconds', 'How long the oldest of those waits.', ['reaction'])
  const retrying = gauge('reaction_retrying', 'Events that failed and are tried again.', [
    'reaction',
  ])
  const deadLetters = gauge('reaction_dead_letters', 'Events that a reaction gave up.', [
    'reaction',
  ])

  return {
    contentType: registry.contentType,
    page: async (observed) => {
      queueLength.set(observed.queueLength())
      followers.set(observed.followers())
      walBytes.set(observed.walBytes())
      for (const { name: reaction, ...state } of await observed.reactions()) {
        behind.set({ reaction }, state.eventsBehind)
        lag.set({ reaction }, state.millisecondsBehind / MS_A_SECOND)
        retrying.set({ reaction }, state.retrying)
        deadLetters.set({ reaction }, state.deadLetters)
      }
      return registry.metrics()
    },
    done: (done) => {
      const [first] = done
      if (!first) return
      batchCommands.observe(first.spent.batchCommands)
      commitSeconds.observe(first.spent.commitMs / MS_A_SECOND)
      for (const { envelope, outcome, spent } of done) {
        const came = outcome.replayed ? 'REPLAYED' : outcome.outcome
        commands.inc({ command: envelope.command, outcome: came })
        queueSeconds.observe(spent.queueMs / MS_A_SECOND)
        commandSeconds.observe({ command: envelope.command }, totalMs(spent) / MS_A_SECOND)
        for (const [view, rows] of Object.entries(spent.views)) viewRows.inc({ view }, rows)
      }
    },
    answered: (status, seconds) => {
      requests.inc({ status: String(status) })
      requestSeconds.observe(seconds)
    },
  }
}
