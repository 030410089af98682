// A front end in short: finds something to buy, puts it in a cart and orders it, against a running
// server. Every document is typed by the schema: change either side alone, and this stops compiling.
//
//   QUARTERMASTER_KEY=… node --import tsx examples/storefront/place-order.ts [words to search for]
import { randomUUID } from 'node:crypto'
import { argv, env, exit, stdout } from 'node:process'
import { ask, type Shop } from './client.ts'
import { graphql } from './generated/gql.ts'
import type { PlaceOrderMutation } from './generated/graphql.ts'

const CURRENCY = 'GBP'

const Browse = graphql(`
  query Browse($words: String!, $currency: CurrencyCode!) {
    searchProducts(query: $words, first: 5, currency: $currency, where: { inStock: true }) {
      nodes {
        name
        slug
        variants {
          id
          sku
          availability
          price(currency: $currency) {
            decimal
            currency
          }
        }
      }
    }
  }
`)

const StartCart = graphql(`
  mutation StartCart($input: StartCartInput!) {
    startCart(input: $input) {
      cart {
        id
        total {
          decimal
          currency
        }
        problems {
          message
          available
        }
      }
      errors {
        code
        message
      }
    }
  }
`)

const PlaceOrder = graphql(`
  mutation PlaceOrder($input: PlaceOrderInput!, $idempotencyKey: String!) {
    placeOrder(input: $input, options: { idempotencyKey: $idempotencyKey }) {
      order {
        number
        status
        lines {
          name
          quantity
          lineTotal {
            decimal
          }
        }
        total {
          decimal
          currency
        }
      }
      errors {
        __typename
        code
        message
        path
        ... on InsufficientStock {
          shortages {
            sku
            requested
            available
          }
        }
      }
      receipt {
        replayed
      }
    }
  }
`)

const say = (text: string) => stdout.write(`${text}\n`)

async function main(shop: Shop, words: string): Promise<boolean> {
  const { searchProducts } = await ask(shop, Browse, { words, currency: CURRENCY })
  const products = searchProducts?.nodes ?? []
  for (const { name, variants } of products)
    for (const { sku, availability, price } of variants)
      say(`${sku}  ${name}  ${price?.decimal ?? 'no price'} ${CURRENCY}  ${availability}`)

  const variant = products[0]?.variants[0]
  if (!variant) {
    say(`Nothing in stock is called ${words}.`)
    return false
  }

  const lines = [{ variantId: variant.id, quantity: 2 }]
  const { startCart } = await ask(shop, StartCart, { input: { currency: CURRENCY, lines } })
  for (const { code, message } of startCart.errors) say(`${code}: ${message}`)
  const { cart } = startCart
  if (!cart) return false
  say(`\nA cart of ${cart.total.decimal} ${cart.total.currency}`)

  // Made once for the attempt, not for the request: whatever happens to the answer, sending it again
  // with the same key can not order twice.
  const idempotencyKey = randomUUID()
  const input = {
    cartId: cart.id,
    email: 'ada@example.com',
    shippingAddress: {
      name: 'Ada Lovelace',
      line1: '12 St James’s Square',
      city: 'London',
      postalCode: 'SW1Y 4JH',
      countryCode: 'GB',
    },
  }
  const first = await ask(shop, PlaceOrder, { input, idempotencyKey })
  const isPlaced = show(first.placeOrder)
  const again = await ask(shop, PlaceOrder, { input, idempotencyKey })
  say(`Sent again, it was answered from memory: ${again.placeOrder.receipt?.replayed}`)
  return isPlaced
}

/** Refusals are data: each has a code to tell it by, and the facts that explain it. */
function show({ order, errors }: PlaceOrderMutation['placeOrder']): boolean {
  for (const error of errors) {
    say(`${error.code} at ${error.path?.join('.') ?? 'no field'}: ${error.message}`)
    if (error.__typename === 'InsufficientStock')
      for (const { sku, requested, available } of error.shortages)
        say(`  ${sku}: ${requested} wanted, ${available} left`)
  }
  if (!order) return false
  say(`\nOrder ${order.number} is ${order.status}`)
  for (const { name, quantity, lineTotal } of order.lines)
    say(`  ${quantity} × ${name}  ${lineTotal.decimal}`)
  say(`  ${order.total.decimal} ${order.total.currency}`)
  return true
}

const url = env.QUARTERMASTER_URL ?? 'http://localhost:4000/graphql'
const key = env.QUARTERMASTER_KEY
if (!key) {
  say('Set QUARTERMASTER_KEY to a key of the shop, such as `quartermaster key create` prints.')
  exit(2)
}
exit((await main({ url, key }, argv.slice(2).join(' ') || 'mug')) ? 0 : 1)
