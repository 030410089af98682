// Keeps one process that writes and several that serve HTTP, and holds no database itself. Whichever of them dies is
// replaced; a stop goes to the workers first, so that what they accepted can still be written.
import cluster, { type Worker as Child } from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import { AggregatorRegistry } from 'prom-client'
import { RateLimiterClusterMaster } from 'rate-limiter-flexible'
import type { Config } from '#config'
import { socketPathOf } from '#http/command-socket.ts'
import { listen } from '#http/listen.ts'
import type { Logger } from '#http/log.ts'
import { environmentOf, type FromChild, type Role, type ToChild } from './child.ts'
import { dealer } from './deal.ts'

export type Supervised = {
  url: string
  ownerKey: string | null
  close: () => Promise<void>
  /** Ends all of them where they stand. */
  kill: () => void
}

/** A child that could not even start. */
export class ChildFailed extends Error {
  readonly exitCode: number

  constructor(role: Role['role'], exitCode: number) {
    super(`The ${role === 'WRITER' ? 'process that writes' : 'worker'} could not start.`)
    this.exitCode = exitCode
  }
}

/** One that dies sooner than this after its start is replaced later and later. */
const STEADY_MS = 5_000
const BACK_OFF_MS = 100
const BACK_OFF_MS_MAX = 5_000

export async function supervise(
  {
    database,
    file,
    workers,
    host,
    port,
  }: Pick<Config, 'database' | 'file' | 'workers' | 'host' | 'port'>,
  log: Logger,
): Promise<Supervised> {
  // Several servers may share a database that is no file.
  const path = socketPathOf(file, 'file' in database ? '-workers' : `-workers-${process.pid}`)
  if (path === null)
    throw new Error(
      `Workers need a shorter path of the database than ${file}: a socket stands beside it.`,
    )
  const gathered = new AggregatorRegistry()
  new RateLimiterClusterMaster()
  const connections = dealer()
  const places: Place[] = []
  let isStopping = false

  /** Keeps a child in a place for as long as nobody stops it; resolves with the first one's first word. */
  function keep(role: Role): Promise<FromChild> {
    const place: Place = { role, child: fork(role), gone: Promise.resolve() }
    places.push(place)
    return new Promise((resolve, reject) => {
      let hasStarted = false
      place.gone = (async () => {
        for (let tries = 0; ; tries++) {
          const startedAt = performance.now()
          const { child } = place
          log.info({ role: role.role, pid: child.process.pid }, 'A process starts')
          child.on('message', (message: FromChild) => {
            if (message.kind === 'METRICS') void tellMetrics(child, message.number)
            if (message.kind === 'READY') connections.add(child)
            if (message.kind === 'TAKEN') connections.taken(child)
            if (message.kind !== 'READY' && message.kind !== 'OPENED') return
            hasStarted = true
            resolve(message)
          })
          // Whatever was being said to it as it died: its exit follows.
          child.on('error', (err) => log.debug({ err, role: role.role }, 'A process did not hear'))
          const code = await exitOf(child)
          if (!hasStarted) reject(new ChildFailed(role.role, code))
          if (isStopping || !hasStarted) return
          if (performance.now() - startedAt > STEADY_MS) tries = 0
          log.error({ role: role.role, code }, 'A process died and is replaced')
          await sleep(Math.min(BACK_OFF_MS * 2 ** tries, BACK_OFF_MS_MAX))
          if (isStopping) return
          place.child = fork(role)
        }
      })()
    })
  }

  async function tellMetrics(child: Child, number: number): Promise<void> {
    const page = await gathered.clusterMetrics().catch(() => null) // One that starts tells nothing yet.
    if (child.isConnected()) tell(child, { kind: 'METRICS_PAGE', number, page })
  }

  async function stop(those: (role: Role['role']) => boolean): Promise<void> {
    const stopped = places.filter(({ role }) => those(role.role))
    for (const { child } of stopped) if (child.isConnected()) tell(child, { kind: 'STOP' })
    await Promise.all(stopped.map(({ gone }) => gone))
  }

  async function close(): Promise<void> {
    isStopping = true
    connections.close()
    await stop((role) => role === 'WORKER')
    await stop((role) => role === 'WRITER')
  }

  try {
    const opened = await keep({ role: 'WRITER', path })
    if (opened.kind !== 'OPENED') throw new Error(`A writer said ${opened.kind} first.`)
    const { ownerKey, demoKey } = opened
    await Promise.all(
      Array.from({ length: workers }, () => keep({ role: 'WORKER', path, demoKey })),
    )
    return {
      ...{ url: await listen(connections.server, { host, port }), ownerKey, close },
      kill: () => {
        for (const { child } of places) child.process.kill('SIGKILL')
      },
    }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** Where there is always a child, though not always the same. */
type Place = { role: Role; child: Child; gone: Promise<void> }

const fork = (role: Role): Child => cluster.fork(environmentOf(role))

const tell = (child: Child, message: ToChild): void => void child.send(message)

const exitOf = (child: Child): Promise<number> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)))
    if (child.process.pid === undefined) resolve(1) // The system had none to give.
  })
