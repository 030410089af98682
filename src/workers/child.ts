// What a supervisor and its children tell each other, beside what the cluster module does.
import cluster from 'node:cluster'
import type { Server, Socket } from 'node:net'

/** What a child is for: told by the environment that it is started with. */
export type Role =
  | { role: 'WRITER'; path: string }
  | { role: 'WORKER'; path: string; demoKey: string | null }

export type FromChild =
  /** The writer takes commands. */
  | { kind: 'OPENED'; ownerKey: string | null; demoKey: string | null }
  /** A worker takes connections. */
  | { kind: 'READY' }
  /** It has the one that it was dealt. */
  | { kind: 'TAKEN' }
  /** A worker is asked for what all processes count. */
  | { kind: 'METRICS'; number: number }

export type ToChild =
  /** Answer what was accepted, and end. */
  | { kind: 'STOP' }
  /** Comes with one that was taken up. */
  | { kind: 'CONNECTION' }
  | { kind: 'METRICS_PAGE'; number: number; page: string | null }

const VARIABLE = 'QUARTERMASTER_ROLE'

export const environmentOf = (role: Role) => ({ [VARIABLE]: JSON.stringify(role) })

/** Null in a process that no supervisor started. */
export function roleOfThisProcess(): Role | null {
  const role = process.env[VARIABLE]
  return cluster.isWorker && role ? (JSON.parse(role) as Role) : null
}

export const tellSupervisor = (message: FromChild): void => void process.send?.(message)

export const hearSupervisor = (hear: (message: ToChild, socket?: Socket) => void): void =>
  void process.on('message', hear)

/** Has a server that listens to nothing answer the connections that the supervisor deals out. */
export function takeConnections(server: Server): void {
  server.emit('listening') // Node limits how long a request may take from here on.
  hearSupervisor(({ kind }, socket) => {
    if (kind !== 'CONNECTION') return
    if (socket) server.emit('connection', socket)
    tellSupervisor({ kind: 'TAKEN' })
  })
}

/**
 * Resolves when the supervisor says so. A signal that the terminal or the service manager sends to all processes of a
 * group is the supervisor's to follow.
 */
export function toldToStop(): Promise<void> {
  process.on('SIGTERM', () => {}).on('SIGINT', () => {})
  return new Promise((resolve) => {
    hearSupervisor(({ kind }) => kind === 'STOP' && resolve())
  })
}

/** Ends this process: nothing is left to say to the supervisor. */
export const leaveSupervisor = (): void => void cluster.worker?.disconnect()
