// Somebody who is sent webhooks: takes them, or fails as a test says, and keeps all that came.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export type Received = {
  headers: IncomingHttpHeaders
  body: string
  // biome-ignore lint/suspicious/noExplicitAny: tests assert the shape of what they were sent.
  message: any
  /** What it was answered; null where it was left to wait. */
  answered: number | null
}

export type Receiver = {
  url: string
  /** All that came, in the order in which it came. */
  received: Received[]
  /** The names of the facts that were taken, each with what it happened to, in the order in which they came. */
  taken: () => string[]
  /** What is answered from now on: a status, or null for nothing ever. */
  answers: (answer: (received: Omit<Received, 'answered'>) => number | null) => void
  /** Connections that were ever made. */
  connections: () => number
}

/** A receiver that lives as long as the test that asks for it. It takes everything until told otherwise. */
export async function receiver(): Promise<Receiver> {
  let answer: (received: Omit<Received, 'answered'>) => number | null = () => 200
  let connections = 0
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const message = JSON.parse(body)
    const status = answer({ headers: request.headers, body, message })
    received.push({ headers: request.headers, body, message, answered: status })
    if (status === null) return
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('thank you')
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    taken: () =>
      received
        .filter(({ answered }) => answered === 200)
        .map(({ message: { type, data } }) => `${type} ${data.event.aggregateId}`),
    answers: (next) => {
      answer = next
    },
    connections: () => connections,
  }
}
