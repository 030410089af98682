// A client of the API, for browsers and Node: typed documents in, typed data out. A command gets an idempotency
// key of its own, so that asking again is safe, and it is asked again where nobody answered; what is read
// after it sees what it did.
import { createClient as createSseClient } from 'graphql-sse'
import { bodyOf, type Document, type Given } from './document.ts'
import { type RequestError, RequestRefused, Unreachable } from './faults.ts'
import { passes, pause, waitMs } from './retries.ts'

export type { Document, Given } from './document.ts'
export {
  accepted,
  CommandRefused,
  type RequestError,
  RequestRefused,
  Unreachable,
} from './faults.ts'

export type ClientOptions = {
  /** Where the API is: `https://shop.example/graphql`. */
  url: string
  /** An API key or a customer's token, or what gives one for each request; nothing asks as anybody. */
  key?: string | (() => string | null | Promise<string | null>)
  /** How often a request is sent again where nobody answered, or the answer was that it may be; 4 unless given. */
  retries?: number
  /** True sends hashes instead of documents, to a shop that runs persisted operations alone. */
  persisted?: boolean
  /** False does not wait to see what one's own commands did; it makes no difference beside a single server. */
  readsOwnWrites?: boolean
  fetch?: typeof fetch
}

export type AskOptions = {
  signal?: AbortSignal
}

export type CommandOptions = AskOptions & {
  /**
   * Under which the command counts once, for 30 days. One is made unless given; keep your own where an order must
   * survive a reload of the page. Null sends none and never tries again, as several commands in one document need.
   */
  idempotencyKey?: string | null
}

export type SubscribeOptions<Data, Variables> = AskOptions & {
  /** Which variables go on from the last notice after a cut: `({ eventRecorded }) => ({ after: eventRecorded.cursor })`. */
  resume?: (last: Data) => Partial<Variables>
  /** Hears whenever the server begins to tell: after a cut, what was missed is to be read, unless `resume` gets it. */
  onOpen?: () => void
  /** Hears of each cut. It is tried again by itself. */
  onCut?: () => void
}

export type Client = {
  /** Asks a query. Throws RequestRefused, or Unreachable. */
  query: <Data, Variables>(
    document: Document<Data, Variables>,
    ...given: Given<Variables, AskOptions>
  ) => Promise<Data>
  /**
   * Gives a command. What a rule refuses is data: look at the payload's `errors`, or let `accepted` throw them.
   * Throws RequestRefused, or Unreachable: the same key may then be sent again to learn what came of it.
   */
  mutate: <Data, Variables>(
    document: Document<Data, Variables>,
    ...given: Given<Variables, CommandOptions>
  ) => Promise<Data>
  /** Follows a subscription over server-sent events, through cuts, until the loop is left or the signal aborted. */
  subscribe: <Data, Variables>(
    document: Document<Data, Variables>,
    ...given: Given<Variables, SubscribeOptions<Data, Variables>>
  ) => AsyncGenerator<Data, void>
}

type Answer = { data?: unknown; errors?: readonly RequestError[] }
type Asked = {
  body: object
  headers: Record<string, string>
  signal: AbortSignal | null
  retries: number
}

