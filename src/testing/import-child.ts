// A process of its own that imports a file, for the test that kills it: prints the rows accounted for
// after each step, and runs at SQLite's full durability.
import { argv, stdout } from 'node:process'
import { openApp } from '#app'
import { importOnlineRetail } from '#import/online-retail/run.ts'

const [database = '', ...files] = argv.slice(2)
const app = await openApp({
  database: { file: database },
  shop: {
    currency: 'GBP',
    countryCode: 'GB',
    pricesIncludeTax: true,
    timeZone: 'Europe/London',
    cartLifetimeMs: 604_800_000,
    shipsUnpaid: true,
    paymentProviders: [],
    awaitsPaymentMs: null,
    reservationMs: null,
    webhooks: 'OFF',
  },
  release: 'test',
  reacts: false,
})
let rows = 0
const totals = await importOnlineRetail(app, files, {
  progress: {
    start: () => stdout.write('0\n'),
    advance: (more) => {
      rows += more
      stdout.write(`${rows}\n`)
    },
    stop: () => {},
  },
})
await app.close()
stdout.write(`${JSON.stringify(totals)}\n`)
