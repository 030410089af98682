// The limit of dispatch on PostgreSQL: the very write statements that it ran, with their values and in the same batches,
// replayed by `pg` as prepared queries and nothing else.
import pg from 'pg'

type Recorded = { text: string; values: unknown[] }
/** The writes of each transaction, in order. */
export type Recording = Recorded[][]

const WRITE = /^\s*(insert|update|delete)/i

type Query = (config: unknown, ...rest: unknown[]) => unknown

/** Records what every connection of this process writes in a transaction, until stopped. */
export function recordQueries(): () => Recording {
  const batches: Recording = []
  let batch: Recorded[] = []
  const prototype = pg.Client.prototype as unknown as { query: Query }
  const { query } = prototype
  prototype.query = function recording(this: unknown, config: unknown, ...rest: unknown[]) {
    const { text = '', values = [] } = config as Partial<Recorded>
    if (WRITE.test(text)) batch.push({ text, values })
    if (text.endsWith('COMMIT') && batch.length > 0) {
      batches.push(batch)
      batch = []
    }
    return query.call(this, config, ...rest)
  }
  return () => {
    prototype.query = query
    return batches
  }
}

/** Answers the milliseconds that it took. */
export async function replayQueries(url: string, recording: Recording): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  const names = new Map<string, string>()
  for (const { text } of recording.flat()) if (!names.has(text)) names.set(text, `r${names.size}`)
  const start = performance.now()
  for (const batch of recording) {
    await client.query('BEGIN')
    for (const { text, values } of batch)
      await client.query({ name: names.get(text) as string, text, values })
    await client.query('COMMIT')
  }
  const took = performance.now() - start
  await client.end()
  return took
}
