// Runs the benchmarks, or those that are named: a table for people, or with --json one object a line.
import { benchChores } from './chores.ts'
import { benchConsole } from './console.ts'
import { benchGrowth } from './growth.ts'
import { benchHttp } from './http.ts'
import { benchOverload } from './overload.ts'
import { benchPlaceOrder } from './place-order.ts'

const asJson = process.argv.includes('--json')

const BENCHMARKS = {
  placeOrder: benchPlaceOrder,
  http: benchHttp,
  console: benchConsole,
  growth: benchGrowth,
  chores: benchChores,
  overload: benchOverload,
}
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const unknown = named.find((name) => !(name in BENCHMARKS))
if (unknown) throw new Error(`${unknown} must be one of ${Object.keys(BENCHMARKS).join(', ')}.`)

for (const [benchmark, bench] of Object.entries(BENCHMARKS)) {
  if (named.length > 0 && !named.includes(benchmark)) continue
  for (const { name, value, unit, reference, ratio, spread, note = '' } of await bench())
    console.log(
      asJson
        ? JSON.stringify({ name, value, unit, reference, ratio, spread, note })
        : `${name.padEnd(22)} ${value} ${unit}, reference ${reference}, ratio ${ratio} (${spread.join(' to ')}) ${note}`,
    )
}
