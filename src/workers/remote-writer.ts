// A worker's side of the writer: commands go to it over a socket, its commits come back. While there is none,
// commands wait for the next one; those that a writer had when it went end as OUTCOME_UNKNOWN.
import { connect, type Socket } from 'node:net'
import type { Feed } from '#kernel/feed.ts'
import type { Envelope, Outcome } from '#kernel/outcome.ts'
import { Rejection } from '#kernel/rejection.ts'
import { OutcomeUnknown, Overloaded, TimedOut } from '#kernel/rejections.ts'
import type { Done, SpentLog } from '#kernel/spent.ts'
import { type Channel, channel } from './channel.ts'
import type { FromWorker, FromWriter } from './messages.ts'

export type RemoteWriter = {
  submit: (envelope: Envelope) => Promise<Outcome>
  /** False where there is no writer to be told. */
  used: (ids: readonly string[]) => boolean
  /** Commands that wait for their answers. */
  readonly length: number
  readonly isConnected: boolean
  close: () => void
}

type Waiting = {
  envelope: Envelope
  since: number
  answer: (outcome: Outcome) => void
  fail: (fault: unknown) => void
}

const RECONNECT_MS = 20
const RETRY_AFTER_MS = 1_000

export function remoteWriter(
  path: string,
  {
    feed,
    spent,
    clock,
    queueLengthMax,
    onDone = () => {},
  }: {
    feed: Pick<Feed, 'publish' | 'restart'>
    spent: SpentLog
    clock: () => number
    queueLengthMax: number
    /** Hears of every command that was carried out for this worker. */
    onDone?: (done: readonly Done[]) => void
  },
): RemoteWriter {
  let open: Channel<FromWorker> | null = null
  let count = 0
  let isClosed = false
  /** Those that a writer has, by their number. */
  const sent = new Map<number, Waiting>()
  let unsent: Waiting[] = []
  let socket: Socket

  function begin(): void {
    if (isClosed) return
    socket = connect(path)
    const opening = channel<FromWorker, FromWriter>(socket, (message) => {
      if (message.kind !== 'BEGIN') return hear(message)
      feed.restart(message.last)
      open = opening
      for (const waiting of unsent.splice(0)) send(opening, waiting)
    })
    socket.on('error', () => {}) // Its 'close' follows.
    socket.on('close', () => {
      open = null
      for (const { fail } of sent.values()) fail(new OutcomeUnknown({}))
      sent.clear()
      setTimeout(begin, RECONNECT_MS)
    })
  }

  function send({ say }: Channel<FromWorker>, waiting: Waiting): void {
    const { envelope, since, fail } = waiting
    const withinMs = envelope.deadline - performance.now()
    if (withinMs < 0) {
      fail(timedOut(since))
      return
    }
    const number = count++
    sent.set(number, waiting)
    say({ kind: 'COMMAND', number, envelope, withinMs })
  }

  function hear(message: Exclude<FromWriter, { kind: 'BEGIN' }>): void {
    if (message.kind === 'COMMITTED') {
      feed.publish(message.commits)
      return
    }
    if (message.kind === 'SPENT') {
      spent.keep(message.spent, clock())
      return
    }
    const waiting = sent.get(message.number)
    if (!waiting) return
    sent.delete(message.number)
    if (message.kind === 'OUTCOME') {
      const { outcome } = message
      const times = spent.of(outcome.id)
      if (times) onDone([{ envelope: waiting.envelope, outcome, spent: times }])
      waiting.answer(outcome)
    } else if (message.kind === 'FAULT') waiting.fail(new Error(message.message))
    else {
      const { code, message: words, facts, path } = message.refusal
      waiting.fail(new Rejection(code, words, facts, path))
    }
  }

  /** While there is no writer, nobody waits for longer than they said. */
  const sweeping = setInterval(() => {
    unsent = unsent.filter(({ envelope, since, fail }) => {
      const isLate = performance.now() > envelope.deadline
      if (isLate) fail(timedOut(since))
      return !isLate
    })
  }, RECONNECT_MS)
  sweeping.unref()
  begin()

  return {
    submit: (envelope) => {
      if (isClosed || sent.size + unsent.length >= queueLengthMax)
        return Promise.reject(new Overloaded({ retryAfterMs: RETRY_AFTER_MS }))
      return new Promise((answer, fail) => {
        const waiting = { envelope, since: performance.now(), answer, fail }
        if (open) send(open, waiting)
        else unsent.push(waiting)
      })
    },
    used: (ids) => {
      open?.say({ kind: 'USED', ids })
      return open !== null
    },
    get length() {
      return sent.size + unsent.length
    },
    get isConnected() {
      return open !== null
    },
    close: () => {
      isClosed = true
      clearInterval(sweeping)
      if (open) open.close()
      else socket.destroy()
    },
  }
}

const timedOut = (since: number) =>
  new TimedOut({ waitedMs: Math.round(performance.now() - since) })
