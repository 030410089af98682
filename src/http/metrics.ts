// What a monitoring system reads at `GET /metrics`, as Prometheus writes it. Labels are names out of closed
// sets: commands, views, reactions. Nothing personal and no id gets in.
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry,
} from 'prom-client'
import { type Done, totalMs } from '#kernel/spent.ts'

/** What is looked up when somebody asks; each process knows its own part. */
export type Observed = {
  followers?: () => number
  queueLength?: () => number
  walBytes?: () => number
  replicas?: () => Promise<readonly { name: string; commandsBehind: number }[]>
  reactions?: () => Promise<readonly ReactionState[]>
}

type ReactionState = {
  name: string
  eventsBehind: number
  millisecondsBehind: number
  retrying: number
  deadLetters: number
}

export type Metrics = {
  contentType: string
  /** The whole page, as it is now. */
  page: () => Promise<string>
  /** Lets other processes of this server gather what this one counts. */
  share: () => void
  /** From now on these are looked up too. */
  observe: (observed: Observed) => void
  /** Counts commands that were committed. */
  done: (done: readonly Done[]) => void
  /** Counts an answer of the API. */
  answered: (status: number, seconds: number) => void
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const MS_A_SECOND = 1_000

const REACTION_GAUGES: readonly {
  name: string
  help: string
  of: (state: ReactionState) => number
}[] = [
  {
    name: 'reaction_events_behind',
    help: 'Events that a reaction has yet to try.',
    of: ({ eventsBehind }) => eventsBehind,
  },
  {
    name: 'reaction_lag_seconds',
    help: 'How long the oldest of those waits.',
    of: ({ millisecondsBehind }) => millisecondsBehind / MS_A_SECOND,
  },
  {
    name: 'reaction_retrying',
    help: 'Events that failed and are tried again.',
    of: ({ retrying }) => retrying,
  },
  {
    name: 'reaction_dead_letters',
    help: 'Events that a reaction gave up.',
    of: ({ deadLetters }) => deadLetters,
  },
]

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
  const gauge = (
    name: string,
    help: string,
    look: (gauge: Gauge) => void | Promise<void>,
    labelNames: string[] = [],
  ) =>
    new Gauge({
      ...{ name: `quartermaster_${name}`, help, labelNames, registers },
      collect() {
        return look(this)
      },
    })

  function observe({ followers, queueLength, walBytes, replicas, reactions }: Observed): void {
    if (followers)
      gauge('subscriptions', 'Subscriptions that are under way.', (it) => it.set(followers()))
    if (queueLength) gauge('queue_length', 'Commands that wait.', (it) => it.set(queueLength()))
    if (walBytes) gauge('wal_bytes', 'Bytes of the write-ahead log.', (it) => it.set(walBytes()))
    if (replicas)
      gauge(
        'replica_commands_behind',
        'Commands that a server which is read has yet to see; NaN where it can not be asked.',
        async (it) => {
          const all = await replicas()
          it.reset()
          for (const { name, commandsBehind } of all) it.set({ replica: name }, commandsBehind)
        },
        ['replica'],
      )
    if (!reactions) return
    for (const { name, help, of } of REACTION_GAUGES) {
      const look = async (it: Gauge) => {
        const states = await reactions()
        it.reset()
        for (const state of states) it.set({ reaction: state.name }, of(state))
      }
      gauge(name, help, look, ['reaction'])
    }
  }

  return {
    contentType: registry.contentType,
    page: () => registry.metrics(),
    share: () => {
      new AggregatorRegistry() // From now on this process answers whoever gathers.
      AggregatorRegistry.setRegistries([registry])
    },
    observe,
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