export function createClient(options: ClientOptions): Client {
  const { url, retries = 4, persisted = false, readsOwnWrites = true } = options
  const send = options.fetch ?? fetch
  /** The latest command of this client that was carried out. */
  let sequence = 0

  async function credentials(): Promise<Record<string, string>> {
    const key = typeof options.key === 'function' ? await options.key() : options.key
    return key ? { authorization: `Bearer ${key}` } : {}
  }

  async function ask({ body, headers, signal, retries }: Asked): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      const answer = await once({ body, headers, signal })
      const { status, retryAfter, data, errors } = answer
      const codes = [...errors.map(({ extensions }) => extensions?.code ?? ''), ...refusalsIn(data)]
      const isPassing = status === 0 || passes(status, codes)
      if (isPassing && attempt < retries) await pause(waitMs(attempt, retryAfter), signal)
      else if (answer.fault)
        throw new Unreachable(`${url} gave no answer.`, { cause: answer.fault })
      else if (errors.length > 0) throw new RequestRefused(errors, data)
      else return data
    }
  }

  async function once({ body, headers, signal }: Omit<Asked, 'retries'>) {
    try {
      const response = await send(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          ...(await credentials()),
          ...headers,
        },
        body: JSON.stringify(body),
        signal,
      })
      const { data = null, errors = [] } = (await response.json()) as Answer
      const { status } = response
      return { status, retryAfter: response.headers.get('retry-after'), data, errors, fault: null }
    } catch (fault) {
      if (signal?.aborted) throw signal.reason
      return { ...{ status: 0, retryAfter: null, data: null, errors: [], fault } }
    }
  }

  return {
    query: async (document, ...given) => {
      const [variables, { signal = null } = {}] = given as [unknown, AskOptions?]
      const headers: Record<string, string> =
        readsOwnWrites && sequence > 0 ? { 'min-sequence': String(sequence) } : {}
      return (await ask({
        ...{ body: bodyOf(document, variables, persisted), headers, signal, retries },
      })) as never
    },

    mutate: async (document, ...given) => {
      const [variables, options = {}] = given as [unknown, CommandOptions?]
      const { signal = null, idempotencyKey = crypto.randomUUID() } = options
      const data = await ask({
        ...{ body: bodyOf(document, variables, persisted), signal },
        headers: idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey },
        retries: idempotencyKey === null ? 0 : retries,
      })
      for (const { receipt } of payloadsIn(data))
        sequence = Math.max(sequence, receipt?.sequence ?? 0)
      return data as never
    },

    async *subscribe(document, ...given) {
      const [first, options = {}] = given as [object?, SubscribeOptions<unknown, object>?]
      const { signal = null, resume, onOpen, onCut } = options
      let variables = first
      for (let attempt = 0; ; attempt++) {
        const client = createSseClient({
          url,
          headers: credentials,
          retryAttempts: 0,
          fetchFn: async (...request: Parameters<typeof fetch>) => {
            const response = await send(...request)
            if (response.ok) onOpen?.()
            return response
          },
        })
        const stop = () => client.dispose()
        signal?.addEventListener('abort', stop, { once: true })
        try {
          const body = bodyOf(document, variables, persisted) as { query: string }
          for await (const notice of client.iterate(body as never)) {
            const { data, errors } = notice as unknown as Answer
            if (errors) throw new RequestRefused(errors, data)
            attempt = 0
            if (resume) variables = { ...variables, ...resume(data) }
            yield data as never
          }
          return
        } catch (fault) {
          if (signal?.aborted) return
          onCut?.()
          if (fault instanceof RequestRefused && !passes(200, [fault.code])) throw fault
          const status = (fault as { response?: Response }).response?.status ?? 0
          if (attempt >= retries || (status >= 400 && !passes(status, []))) throw told(fault, url)
        } finally {
          signal?.removeEventListener('abort', stop)
          client.dispose()
        }
        await pause(waitMs(attempt, null), signal)
      }
    },
  }
}

const told = (fault: unknown, url: string): unknown =>
  fault instanceof RequestRefused
    ? fault
    : new Unreachable(`${url} gave no answer.`, { cause: fault })

type Payload = { errors?: readonly { code?: string }[]; receipt?: { sequence?: number } | null }

/** The payloads of commands, as far as they were asked for. */
function payloadsIn(data: unknown): Payload[] {
  if (typeof data !== 'object' || data === null) return []
  return Object.values(data).filter((value) => typeof value === 'object' && value !== null)
}

const refusalsIn = (data: unknown): string[] =>
  payloadsIn(data).flatMap(({ errors }) =>
    Array.isArray(errors) ? errors.map(({ code }) => code ?? '') : [],
  )
