// Makes a shop with a great past: `npm run bench:shop -- shop.db 100000 5000` for 100,000 orders and 5,000 products of
// two variants each.
import { grownShop } from './grow.ts'

const [file, orders = '1000', products = '5000'] = process.argv.slice(2)
if (!file || !/^\d+$/.test(orders) || !/^\d+$/.test(products))
  throw new Error('Give a file that is not there yet, how many orders, and how many products.')
const start = performance.now()
await grownShop(file, { orders: Number(orders), products: Number(products) })
process.stdout.write(`${file}: ${Math.round((performance.now() - start) / 1_000)} s\n`)
