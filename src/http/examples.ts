// The operations that wait in the playground's tabs: play the first four in order and an order is
// placed. A variable that says so is filled in from the tab before, by fill-in.js.
import { DRAFT_EXAMPLES } from './draft-examples.ts'
import { type Example, FROM_THE_TAB_BEFORE } from './example.ts'
import { GOODS_EXAMPLES } from './goods-examples.ts'
import { LIFECYCLE_EXAMPLES } from './lifecycle-examples.ts'
import { LIVE_EXAMPLES } from './live-examples.ts'
import { PAYMENT_EXAMPLES } from './payment-examples.ts'
import { REPORT_EXAMPLES } from './report-examples.ts'

export const EXAMPLES: readonly Example[] = [
  {
    name: 'BrowseProducts',
    query: `# 1 of 4. What is for sale.
# Press play, then go on to the next tab.
query BrowseProducts {
  products(first: 10) {
    nodes {
      name
      slug
      variants {
        id
        sku
        price {
          decimal
          currency
        }
        available
      }
    }
  }
}
`,
  },
  {
    name: 'StartCart',
    query: `# 2 of 4. A cart with two of the first thing in stock.
# This page fills its id in; pass your own $variantId elsewhere.
mutation StartCart($variantId: ID!) {
  startCart(
    input: {
      currency: "GBP"
      lines: [{ variantId: $variantId, quantity: 2 }]
    }
  ) {
    cart {
      id
      version
      lines {
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
      code
      message
      path
    }
  }
}
`,
    variables: { variantId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'PlaceOrder',
    query: `# 3 of 4. The cart becomes an order: stock is allocated,
# prices are frozen, a number is given.
mutation PlaceOrder($cartId: ID!) {
  placeOrder(
    input: {
      cartId: $cartId
      email: "ada@example.com"
      shippingAddress: {
        name: "Ada Lovelace"
        line1: "12 St James's Square"
        city: "London"
        postalCode: "SW1Y 4JH"
        countryCode: "GB"
      }
    }
  ) {
    order {
      id
      number
      status
      total {
        decimal
        currency
      }
    }
    errors {
      code
      message
      path
    }
    receipt {
      sequence
      replayed
    }
  }
}
`,
    variables: { cartId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'LatestOrders',
    query: `# 4 of 4. There it is, before all others.
query LatestOrders {
  orders(first: 5) {
    nodes {
      number
      status
      paymentStatus
      fulfilmentStatus
      placedAt
      email
      lines {
        sku
        name
        quantity
      }
      total {
        decimal
        currency
      }
    }
  }
}
`,
  },
  ...LIFECYCLE_EXAMPLES,
  ...PAYMENT_EXAMPLES,
  ...GOODS_EXAMPLES,
  ...DRAFT_EXAMPLES,
  ...REPORT_EXAMPLES,
  ...LIVE_EXAMPLES,
]
