// The same front end with urql: reads an order by the cart that it was placed from, then says whenever it changes,
// until everything is on its way. Queries go by fetch, subscriptions over server-sent events.
//
//   QUARTERMASTER_KEY=… node --import tsx examples/storefront/follow-order.ts cart_…
import { argv, env, exit, stdout } from 'node:process'
import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { createClient } from 'graphql-sse'
import { graphql } from './generated/gql.ts'
import type { FollowSubscription, FollowSubscriptionVariables } from './generated/graphql.ts'

const Follow = graphql(`
  subscription Follow($cartId: ID!) {
    orderChanged(cartId: $cartId) {
      order {
        number
        status
        fulfilmentStatus
      }
    }
  }
`)

const url = env.QUARTERMASTER_URL ?? 'http://127.0.0.1:4000/graphql'
const headers = { Authorization: `Bearer ${env.QUARTERMASTER_KEY ?? ''}` }

const events = createClient({ url, headers })
const client = new Client({
  url,
  fetchOptions: { headers },
  preferGetMethod: false,
  exchanges: [
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe: (sink) => ({
          unsubscribe: events.subscribe(
            { query, variables: variables as Record<string, unknown> },
            sink as never,
          ),
        }),
      }),
    }),
    fetchExchange,
  ],
})

const [cartId] = argv.slice(2)
if (cartId === undefined) {
  stdout.write('Say whose order: the id of a cart.\n')
  exit(1)
}

client
  .subscription<FollowSubscription, FollowSubscriptionVariables>(String(Follow), { cartId })
  .subscribe(({ data, error }) => {
    if (error) {
      stdout.write(`${error.message}\n`)
      exit(1)
    }
    const order = data?.orderChanged.order
    if (!order) return
    stdout.write(`Order ${order.number} is ${order.status}, ${order.fulfilmentStatus}\n`)
    if (order.fulfilmentStatus === 'FULFILLED') exit(0)
  })
