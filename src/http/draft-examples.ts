// The playground's tabs about orders that staff take: put together at a price of their own, changed and
// completed.
import { type Example, FROM_THE_TAB_BEFORE } from './example.ts'

export const DRAFT_EXAMPLES: readonly Example[] = [
  {
    name: 'CreateDraftOrder',
    query: `# Somebody calls, and was promised a price. Nothing is held back yet.
# This page fills the variant's id in.
mutation CreateDraftOrder($variantId: ID!) {
  createDraftOrder(
    input: {
      currency: "GBP"
      email: "ada@example.com"
      lines: [
        {
          variantId: $variantId
          quantity: 1
          unitPrice: 100
          priceReason: "Promised at the fair"
        }
      ]
    }
  ) {
    draftOrder {
      id
      name
      lines {
        unitPrice {
          decimal
        }
        catalogPrice {
          decimal
        }
        priceReason
      }
      total {
        decimal
        currency
      }
      problems {
        code
        message
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
    name: 'UpdateDraftOrder',
    query: `# They say where it goes. What is left out stays as it is.
mutation UpdateDraftOrder($draftOrderId: ID!) {
  updateDraftOrder(
    input: {
      draftOrderId: $draftOrderId
      note: "Ring twice"
      shippingAddress: {
        name: "Ada Lovelace"
        line1: "12 St James's Square"
        city: "London"
        postalCode: "SW1Y 4JH"
        countryCode: "GB"
      }
    }
  ) {
    draftOrder {
      version
      total {
        decimal
        currency
      }
      problems {
        code
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
    variables: { draftOrderId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'CompleteDraftOrder',
    query: `# It becomes an order, for what the draft said. Played again, it is the same order.
mutation CompleteDraftOrder($draftOrderId: ID!) {
  completeDraftOrder(input: { draftOrderId: $draftOrderId }) {
    order {
      number
      status
      total {
        decimal
        currency
      }
      lines {
        sku
        priceReason
      }
      notes {
        text
      }
    }
    draftOrder {
      status
    }
    errors {
      code
      message
    }
  }
}
`,
    variables: { draftOrderId: FROM_THE_TAB_BEFORE },
  },
  {
    name: 'DraftOrders',
    query: `# What is still to be completed, and what stands in its way.
query DraftOrders {
  draftOrders(first: 10, where: { status: { eq: OPEN } }) {
    totalCount
    nodes {
      name
      updatedAt
      total {
        decimal
        currency
      }
      problems {
        code
        message
      }
    }
  }
}
`,
  },
]
