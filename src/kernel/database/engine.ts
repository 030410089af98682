// The engine behind an address: a file of SQLite's, or a server that speaks PostgreSQL's protocol. What is opened
// here is all that the rest of the code has of it.
import type { Soon } from '../soon.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import type { Migration } from './migrations.ts'
import type { Moment } from './moment.ts'
import type { Readers } from './readers.ts'
import type { CheckpointLimits } from './sqlite/checkpoint.ts'

export type DatabaseAddress =
  | { readonly file: string }
  | {
      /** `postgres://…`, of the server that writes. */
      readonly url: string
      /** Of servers that follow it and may be read. */
      readonly replicas: readonly string[]
    }

/** An address as it may be shown: without its password. */
export const shownAddress = (url: string): string => url.replace(/^(\w+:\/\/[^:/@]*):[^@]*@/, '$1@')

export type EngineOptions = { connection?: ConnectionOptions; checkpoints?: CheckpointLimits }

export type Engine = {
  /** Throws DatabaseInUse where only one process may write and another does. Answers how to let go. */
  claim: () => () => void
  openWriter: () => Promise<Connection>
  /** For single questions, outside any snapshot. */
  openReader: () => Promise<Connection>
  /**
   * @param momentOf Says what a snapshot sees as it begins, where rows are kept between snapshots.
   * @param writer The connection by which alone the database is written, where it is of this process.
   */
  readers: (
    momentOf?: (sequence: number) => Moment | null,
    writer?: Pick<Connection, 'commits'>,
  ) => Readers
  /** Applies those migrations that are pending, or none of them, and makes what stands beside their tables. */
  migrate: (writer: Connection, migrations: Migrations) => Promise<void>
  /** Runs on one moment of the database, whoever writes to it meanwhile; what is done there changes nothing. */
  examine: <Value>(look: (moment: Connection) => Promise<Value>) => Promise<Value>
  /** Runs on an empty database that those migrations have made, to compare with; it is gone afterwards. */
  empty: <Value>(
    migrations: readonly Migration[],
    look: (empty: Connection) => Promise<Value>,
  ) => Promise<Value>
  /** Those that the database still lacks. */
  pending: (connection: Connection, migrations: readonly Migration[]) => Promise<Migration[]>
  /** Looks after the database while it is served. */
  upkeep: (
    writer: Connection,
    serving: { readers: Readers; onFault: (fault: unknown) => void },
  ) => Upkeep
  /** Hears of what other processes of the shop do, until it is stopped. */
  listen: (hearing: Hearing) => Promise<Listening>
}

export type Hearing = {
  /** What another process has told as it committed; null where something may have been missed. */
  onNews: (news: string | null) => void
  /** Whether this process is the one that does what only one may: reacting to facts. */
  onLead: (isLeader: boolean) => void
}

export type Migrations = {
  all: readonly Migration[]
  /** False refuses to work on a database that must be migrated first. */
  migrates: boolean
  /** Epoch milliseconds. */
  now: number
  /** Makes what migrations can't say; no other process starts meanwhile. */
  prepare: () => Promise<void>
}

export type Upkeep = {
  /** What was erased is soon nowhere in the database's log either. */
  truncateSoon: () => void
  /** Ends it, and leaves the database tidy. */
  stop: () => Soon<void>
}

export type Listening = { stop: () => Soon<void> }
