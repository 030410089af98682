// What happens now, as it happens: play one, then change something in another tab.
import type { Example } from './example.ts'

export const LIVE_EXAMPLES: readonly Example[] = [
  {
    name: 'WatchOrders',
    query: `# Live, 1 of 2. Press play and leave it open: every order, whenever it changes.
# Place one in another window, and it shows up here.
subscription WatchOrders {
  orderChanged {
    order {
      number
      status
      paymentStatus
      fulfilmentStatus
      total {
        decimal
        currency
      }
    }
  }
}
`,
  },
  {
    name: 'WatchFacts',
    query: `# Live, 2 of 2. Every fact that the shop records, in order. Give the last cursor as
# $after, and it goes on from there without a gap.
subscription WatchFacts($after: String) {
  eventRecorded(after: $after) {
    cursor
    event {
      name
      aggregateId
      data
    }
  }
}
`,
  },
]
