// The playground's tabs about money: a card is authorized and captured, some of it goes back, who owes
// whom, and what a bank tells of its own accord.
import { type Example, FROM_THE_TAB_BEFORE } from './example.ts'

export const PAYMENT_EXAMPLES: readonly Example[] = [
  {
    name: 'AuthorizePayment',
    query: `# A card terminal has authorized all that is due.
# provider: "stripe" asks Stripe, where that is connected.
mutation AuthorizePayment($orderId: ID!) {
  authorizePayment(
    input: { orderId: $orderId, provider: "manual", method: "Card terminal" }
  ) {
    payment {
      id
      clientSecret
      capturable {
        decimal
      }
    }
    order {
      paymentStatus
      availableActions
    }
    errors {
      code
      message
      path
    }
  }
}
`,
    variables: { orderId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'CapturePayment',
    query: `# What was promised is taken, and the order is paid.
mutation CapturePayment($paymentId: ID!) {
  capturePayment(input: { paymentId: $paymentId }) {
    payment {
      captured {
        decimal
      }
    }
    order {
      paymentStatus
      due {
        decimal
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
    variables: { paymentId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'RefundPayment',
    query: `# A pound goes back; never more than was taken.
mutation RefundPayment($paymentId: ID!) {
  refundPayment(
    input: {
      paymentId: $paymentId
      amount: { amount: 100, currency: "GBP" }
      reason: "Chipped on arrival"
    }
  ) {
    payment {
      refundable {
        decimal
      }
      entries {
        type
        amount {
          decimal
        }
        occurredAt
      }
    }
    errors {
      code
      message
      ... on RefundExceeded {
        requested
        refundable
      }
    }
  }
}
`,
    variables: { paymentId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'WhoOwesWhom',
    query: `# What somebody must see to: who owes whom,
# and what providers told of payments that nobody knows.
query WhoOwesWhom {
  paymentBalances(first: 10) {
    nodes {
      side
      amount {
        decimal
        currency
      }
      since
      order {
        number
      }
    }
  }
  strandedPayments {
    totalCount
  }
  unmatchedPaymentReports {
    totalCount
  }
}
`,
  },
  {
    name: 'ReportPaymentEvent',
    query: `# The bank tells of a transfer. Play it twice: it counts once.
# A report of what nobody knows waits on a list until it is matched.
mutation ReportPaymentEvent($orderId: ID!, $reference: String!) {
  reportPaymentEvent(
    input: {
      provider: "bank"
      reference: $reference
      type: CAPTURED
      amount: 100
      currency: "GBP"
      occurredAt: "2026-01-05T09:30:00Z"
      orderId: $orderId
    }
  ) {
    payment {
      provider
      reference
      captured {
        decimal
      }
    }
    order {
      paymentStatus
      due {
        decimal
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
    variables: { orderId: FROM_THE_TAB_BEFORE, reference: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'ReportDispute',
    query: `# The customer disputes the transfer, and the bank takes it away:
# it is owed again until DISPUTE_WON, and for good after DISPUTE_LOST.
mutation ReportDispute($reference: String!) {
  reportPaymentEvent(
    input: {
      provider: "bank"
      reference: $reference
      paymentReference: $reference
      type: DISPUTE_OPENED
      amount: 100
      currency: "GBP"
      occurredAt: "2026-01-19T09:30:00Z"
    }
  ) {
    order {
      paymentStatus
      disputed {
        decimal
      }
      due {
        decimal
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
    variables: { reference: FROM_THE_TAB_BEFORE },
  },
]
