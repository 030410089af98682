// Five times what a server can do: first as many commands as it takes in a closed loop, then over five times that
// rate, sent whether or not earlier ones were answered. What is taken must be answered within a second,
// what is not must be told so soon, and the server's memory must stay near what it was.
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { bodiesOf, OWNER_KEY, PORT, send } from './commands.ts'
import type { Figure } from './measure.ts'
import { started } from './process.ts'
import { stockedShop } from './shop.ts'

const IN_FLIGHT = 64
const SECONDS = 8
/** Who waits for an answer does not ask again: what is offered is less than what is meant. */
const TIMES_MEANT = 10
const CONNECTIONS = 1_000
/** Until the client has opened its connections, it measures itself. */
const WARM_MS = 2_000

export async function benchOverload(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  let server: ChildProcess | null = null
  try {
    const file = join(folder, 'shop.db')
    await stockedShop(file, { products: 1_000 })
    server = await started(['src/quartermaster.mjs', 'serve'], 'serves', {
      ...{ DATABASE_URL: `file:${file}`, PORT: String(PORT), OWNER_KEY, LOG_LEVEL: 'fatal' },
    })
    const bodies = bodiesOf(file)
    await closedLoop(bodies)
    const capacity = await closedLoop(bodies)
    const normal = memoryOf(server)
    const { taken, shed, other, p99Taken, p99Shed, peak } = await openLoop(server, bodies, capacity)
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
    const times = rounded((taken + shed + other) / (SECONDS * capacity))
    const offered = `offered ${times} times ${Math.round(capacity)} commands/s: ${taken} taken, ${shed} shed, ${other} otherwise`
    return [
      figure('overload.taken', p99Taken, 'ms p99, at most', 1_000, offered),
      figure('overload.shed', p99Shed, 'ms p99, at most', 1_000, 'until who is shed is told so'),
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
async function closedLoop(bodies: readonly string[]): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  const until = performance.now() + SECONDS * 1_000
  let done = 0
  const client = async () => {
    while (performance.now() < until) {
      const { isTaken, text } = await send(agent, bodies[done++ % bodies.length] as string)
      if (!isTaken) throw new Error(`A command was not taken: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, client))
  agent.destroy()
  return done / SECONDS
}

/** Many more connections than a server lets in, which together ask that often. */
async function openLoop(server: ChildProcess, bodies: readonly string[], capacity: number) {
  const times = { taken: [] as number[], shed: [] as number[], other: [] as number[] }
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, memoryOf(server))
  }, 100)
  const options: autocannon.Options = {
    url: `http://127.0.0.1:${PORT}/graphql`,
    connections: CONNECTIONS,
    overallRate: Math.round(TIMES_MEANT * capacity),
    duration: SECONDS + WARM_MS / 1_000,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${OWNER_KEY}` },
    requests: bodies.slice(0, 5).map((body) => ({ body })),
  }
  const begun = performance.now() + WARM_MS
  await new Promise((resolve, reject) => {
    const load = autocannon(options, (fault, result) => (fault ? reject(fault) : resolve(result)))
    load.on('response', (_, status, __, ms) => {
      if (performance.now() - ms < begun) return
      times[status === 200 ? 'taken' : status === 503 ? 'shed' : 'other'].push(ms)
    })
  })
  clearInterval(watch)
  return {
    ...{ taken: times.taken.length, shed: times.shed.length, other: times.other.length },
    ...{ p99Taken: p99(times.taken), p99Shed: p99(times.shed), peak },
  }
}

const p99 = (times: number[]): number =>
  times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? Number.NaN

/** Megabytes that a process holds in memory. */
const memoryOf = ({ pid }: ChildProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
