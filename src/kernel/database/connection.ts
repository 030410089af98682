// A connection as the rest of the code knows it, whichever engine stands behind it, and what engines do each its own
// way.
import type { Column, Placeholder, SQL } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Soon } from '../soon.ts'
import type { Moment } from './moment.ts'
import type { Prepared } from './prepared.ts'

/** Drizzle's builders. Tables are declared as SQLite's for every engine; an engine writes their text its own way. */
export type Database = BetterSQLite3Database

/** What Drizzle's builders have in common. */
export type Buildable = { prepare(): unknown }

/** A connection with its prepared statements. Handlers and refreshes know it as `tx`. */
export type Connection = {
  readonly dialect: Dialect
  readonly db: Database
  readonly transaction: Transaction
  /** Statements prepared on this connection, by the statement's own number. */
  readonly prepared: unknown[]
  /** @param isWhole False where a row may leave columns out, which are null then. */
  readonly prepare: (built: Buildable, how: { isWhole: boolean }) => Prepared
  /** Rows of SQL as it stands, `?` for each value: for what is asked seldom and can't be declared. */
  readonly rows: <Row = Record<string, unknown>>(
    sql: string,
    ...values: readonly (string | number | null)[]
  ) => Promise<Row[]>
  /** The sequence of the last journaled command as it sees it; zero where there is none. */
  readonly lastSequence: () => Soon<number>
  /** Reads alone: nothing can be lost by not awaiting it. */
  readonly isReader: boolean
  /** Statements started and not yet awaited. */
  pending: number
  /** Statements run, ever. */
  executed: number
  /** Transactions that it was to commit, ever: what others see may be otherwise after each. */
  commits: number
  /** Rows written, ever. */
  written: number
  /** Stands for the refreshes of one command while they run: see shared.ts. */
  round: object | null
  /** What its snapshot sees, where rows are kept between snapshots. */
  moment: Moment | null
  readonly close: () => Soon<void>
}

/** What one engine writes otherwise than another. */
export type Dialect = {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** The folder of its migrations, within that of all. */
  readonly migrations: string
  /** How many rows one statement writes. */
  readonly rowsMax: number
  /** True where a statement that is built for one row writes any number of them. */
  readonly takesArrays: boolean
  /** `column in list`, where the list is one parameter, a JSON array. */
  readonly inList: (column: Column | SQL, list: Placeholder) => SQL
  /** The same where few values are true of many rows: it is looked at row by row, never through an index. */
  readonly inListUnindexed: (column: Column, list: Placeholder) => SQL
  readonly fullText: FullTextEngine
  readonly schema: Schema
}

/** What a database says of itself. */
export type Schema = {
  /** Tables and whatever makes them up, by name. */
  definitions: (tx: Connection) => Promise<Definition[]>
  /** Tables that hold rows, in order, without those of search indexes and of the engine. */
  tables: (tx: Connection) => Promise<string[]>
  /** The columns of a table as they stand, and of which its primary key is made, in order. */
  columns: (tx: Connection, table: string) => Promise<{ all: string[]; key: string[] }>
  /** A condition that holds where a column has text that is no JSON. */
  isNoJson: (column: string) => string
  /** In words, rows that refer to what is not there. */
  brokenReferences: (tx: Connection, limit: number) => Promise<string[]>
  /** In words, what is damaged of the database's own pages. */
  damage: (tx: Connection, limit: number) => Promise<string[]>
}

/** @property of The table that it is of. */
export type Definition = { type: string; name: string; of: string; sql: string | null }

export type FullText = {
  /** The index's own name. */
  index: string
  /** The view's table, and its integer column, unique, that ties a row to its words. */
  table: string
  row: string
  /** The columns that hold the words, as SQL names them, by their name in a row. */
  columns: Readonly<Record<string, string>>
}

export type TextChange = { before: string[] | null; after: string[] | null }
export type TextChanges = ReadonlyMap<number, TextChange>
/** A word of the index, and in how many rows it occurs. */
export type Term = { term: string; rows: number }

/** How an engine keeps such an index. */
export type FullTextEngine = {
  ensure: (tx: Connection, fullText: FullText) => Soon<void>
  apply: (tx: Connection, fullText: FullText, changes: TextChanges) => Soon<void>
  verify: (tx: Connection, fullText: FullText) => Soon<void>
  beginSuccessor: (tx: Connection, fullText: FullText) => Soon<void>
  growSuccessor: (tx: Connection, fullText: FullText, rows: number) => Soon<boolean>
  forgetSuccessor: (tx: Connection, fullText: FullText) => void
  /** Joins some of the pieces that small changes leave it in; false where there is nothing to join. */
  merge: (tx: Connection, fullText: FullText) => Soon<boolean>
  termsFrom: (tx: Connection, fullText: FullText, letter: string) => Soon<Term[]>
  hasTerm: (tx: Connection, fullText: FullText, beginning: string) => Soon<boolean>
  matchesOf: (fullText: FullText, query: Placeholder, weights: readonly number[]) => SQL
  markedRows: (
    tx: Connection,
    fullText: FullText,
    match: string,
    rows: readonly number[],
  ) => Soon<Map<number, string[][]>>
}

/** The transaction that a connection has open, one at a time. */
export type Transaction = {
  /** Begins one that writes: whoever else would waits for its end, or is refused as busy. */
  begin: () => Soon<void>
  /** @param news What other processes of the same shop are told once it is committed. */
  commit: (news?: string) => Soon<void>
  rollback: () => Soon<void>
  savepoint: (name: string) => Soon<void>
  release: (name: string) => Soon<void>
  /** Back to a savepoint, which stands afterwards. */
  undo: (name: string) => Soon<void>
  /** False too where the engine has ended it by itself. */
  readonly isOpen: boolean
  /** False where a statement failed and the engine takes no other before something was undone. */
  readonly isSound: boolean
  /** True where other processes may have written since the last one. */
  readonly isShared: boolean
}

export type ConnectionOptions = {
  /** OFF only where durability is not the question, as in most tests; of SQLite alone. */
  synchronous?: 'FULL' | 'OFF'
  /** Hears of every statement that the driver runs; of SQLite's with its values. */
  onStatement?: (sql: string) => void
}

export const newCounts = () => ({
  pending: 0,
  commits: 0,
  executed: 0,
  written: 0,
  round: null as object | null,
  moment: null as Moment | null,
})
