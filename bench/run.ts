// Runs the benchmarks: a table for people, or with --json one object a line.
import { benchHttp } from './http.ts'
import { benchPlaceOrder } from './place-order.ts'

const asJson = process.argv.includes('--json')

for (const bench of [benchPlaceOrder, benchHttp])
  for (const { name, value, unit, reference, ratio, spread, note = '' } of await bench())
    console.log(
      asJson
        ? JSON.stringify({ name, value, unit, reference, ratio, spread, note })
        : `${name.padEnd(22)} ${value} ${unit}, reference ${reference}, ratio ${ratio} (${spread.join(' to ')}) ${note}`,
    )
