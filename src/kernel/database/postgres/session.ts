// One session with a server: statements go one after the other, and a session that was lost begins anew when the next
// transaction does. What stood in a transaction is never gone on with on another connection.
import pg from 'pg'
import { configOf, hostsOf } from './address.ts'

export class ConnectionLost extends Error {
  readonly code = 'CONNECTION_LOST'
  constructor(cause?: unknown) {
    super('The connection to the database was lost.', { cause })
  }
}

/** No host of an address answers, or none that is asked for. */
export class Unreachable extends Error {
  readonly code = 'UNREACHABLE'
}

export type Query = {
  text: string
  /** Prepared under this name, once a connection. */
  name?: string
  values?: readonly unknown[]
}
/** Rows are lists of values, in the order of their columns' names. */
export type Answer = { rows: unknown[][]; names: string[]; count: number; command: string }

export type SessionOptions = {
  /** Takes only a server that can be written to, of all that the address names. */
  writes: boolean
  /** Set as the session begins. */
  settings?: Readonly<Record<string, string | number>>
  /** Hears of every statement that is sent. */
  onStatement?: ((sql: string) => void) | undefined
}

const CONNECT_MS_MAX = 5_000
/** A server that is silent for longer in the middle of a batch has gone, whatever the network says. */
const ANSWER_MS_MAX = 30_000

const SETTINGS = {
  // A process that dies without a word holds its locks for no longer than this.
  idle_in_transaction_session_timeout: '10s',
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  lock_timeout: '1s',
  jit: 'off', // Compiling costs more than such statements do.
  synchronous_commit: 'on',
}

type State = 'NONE' | 'OPEN' | 'FAILED' | 'LOST'

export class Session {
  readonly #hosts: readonly string[]
  readonly #options: SessionOptions
  #client: pg.Client | null = null
  /** The connection on which a transaction was begun last. */
  #begunOn: pg.Client | null = null
  #last: Promise<unknown> = Promise.resolve()
  #state: State = 'NONE'
  #isClosed = false
  #isBrief = false
  /** Which of the hosts answered last: it is asked first. */
  #host = 0
  onNotification: (payload: string) => void = () => {}
  onLost: () => void = () => {}

  constructor(url: string, options: SessionOptions) {
    this.#hosts = hostsOf(url)
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#state === 'OPEN' || this.#state === 'FAILED'
  }

  get isSound(): boolean {
    return this.#state !== 'FAILED'
  }

  /** Runs when everything that was asked before has been answered. */
  run(query: Query): Promise<Answer> {
    return this.#inTurn(() => this.#send(query))
  }

