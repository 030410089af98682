// Asks a database server and waits for the answer on the spot, so that a test looks at rows of any engine in one
// expression. Reads alone: what the app under test has open goes on afterwards.
import { createRequire } from 'node:module'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'

type Reply = { rows: Record<string, unknown>[] } | { fault: string }
type Asker = { port: MessageChannel['port1']; flag: Int32Array; worker: Worker }

let asker: Asker | null = null

export function askNow(url: string, sql: string, values: readonly unknown[]): unknown[] {
  asker ??= open()
  const { port, flag } = asker
  const number = ++asked
  Atomics.store(flag, 0, 0)
  port.postMessage({ number, url, sql: forServer(sql), values })
  const reply = replyTo(number, asker)
  if ('fault' in reply) throw new Error(`${reply.fault}: ${sql}`)
  return reply.rows
}

let asked = 0

function replyTo(number: number, { port, flag }: Asker): Reply {
  for (;;) {
    Atomics.wait(flag, 0, 0)
    const came = receiveMessageOnPort(port) as { message: Reply & { number: number } } | undefined
    if (came?.message.number === number) return came.message
  }
}

/** Names without quotes keep their capitals in SQLite alone, and only there a text is JSON because it is asked so. */
const forServer = (sql: string): string =>
  sql
    .replace(/\b(as|AS) ([a-z]+[A-Z]\w*)/g, 'as "$2"')
    .replace(/\b(actor|data|input|refusal|result) ->/g, 'cast($1 as jsonb) ->')

function open(): Asker {
  const { port1, port2 } = new MessageChannel()
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const pg = createRequire(import.meta.url).resolve('pg')
  const worker = new Worker(ANSWERS, {
    eval: true,
    workerData: { port: port2, flag, pg },
    transferList: [port2],
  })
  worker.unref()
  port1.unref()
  return { port: port1, flag, worker }
}

/** Runs on a thread of its own, with a connection a database. Integers are numbers, and what is true is 1. */
const ANSWERS = `
const { workerData: { port, flag, pg } } = require('node:worker_threads')
const { Client } = require(pg)
const clients = new Map()
const types = {
  getTypeParser: (type) =>
    type === 16 ? (text) => (text === 't' ? 1 : 0)
    : [20, 21, 23, 700, 701, 1700].includes(type) ? Number
    : (text) => text,
}
async function clientOf(url) {
  const known = clients.get(url)
  if (known) return known
  for (const [other, client] of clients) {
    clients.delete(other)
    await client.end()
  }
  const client = new Client({ connectionString: url, types })
  client.on('error', () => clients.delete(url))
  await client.connect()
  clients.set(url, client)
  return client
}
port.on('message', async ({ number: asked, url, sql, values }) => {
  let reply
  try {
    let number = 0
    const text = sql.replace(/\\?/g, () => '$' + ++number)
    reply = { rows: (await (await clientOf(url)).query(text, values)).rows }
  } catch (fault) {
    reply = { fault: String(fault) }
  }
  port.postMessage({ number: asked, ...reply })
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
})
`
