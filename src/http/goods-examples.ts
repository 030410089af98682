// The operations of the playground by which goods leave and come back: played in order, the oldest order
// in the queue is sent, arrives, and one unit of it is returned and refunded.
import { type Example, FROM_THE_TAB_BEFORE } from './example.ts'

const OUTCOME = `    errors {
      code
      message
      path
    }`

export const GOODS_EXAMPLES: readonly Example[] = [
  {
    name: 'FulfilmentQueue',
    query: `# Goods, 1 of 9. What is to be made ready or shipped, oldest first.
query FulfilmentQueue {
  fulfilmentQueue(first: 10) {
    nodes {
      orderNumber
      placedAt
      status
      unitsOpen
      unitsReady
      order {
        id
      }
      location {
        id
        code
      }
      lines {
        orderLineId
        sku
        open
        ready
      }
    }
  }
}
`,
  },
  {
    name: 'MakeReady',
    query: `# Goods, 2 of 9. All that the location holds for the order.
mutation MakeReady($orderId: ID!, $locationId: ID!) {
  createFulfilment(
    input: { orderId: $orderId, locationId: $locationId }
  ) {
    fulfilment {
      id
      status
      lines {
        sku
        quantity
      }
    }
${OUTCOME}
  }
}
`,
    variables: { orderId: FROM_THE_TAB_BEFORE, locationId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'Ship',
    query: `# Goods, 3 of 9. On-hand falls here.
mutation Ship($fulfilmentId: ID!) {
  shipFulfilment(
    input: {
      fulfilmentId: $fulfilmentId
      trackings: [
        { carrier: "Royal Mail", number: "AB123456789GB" }
      ]
    }
  ) {
    fulfilment {
      status
      shippedAt
    }
    order {
      status
      fulfilmentStatus
      availableActions
    }
${OUTCOME}
  }
}
`,
    variables: { fulfilmentId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'Deliver',
    query: `# Goods, 4 of 9. Until it arrives, cancelFulfilment puts every unit
# back where it left.
mutation Deliver($fulfilmentId: ID!) {
  deliverFulfilment(input: { fulfilmentId: $fulfilmentId }) {
    fulfilment {
      status
      deliveredAt
    }
${OUTCOME}
  }
}
`,
    variables: { fulfilmentId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'RequestReturn',
    query: `# Goods, 5 of 9. Customers may ask this for their own orders.
mutation RequestReturn($orderId: ID!, $orderLineId: ID!) {
  requestReturn(
    input: {
      orderId: $orderId
      lines: [
        {
          orderLineId: $orderLineId
          quantity: 1
          reason: DAMAGED
        }
      ]
      note: "The handle came off."
    }
  ) {
    return {
      id
      status
    }
${OUTCOME}
  }
}
`,
    variables: { orderId: FROM_THE_TAB_BEFORE, orderLineId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'ApproveReturn',
    query: `# Goods, 6 of 9. Or rejectReturn, with a reason.
mutation ApproveReturn($returnId: ID!) {
  approveReturn(input: { returnId: $returnId }) {
    return {
      status
    }
${OUTCOME}
  }
}
`,
    variables: { returnId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'ReceiveReturn',
    query: `# Goods, 7 of 9. A damaged unit is written down and not restocked.
mutation ReceiveReturn(
  $returnId: ID!
  $locationId: ID!
  $orderLineId: ID!
) {
  receiveReturn(
    input: {
      returnId: $returnId
      locationId: $locationId
      lines: [
        { orderLineId: $orderLineId, restock: 0, damaged: 1 }
      ]
    }
  ) {
    return {
      status
      lines {
        sku
        quantity
        restocked
        damaged
      }
    }
    order {
      fulfilmentStatus
    }
${OUTCOME}
  }
}
`,
    variables: {
      returnId: FROM_THE_TAB_BEFORE,
      locationId: FROM_THE_TAB_BEFORE,
      orderLineId: FROM_THE_TAB_BEFORE,
    },
  },
  {
    name: 'RefundReturn',
    query: `# Goods, 8 of 9. The price of what came back is granted, and owed.
mutation RefundReturn($returnId: ID!) {
  refundReturn(input: { returnId: $returnId }) {
    return {
      refundGranted {
        decimal
        currency
      }
    }
    order {
      currentTotal {
        decimal
      }
      due {
        decimal
      }
    }
${OUTCOME}
  }
}
`,
    variables: { returnId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'WhatComesBack',
    query: `# Goods, 9 of 9. Every return, oldest first; where: { status: { eq: REQUESTED } }
# is what somebody has to decide about.
query WhatComesBack {
  returns(first: 10) {
    nodes {
      status
      requestedAt
      order {
        number
      }
      lines {
        sku
        reason
        quantity
        restocked
        damaged
      }
      refundGranted {
        decimal
        currency
      }
    }
  }
}
`,
  },
]
