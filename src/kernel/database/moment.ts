// What a snapshot sees, for rows that are kept from one snapshot to the next.

export type Moment = {
  /** The last commit that it sees. */
  readonly sequence: number
  readonly age: number
  /** False where commits that it sees were not heard of yet: what they woke may still be kept. */
  readonly isKnown: boolean
  readonly kept: Keeping
}

type Row = Record<string, unknown>
type Key = string | number

/** Rows of views' tables by a column whose values are unique. */
export type Keeping = {
  /** The row as the moment sees it; undefined where that must be read. */
  row: (table: string, column: string, key: Key, moment: Moment) => Row | undefined
  /** Keeps rows that were read at the moment. */
  keep: (table: string, column: string, rows: readonly Row[], moment: Moment) => void
  /** All rows of a key in their order, where the column is the one that wakes them; undefined where they must be read. */
  group: (table: string, column: string, key: Key, moment: Moment) => readonly Row[] | undefined
  keepGroup: (table: string, column: string, key: Key, rows: readonly Row[], moment: Moment) => void
}