  /**
   * Statements without parameters, in one message; answers the last one that asks something.
   * @param text For a connection that is new, or one that has begun a transaction before.
   * @param isBrief That no statement of the transaction may take long.
   */
  begin(text: string | ((isNew: boolean) => string), { isBrief = false } = {}): Promise<Answer> {
    return this.#inTurn(async () => {
      this.#state = 'NONE'
      this.#isBrief = isBrief
      const client = await this.#connected()
      const isNew = client !== this.#begunOn
      this.#state = 'OPEN'
      const answer = await this.#send({ text: typeof text === 'string' ? text : text(isNew) })
      this.#begunOn = client
      return answer
    })
  }

  end(text: string): Promise<Answer> {
    return this.#inTurn(async () => {
      const answer = await this.#send({ text })
      this.#state = 'NONE'
      return answer
    })
  }

  /** Back to a savepoint: the transaction is sound again. */
  undo(text: string): Promise<Answer> {
    return this.#inTurn(async () => {
      const answer = await this.#send({ text })
      this.#state = 'OPEN'
      return answer
    })
  }

  /** Ends what may be under way: nothing of it stays. */
  drop(fault?: unknown): void {
    const client = this.#client
    this.#lose(fault)
    client?.end().catch(() => {})
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#last
    const client = this.#client
    this.#client = null
    await client?.end().catch(() => {})
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(work)
    this.#last = turn.then(nothing, nothing)
    return turn
  }

  async #send({ text, name, values }: Query): Promise<Answer> {
    if (this.#state === 'LOST') throw new ConnectionLost()
    const client = this.#client ?? (await this.#connected())
    this.#options.onStatement?.(text)
    try {
      const answer = (await client.query({
        ...{ text, rowMode: 'array' },
        ...(name !== undefined && { name }),
        ...(values && { values: values as unknown[] }),
        ...(this.#isBrief && { query_timeout: ANSWER_MS_MAX }),
      } as pg.QueryArrayConfig)) as pg.QueryArrayResult | pg.QueryArrayResult[]
      const [asked, last] = Array.isArray(answer)
        ? [answer.findLast(({ fields }) => fields.length > 0), answer.at(-1)]
        : [answer, answer]
      return {
        rows: asked?.rows ?? [],
        names: asked?.fields.map(({ name }) => name) ?? [],
        count: last?.rowCount ?? 0,
        command: last?.command ?? '',
      }
    } catch (fault) {
      if (isOfServer(fault)) {
        if (this.#state === 'OPEN') this.#state = 'FAILED'
        throw Object.assign(fault as object, { sql: text })
      }
      this.drop(fault)
      throw new ConnectionLost(fault)
    }
  }

  async #connected(): Promise<pg.Client> {
    if (this.#isClosed) throw new ConnectionLost()
    if (this.#client) return this.#client
    const faults: unknown[] = []
    for (let at = 0; at < this.#hosts.length; at++) {
      const host = (this.#host + at) % this.#hosts.length
      try {
        this.#client = await this.#connectTo(this.#hosts[host] as string)
        this.#host = host
        return this.#client
      } catch (fault) {
        faults.push(fault)
      }
    }
    throw new Unreachable(`PostgreSQL can't be reached: ${faults.map(said).join('; ')}`, {
      cause: faults[0],
    })
  }

  async #connectTo(url: string): Promise<pg.Client> {
    const client = new pg.Client({
      ...configOf(url),
      connectionTimeoutMillis: CONNECT_MS_MAX,
      keepAlive: true,
      types: { getTypeParser: parserOf as never },
    })
    client.on('error', (fault) => {
      if (client === this.#client) this.#lose(fault)
    })
    client.on('end', () => {
      if (client === this.#client) this.#lose()
    })
    client.on('notification', ({ payload }) => this.onNotification(payload ?? ''))
    try {
      await client.connect()
      if (this.#options.writes) await requireWritable(client)
      const settings = Object.entries({ ...SETTINGS, ...this.#options.settings })
      await client.query(settings.map(([name, value]) => `SET ${name} = '${value}'`).join('; '))
      return client
    } catch (fault) {
      await client.end().catch(() => {})
      throw fault
    }
  }

  #lose(_fault?: unknown): void {
    this.#client = null
    if (this.#state !== 'NONE') this.#state = 'LOST'
    this.onLost()
  }
}

/** A server that follows another, or that was told to take no writes, can be connected to all the same. */
async function requireWritable(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS refuses",
  )
  if (rows[0]?.refuses) throw new Error('it takes no writes')
}

/** What the server itself has answered: the connection stands. */
const isOfServer = (fault: unknown): boolean => {
  const { code, severity } = fault as { code?: string; severity?: string }
  return severity === 'ERROR' && !/^(57P|08)/.test(code ?? '')
}

const said = (fault: unknown): string => String((fault as Error)?.message || fault)

const nothing = () => {}

/** Integers are numbers as SQLite gives them; what is true is 1. */
function parserOf(type: number): (text: string) => unknown {
  switch (type) {
    case 16:
      return (text) => (text === 't' ? 1 : 0)
    case 20: // bigint
    case 21: // smallint
    case 23: // integer
    case 700: // real
    case 701: // double precision
    case 1700: // numeric
      return Number
    default:
      return (text) => text
  }
}
