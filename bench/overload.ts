// Five times what a server can do: first as many commands as it takes in a closed loop, then more than five times
// that rate, sent whether or not earlier ones were answered. What is taken must be answered within a second,
// what is not must be told so soon, and the server's memory must stay near what it was.
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bodiesOf, OWNER_KEY, PORT } from './commands.ts'
import { LeanClient, openLoop, requestOf } from './lean-client.ts'
import type { Figure } from './measure.ts'
import { started } from './process.ts'
import { stockedShop } from './shop.ts'

const IN_FLIGHT = 64
const SECONDS = 8
const TIMES_CAPACITY = 5.5
const CONNECTIONS = 1_000
/** Somebody new connects that often. */
const NEWCOMER_MS = 20

export async function benchOverload(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  let server: ChildProcess | null = null
  try {
    const file = join(folder, 'shop.db')
    await stockedShop(file, { products: 1_000 })
    server = await started(['src/quartermaster.mjs', 'serve'], 'serves', {
      ...{ DATABASE_URL: `file:${file}`, PORT: String(PORT), OWNER_KEY, LOG_LEVEL: 'fatal' },
    })
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` }
    const requests = bodiesOf(file).map((body) => requestOf('/graphql', headers, body))
    await closedLoop(requests)
    const capacity = await closedLoop(requests)
    const normal = memoryOf(server)
    const over = await overloaded(server, requests, TIMES_CAPACITY * capacity)
    const { taken, shed, other, p99Taken, p99Shed, p99Newcomers, peak } = over
    const rounded = (value: number) => Math.round(value * 1_000) / 1_000
    const figure = (
      name: string,
      value: number,
      unit: string,
      reference: number,
      note: string,
    ) => ({
      ...{ name, value: Math.round(value), unit, reference: Math.round(reference), note },
      ratio: rounded(reference / value),
      spread: [rounded(reference / value), rounded(reference / value)] as [number, number],
    })
    const times = rounded(over.arrived / capacity)
    const offered = `came ${times} times ${Math.round(capacity)} commands/s: ${taken} taken, ${shed} shed, ${other} otherwise`
    return [
      figure('overload.taken', p99Taken, 'ms p99, at most', 1_000, offered),
      figure('overload.shed', p99Shed, 'ms p99, at most', 1_000, 'until who is shed is told so'),
      figure(
        'overload.newcomers',
        p99Newcomers,
        'ms p99, at most',
        1_000,
        'until who connects is heard',
      ),
      figure(
        'overload.memory',
        peak,
        'MB, at most',
        normal * 1.5,
        `normally ${Math.round(normal)}`,
      ),
    ]
  } finally {
    server?.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Commands a second, of clients that each wait for their answer. */
async function closedLoop(requests: readonly Buffer[]): Promise<number> {
  const clients = await clientsOf(IN_FLIGHT)
  const until = performance.now() + SECONDS * 1_000
  let done = 0
  const work = async (client: LeanClient) => {
    while (performance.now() < until) {
      const status = await client.ask(requests[done++ % requests.length] as Buffer)
      if (status !== 200) throw new Error(`A command was answered ${status}.`)
    }
  }
  await Promise.all(clients.map(work))
  for (const client of clients) client.close()
  return done / SECONDS
}

/** Many more connections than a server lets in, which together ask that often. */
async function overloaded(server: ChildProcess, requests: readonly Buffer[], perSecond: number) {
  const clients = await clientsOf(CONNECTIONS)
  const times = { taken: [] as number[], shed: [] as number[], other: [] as number[] }
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, memoryOf(server))
  }, 100)
  const newcomers: number[] = []
  const coming = new Set<Promise<void>>()
  const come = setInterval(() => {
    const one = newcomerMs().then((ms) => void newcomers.push(ms))
    coming.add(one)
  }, NEWCOMER_MS)
  const arrived = await openLoop(clients, {
    ...{ requests, perSecond, ms: SECONDS * 1_000 },
    answered: (status, ms) =>
      times[status === 200 ? 'taken' : status === 503 ? 'shed' : 'other'].push(ms),
  })
  clearInterval(watch)
  clearInterval(come)
  await Promise.all(coming)
  for (const client of clients) client.close()
  return {
    ...{ taken: times.taken.length, shed: times.shed.length, other: times.other.length },
    ...{ p99Taken: p99(times.taken), p99Shed: p99(times.shed) },
    ...{ p99Newcomers: p99(newcomers), peak, arrived },
  }
}

/** Until who connects is heard. */
async function newcomerMs(): Promise<number> {
  const began = performance.now()
  const client = await LeanClient.connected(PORT)
  client.close()
  return performance.now() - began
}

const clientsOf = (count: number): Promise<LeanClient[]> =>
  Promise.all(Array.from({ length: count }, () => LeanClient.connected(PORT)))

const p99 = (times: number[]): number =>
  times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? Number.NaN

/** Megabytes that a process holds in memory. */
const memoryOf = ({ pid }: ChildProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
