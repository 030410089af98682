// The playground's tabs about an order's life beside money and goods: hold and release, who did what,
// what a customer bought, and what follows facts by itself.
import { type Example, FROM_THE_TAB_BEFORE } from './example.ts'

export const LIFECYCLE_EXAMPLES: readonly Example[] = [
  {
    name: 'HoldOrder',
    query: `# Something looks odd: nothing of it ships for now.
# This page fills the order's id in.
mutation HoldOrder($orderId: ID!) {
  holdOrder(input: { orderId: $orderId, reason: "The address looks odd" }) {
    order {
      number
      status
      onHold
      holdReason
      availableActions
    }
    errors {
      code
      message
    }
  }
}
`,
    variables: { orderId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'ReleaseOrder',
    query: `# All is well: it may ship again.
mutation ReleaseOrder($orderId: ID!) {
  releaseOrder(input: { orderId: $orderId }) {
    order {
      number
      onHold
      availableActions
    }
    errors {
      code
      message
    }
  }
}
`,
    variables: { orderId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'EditOrder',
    query: `# One more of it, by telephone. As a dry run first: what would it
# cost? Take dryRun away to do it.
mutation EditOrder($orderId: ID!, $variantId: ID!) {
  editOrder(
    input: {
      orderId: $orderId
      addLines: [
        {
          variantId: $variantId
          quantity: 1
          unitPrice: 100
          priceReason: "Promised on the telephone"
        }
      ]
      reason: "The customer called"
    }
    options: { dryRun: true }
  ) {
    order {
      number
      lines {
        sku
        quantity
        unitPrice {
          decimal
        }
      }
      total {
        decimal
      }
      due {
        decimal
      }
    }
    difference {
      decimal
      currency
    }
    errors {
      code
      message
      path
    }
  }
}
`,
    variables: { orderId: FROM_THE_TAB_BEFORE, variantId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'OrderRevisions',
    query: `# What the order was before each of its edits.
query OrderRevisions($orderId: ID!) {
  order(id: $orderId) {
    number
    edits
    revisions {
      number
      at
      reason
      lines {
        sku
        quantity
      }
      total {
        decimal
      }
    }
  }
}
`,
    variables: { orderId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'OrderTimeline',
    query: `# Who did what to it, and when.
query OrderTimeline($orderId: ID!) {
  order(id: $orderId) {
    number
    status
    expiresAt
    timeline(first: 10) {
      at
      summary
      command
      actor {
        kind
        name
      }
    }
  }
}
`,
    variables: { orderId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'OrdersOnHold',
    query: `# The work list of what is held back, and of what expires soon.
query OrdersOnHold {
  held: orders(first: 5, where: { onHold: { eq: true } }) {
    totalCount
    nodes {
      number
      heldAt
      holdReason
    }
  }
  awaited: orders(first: 5, where: { status: { eq: PENDING } }) {
    totalCount
    nodes {
      number
      expiresAt
      due {
        decimal
        currency
      }
    }
  }
}
`,
  },
  {
    name: 'CustomerHistory',
    query: `# What customers ordered, and what they paid.
query CustomerHistory {
  customers(first: 5) {
    nodes {
      name
      email
      orderCount
      lifetimeValue {
        decimal
        currency
      }
      orders(first: 3) {
        nodes {
          number
          placedAt
        }
      }
    }
  }
}
`,
  },
  {
    name: 'Reactions',
    query: `# What follows facts by itself, how far behind it is,
# and what failed for good.
query Reactions {
  reactions {
    name
    summary
    eventsBehind
    millisecondsBehind
    retrying
    deadLetters
  }
  deadLetters(first: 5, where: { status: { eq: WAITING } }) {
    nodes {
      id
      reaction
      error
      attempts
      at
    }
  }
}
`,
  },
]
