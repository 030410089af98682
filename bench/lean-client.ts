// A client that costs as little as it can, for it shares its cores with the server that it loads: ready bytes
// go out, and of an answer no more is read than its status and where it ends.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A connection with one request under way at a time. */
export class LeanClient {
  readonly #socket: Socket
  #text = ''
  #whole: (status: number) => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.#text += text
      if (!isWhole(this.#text)) return
      const status = Number(this.#text.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length))
      this.#text = ''
      this.#whole(status)
    })
    socket.on('error', () => {}).on('close', () => this.#whole(0))
  }

  /** Resolves once the server has answered on it: Node takes up one connection a turn of its loop. */
  static async connected(port: number): Promise<LeanClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    const client = new LeanClient(socket)
    await client.ask(Buffer.from(`GET /health HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`))
    return client
  }

  /** Sends a whole request; answers the status, 0 where the connection was cut. */
  ask(request: Buffer): Promise<number> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) return resolve(0)
      this.#whole = resolve
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }
}

/** A request as it goes over the wire. */
export function requestOf(path: string, headers: Record<string, string>, body: string): Buffer {
  const length = Buffer.byteLength(body)
  const all = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': length })
  const head = [`POST ${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`)]
  return Buffer.from([...head, '', body].join('\r\n'))
}

export type OpenLoop = {
  requests: readonly Buffer[]
  perSecond: number
  ms: number
  /** Told of each answer, with the milliseconds since its request was due. */
  answered: (status: number, ms: number) => void
}

/**
 * Sends requests at a rate, whether or not earlier ones were answered. What is due while no client is free is
 * not sent. Answers how many a second were, once all are answered.
 */
export async function openLoop(
  clients: readonly LeanClient[],
  { requests, perSecond, ms, answered }: OpenLoop,
): Promise<number> {
  const idle = [...clients]
  const began = performance.now()
  const until = began + ms
  let sent = 0
  for (let due = 0; performance.now() < until; due++) {
    const dueAt = began + (due * 1_000) / perSecond
    while (dueAt > performance.now()) await sleep(1)
    const client = idle.shift() // Each in turn: a server closes a connection that is long idle.
    if (!client) continue
    client.ask(requests[sent++ % requests.length] as Buffer).then((status) => {
      answered(status, performance.now() - dueAt)
      idle.push(client)
    })
  }
  const seconds = (performance.now() - began) / 1_000
  while (idle.length < clients.length) await sleep(10)
  return sent / seconds
}

function isWhole(text: string): boolean {
  const bodyAt = text.indexOf('\r\n\r\n') + 4
  if (bodyAt < 4) return false
  const length = /content-length: (\d+)/i.exec(text)?.[1]
  return length ? text.length >= bodyAt + Number(length) : text.endsWith('\r\n0\r\n\r\n')
}
