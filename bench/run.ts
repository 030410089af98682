// Runs the benchmarks, or those that are named: a table for people and a chart, or with --json one object a line.
import { benchChores } from './chores.ts'
import { benchConsole } from './console.ts'
import { benchGrowth } from './growth.ts'
import { benchHttp } from './http.ts'
import type { Figure } from './measure.ts'
import { benchOverload } from './overload.ts'
import { benchPlaceOrder } from './place-order.ts'
import { benchPostgres } from './postgres.ts'
import { print } from './print.ts'
import { benchWorkers } from './workers.ts'

const asJson = process.argv.includes('--json')

const BENCHMARKS = {
  placeOrder: benchPlaceOrder,
  http: benchHttp,
  console: benchConsole,
  workers: benchWorkers,
  growth: benchGrowth,
  chores: benchChores,
  overload: benchOverload,
  postgres: benchPostgres,
}
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const unknown = named.find((name) => !(name in BENCHMARKS))
if (unknown) throw new Error(`${unknown} must be one of ${Object.keys(BENCHMARKS).join(', ')}.`)

const figures: Figure[] = []
for (const [benchmark, bench] of Object.entries(BENCHMARKS))
  if (named.length === 0 || named.includes(benchmark)) figures.push(...(await bench()))
await print(figures, { asJson, chart: named.length === 1 ? (named[0] as string) : 'figures' })
