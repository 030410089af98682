// Lets the command line give commands to a server that holds the database, and have it do chores: over a
// socket in the file system that only its owner may open, so that whoever reaches it needs no key.
import { chmodSync, rmSync } from 'node:fs'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { Server } from 'node:net'
import { systemActor } from '#kernel/actor.ts'
import type { Answer, Asked, Dispatch } from '#kernel/dispatch.ts'
import type { Wrong } from '#kernel/mend-views.ts'
import { type Refusal, Rejection, refusalOf } from '#kernel/rejection.ts'

type Reply = { answer: Answer } | { done: true } | { refusal: Refusal } | { fault: string }

/** The operating system's own limit for the path of a socket. */
const PATH_BYTES_MAX = 103
const BODY_BYTES_MAX = 16 * 2 ** 20

export const COMMAND_LINE = systemActor('command-line')

/** What goes through the socket. */
export type Served = {
  dispatch: Dispatch
  mend: (wrong: Wrong) => Promise<void>
  dropUpTo: (sequence: number) => Promise<void>
}

const MEND_PATH = '/mend'
const DROP_PATH = '/drop'

/** Null where the path is too long for a socket. */
export function socketPathOf(file: string, suffix = '-socket'): string | null {
  const path = `${file}${suffix}`
  return Buffer.byteLength(path) <= PATH_BYTES_MAX ? path : null
}

/** Listens until it is closed. */
export async function listenForCommands(app: Served, path: string): Promise<() => Promise<void>> {
  const server = createServer(async (incoming, response) => {
    const reply = await replyTo(incoming, app)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply))
  })
  await listenPrivately(server, path)
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeIdleConnections()
    })
}

/**
 * Where nobody but this user gets in. Whoever calls holds the database's lock: a socket that is there is dead. It is this
 * process's own, and dies with it: a supervisor that listened for it would take up connections that nobody answers.
 */
export async function listenPrivately(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    const before = process.umask(0o177) // Never open to others, not even until the next line.
    server.listen({ path, exclusive: true }, resolve)
    process.umask(before)
  })
  chmodSync(path, 0o600)
}

async function replyTo(incoming: IncomingMessage, app: Served): Promise<Reply> {
  try {
    const body = JSON.parse(await bodyOf(incoming))
    if (incoming.url === MEND_PATH) await app.mend(body as Wrong)
    else if (incoming.url === DROP_PATH) await app.dropUpTo(body as number)
    else return { answer: await app.dispatch(body as Asked) }
    return { done: true }
  } catch (thrown) {
    if (thrown instanceof Rejection) return { refusal: refusalOf(thrown) }
    return { fault: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

/** Gives commands through a running server's socket. */
export function commandsThrough(socketPath: string): Served & { close: () => void } {
  const agent = new Agent({ keepAlive: true })
  const send = (path: string, body: unknown): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const sent = request({ socketPath, path, method: 'POST', agent }, async (incoming) => {
        try {
          resolve(JSON.parse(await bodyOf(incoming)) as Reply)
        } catch (fault) {
          reject(fault)
        }
      })
      sent.on('error', reject)
      sent.end(JSON.stringify(body))
    })
  return {
    dispatch: async (asked) => answerOf(await send('/', asked)),
    mend: async (wrong) => requireDone(await send(MEND_PATH, wrong)),
    dropUpTo: async (sequence) => requireDone(await send(DROP_PATH, sequence)),
    close: () => agent.destroy(),
  }
}

function requireDone(reply: Reply): void {
  if (!('done' in reply)) answerOf(reply)
}

function answerOf(reply: Reply): Answer {
  if ('answer' in reply) return reply.answer
  if ('done' in reply) throw new Error('The server did a chore where it was given a command.')
  if ('fault' in reply) throw new Error(reply.fault)
  const { code, message, facts, path } = reply.refusal
  throw new Rejection(code, message, facts, path)
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX) throw new Error(`A command may have ${BODY_BYTES_MAX} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
