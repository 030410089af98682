// The writer's side: runs the commands that workers send, and tells all of them of every commit.
import { createServer, type Socket } from 'node:net'
import { listenPrivately } from '#http/command-socket.ts'
import type { Envelope, Outcome } from '#kernel/outcome.ts'
import { Rejection, refusalOf } from '#kernel/rejection.ts'
import type { Done } from '#kernel/spent.ts'
import type { App } from '../app.ts'
import { type Channel, channel } from './channel.ts'
import type { FromWorker, FromWriter } from './messages.ts'

export type Workers = {
  /** Tells every worker of what was committed. */
  tell: (done: readonly Done[]) => void
  /** True for a command that a worker sent. */
  sent: (envelope: Envelope) => boolean
  /** Listens on a socket that is made here. */
  listen: (app: Pick<App, 'submit' | 'feed' | 'lastUsed'>, path: string) => Promise<void>
  close: () => void
}

export function hearWorkers(): Workers {
  const channels = new Set<Channel<FromWriter>>()
  const theirs = new WeakSet<Envelope>()
  const server = createServer()

  function sayToAll(message: FromWriter): void {
    if (channels.size === 0) return
    const written = JSON.stringify(message)
    for (const { sayWritten } of channels) sayWritten(written)
  }

  function take(app: Pick<App, 'submit' | 'feed' | 'lastUsed'>, socket: Socket): void {
    const opened = channel<FromWriter, FromWorker>(socket, (message) => {
      if (message.kind === 'USED') for (const id of message.ids) app.lastUsed.note(id)
      else {
        const deadline = performance.now() + message.withinMs
        const envelope = { ...message.envelope, deadline }
        theirs.add(envelope)
        answer(message.number, app.submit(envelope), opened)
      }
    })
    channels.add(opened)
    socket.on('error', () => {}) // A worker that died: its 'close' follows.
    socket.on('close', () => channels.delete(opened))
    opened.say({ kind: 'BEGIN', last: app.feed.last() })
  }

  return {
    tell: (done) =>
      sayToAll({
        kind: 'SPENT',
        spent: done.map(({ outcome: { id }, spent }) => ({ id, spent })),
      }),
    sent: (envelope) => theirs.has(envelope),
    listen: (app, path) => {
      server.on('connection', (socket) => take(app, socket))
      app.feed.hear((commits) =>
        sayToAll(
          commits ? { kind: 'COMMITTED', commits } : { kind: 'BEGIN', last: app.feed.last() },
        ),
      )
      return listenPrivately(server, path)
    },
    close: () => {
      for (const { close } of channels) close()
      server.close()
    },
  }
}

function answer(number: number, running: Promise<Outcome>, { say }: Channel<FromWriter>): void {
  running.then(
    (outcome) => say({ kind: 'OUTCOME', number, outcome }),
    (thrown) => {
      if (thrown instanceof Rejection) say({ kind: 'REFUSAL', number, refusal: refusalOf(thrown) })
      else
        say({
          kind: 'FAULT',
          number,
          message: thrown instanceof Error ? thrown.message : String(thrown),
        })
    },
  )
}
