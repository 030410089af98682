// Runs the benchmarks: a table for people, or with --json one object a line.
import { benchPlaceOrder } from './place-order.ts'

const benches = [benchPlaceOrder]
const asJson = process.argv.includes('--json')

for (const bench of benches) {
  const figure = await bench()
  if (asJson) console.log(JSON.stringify(figure))
  else
    console.log(
      `${figure.name.padEnd(24)} ${figure.value} ${figure.unit}, reference ${figure.reference}, ratio ${figure.ratio} (${figure.spread.join(' to ')}) ${figure.note ?? ''}`,
    )
}
