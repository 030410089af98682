// A connection to PostgreSQL as the rest of the code knows it.
import {
  type Connection,
  type ConnectionOptions,
  newCounts,
  type Transaction,
} from '../connection.ts'
import { builders } from './builders.ts'
import { postgresDialect } from './dialect.ts'
import { preparedOn, sendable } from './prepared.ts'
import { Session } from './session.ts'

export type PostgresConnection = Connection & { readonly session: Session }

/** What other processes of the shop are told goes out on this channel as a batch is committed. */
export const CHANNEL = 'quartermaster'

type Opening = Pick<ConnectionOptions, 'onStatement'>
type Reading = {
  /** False takes a server that follows another. */
  mustWrite?: boolean
  /** True where much is thought about between two statements of one transaction. */
  isLong?: boolean
}

export const openWriter = (url: string, { onStatement }: Opening = {}): PostgresConnection =>
  connectionOn(new Session(url, { writes: true, onStatement }), false)

export const openReader = (
  url: string,
  { mustWrite = true, isLong = false, onStatement }: Opening & Reading = {},
): PostgresConnection =>
  connectionOn(
    new Session(url, {
      writes: mustWrite,
      settings: {
        default_transaction_read_only: 'on',
        ...(isLong && { idle_in_transaction_session_timeout: 0 }),
      },
      onStatement,
    }),
    true,
  )

function connectionOn(session: Session, isReader: boolean): PostgresConnection {
  return {
    dialect: postgresDialect,
    session,
    db: builders,
    transaction: transactionOf(session),
    prepared: [],
    prepare: preparedOn(session),
    rows: (sql, ...values) => rowsOf(session, sql, values),
    lastSequence: async () => {
      const { rows } = await session.run({ name: 'last_sequence', text: LAST_SEQUENCE })
      return rows[0]?.[0] as number
    },
    isReader,
    ...newCounts(),
    close: () => session.close(),
  }
}

export const LAST_SEQUENCE = 'SELECT coalesce(max(sequence), 0) FROM kernel_journal'

async function rowsOf<Row>(
  session: Session,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> {
  let number = 0
  const text = sql.replace(/\?/g, () => `$${++number}`)
  const { rows, names } = await session.run({ text, values: values.map(sendable) })
  return rows.map(
    (row) => Object.fromEntries(names.map((name, at) => [name, row[at]])) as unknown as Row,
  )
}

/**
 * One writes at a time, whichever process it is of: who holds the row of `kernel_writer` from BEGIN to COMMIT. Each
 * statement then sees what was committed before it began.
 */
const BEGIN =
  'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT 1 FROM kernel_writer FOR UPDATE'

const transactionOf = (session: Session): Transaction => ({
  begin: async () => {
    try {
      await session.begin(BEGIN, { isBrief: true })
    } catch (fault) {
      if (session.isOpen) await session.end('ROLLBACK')
      throw fault
    }
  },
  commit: async (news) => {
    const notify = news === undefined ? '' : `SELECT pg_notify('${CHANNEL}', ${literal(news)}); `
    const { command } = await session.end(`${notify}COMMIT`)
    if (command !== 'COMMIT') throw new Error('The transaction had failed and was rolled back.')
  },
  rollback: async () => void (await session.end('ROLLBACK')),
  savepoint: async (name) => void (await session.run({ text: `SAVEPOINT ${name}` })),
  release: async (name) => void (await session.run({ text: `RELEASE ${name}` })),
  undo: async (name) => void (await session.undo(`ROLLBACK TO ${name}`)),
  get isOpen() {
    return session.isOpen
  },
  get isSound() {
    return session.isSound
  },
  isShared: true,
})

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
