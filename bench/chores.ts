// What chores cost those who give commands: 500 commands a second over HTTP, sent whether or not earlier
// ones were answered, alone and then beside a backup, and beside views that are made right. The 99th
// percentile of the answers' times is compared; not one command may be refused.
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { bodiesOf, OWNER_KEY, PORT, send } from './commands.ts'
import type { Figure } from './measure.ts'
import { ran, started } from './process.ts'
import { stockedShop } from './shop.ts'

const ORDERS = 20_000
const PER_SECOND = 500
const QUIET_MS = 6_000
const ROUNDS = 5
const QUARTERMASTER = 'src/quartermaster.mjs'

export async function benchChores(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-bench-'))
  let server: ChildProcess | null = null
  try {
    const file = join(folder, 'shop.db')
    await stockedShop(file, { products: 1_000, orders: ORDERS })
    const env = {
      ...{ DATABASE_URL: `file:${file}`, PORT: String(PORT), OWNER_KEY, LOG_LEVEL: 'error' },
    }
    server = await started([QUARTERMASTER, 'serve'], 'serves', env)
    const bodies = bodiesOf(file)
    for (let warm = 0; warm < 2; warm++) await p99During(bodies, () => sleep(QUIET_MS))

    let copies = 0
    const backup = () => ran([QUARTERMASTER, 'backup', join(folder, `copy-${copies++}.db`)], env)
    const rebuild = () => ran([QUARTERMASTER, 'views', 'rebuild'], env)
    return [
      await beside('chores.backup', bodies, backup),
      await beside('chores.rebuildViews', bodies, rebuild, () => damage(file)),
    ]
  } finally {
    server?.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The quiet percentile over the one beside the chore: 1 where the chore is not felt. */
async function beside(
  name: string,
  bodies: readonly string[],
  chore: () => Promise<void>,
  prepare: () => void = () => {},
): Promise<Figure> {
  const rounds: { quiet: number; busy: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const quiet = await p99During(bodies, () => sleep(QUIET_MS))
    prepare()
    const busy = await p99During(bodies, chore)
    rounds.push({ quiet, busy })
  }
  const sorted = rounds.sort((one, other) => one.quiet / one.busy - other.quiet / other.busy)
  const ratioOf = ({ quiet, busy }: { quiet: number; busy: number }) =>
    Math.round((quiet / busy) * 1_000) / 1_000
  const [least, middle, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map(
    (round) => round as { quiet: number; busy: number },
  ) as [(typeof rounds)[0], (typeof rounds)[0], (typeof rounds)[0]]
  return {
    name,
    value: Math.round(middle.busy * 10) / 10,
    unit: `ms p99 at ${PER_SECOND} commands/s`,
    reference: Math.round(middle.quiet * 10) / 10,
    ratio: ratioOf(middle),
    spread: [ratioOf(least), ratioOf(most)],
    note: `${ORDERS} orders; no command was refused`,
  }
}

/** Sends commands at their rate until the chore is done; answers the percentile of their times in ms. */
async function p99During(
  bodies: readonly string[],
  chore: () => Promise<unknown>,
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'fifo' })
  const times: number[] = []
  const pending = new Set<Promise<void>>()
  let isOver = false
  let fault: unknown = null
  const running = chore().finally(() => {
    isOver = true
  })
  const began = performance.now()
  for (let sent = 0; !isOver; sent++) {
    const due = began + (sent * 1_000) / PER_SECOND
    if (due > performance.now()) await sleep(due - performance.now())
    const one = send(agent, bodies[sent % bodies.length] as string)
      .then(({ isTaken, text }) => {
        if (!isTaken) throw new Error(`A command was not taken: ${text}`)
        times.push(performance.now() - due) // From when it was due: a stalled sender hides nothing.
      })
      .catch((thrown) => {
        fault ??= thrown
      })
      .finally(() => pending.delete(one))
    pending.add(one)
  }
  await running
  await Promise.all(pending)
  if (fault) throw fault
  agent.destroy()
  return times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)] as number
}

/** A fifth of the order pages and of the order list is gone, and the sales are wrong. */
function damage(file: string): void {
  const sqlite = new Sqlite(file, { timeout: 5_000 })
  sqlite.exec(`DELETE FROM order_view WHERE number % 5 = 0; DELETE FROM order_list_view WHERE number % 5 = 0;
    UPDATE sales_by_day_view SET gross = gross + 1`)
  sqlite.close()
}
