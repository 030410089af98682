// Takes connections up and deals them out to the workers in turn. Each stays open here until a worker says that it has
// it: where the worker dies before that it is ended, for its client to come again. The cluster module's own way forgets
// it, and its client waits for an answer that nobody will give.
import type { Worker as Child } from 'node:cluster'
import { createServer, type Server, type Socket } from 'node:net'
import type { ToChild } from './child.ts'

export type Dealer = {
  server: Server
  /** Deals to it too from now on, until it exits. */
  add: (child: Child) => void
  /** Hears that it has what it was given. */
  taken: (child: Child) => void
  /** Takes nothing up any more, and sends away whoever waits. */
  close: () => void
}

export function dealer(): Dealer {
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    waiting.push(socket)
    deal()
  })
  const waiting: Socket[] = []
  /** Who is next first. */
  const free: Child[] = []
  /** One a worker: behind one that was not received yet Node would keep others, and lose them with the worker. */
  const given = new Map<Child, Socket>()

  function deal(): void {
    while (waiting.length > 0 && free.length > 0) {
      const child = free.shift() as Child
      const socket = waiting.shift() as Socket
      const message: ToChild = { kind: 'CONNECTION' }
      given.set(child, socket)
      child.send(message, socket, { keepOpen: true }, () => {}) // Where that fails its exit follows.
    }
  }

  function end(child: Child): void {
    given.get(child)?.destroy()
    given.delete(child)
  }

  return {
    server,
    add: (child) => {
      if (child.isDead()) return
      child.once('exit', () => {
        end(child)
        const at = free.indexOf(child)
        if (at >= 0) free.splice(at, 1)
      })
      free.push(child)
      deal()
    },
    taken: (child) => {
      if (!given.has(child)) return // It has died since.
      end(child) // The worker's own stays open.
      free.push(child)
      deal()
    },
    close: () => {
      server.close()
      for (const socket of waiting.splice(0)) socket.destroy()
    },
  }
}
