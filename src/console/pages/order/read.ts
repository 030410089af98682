// All that an order's page shows, in one question.
import { graphql } from '../../generated/gql.ts'
import type { OrderPageQuery } from '../../generated/graphql.ts'

export const OrderPage = graphql(`
  query OrderPage($id: ID!) {
    order(id: $id) {
      id
      number
      version
      placedAt
      email
      customer {
        name
      }
      status
      paymentStatus
      fulfilmentStatus
      onHold
      holdReason
      cancelReason
      currency
      availableActions
      shippingAddress {
        name
        line1
        line2
        postalCode
        city
        region
        countryCode
      }
      lines {
        id
        sku
        name
        quantity
        cancelled
        inFulfilment
        fulfilled
        returned
        returnable
        isService
        unitPrice {
          decimal
          currency
        }
        gross {
          decimal
          currency
        }
        allocations {
          quantity
          location {
            id
            name
          }
        }
      }
      discounts {
        code
        name
        isRemoved
        amount {
          decimal
          currency
        }
      }
      subtotal {
        ...Amount
      }
      discountTotal {
        ...Amount
      }
      shippingTotal {
        ...Amount
      }
      taxTotal {
        ...Amount
      }
      currentTotal {
        ...Amount
      }
      captured {
        ...Amount
      }
      refunded {
        ...Amount
      }
      due {
        ...Amount
      }
      payments {
        id
        method
        provider
        reference
        captured {
          ...Amount
        }
        authorized {
          ...Amount
        }
        refunded {
          ...Amount
        }
        capturable {
          ...Amount
        }
        refundable {
          ...Amount
        }
        voidable {
          ...Amount
        }
      }
      fulfilments {
        id
        status
        createdAt
        location {
          name
        }
        trackings {
          carrier
          number
          url
        }
        lines {
          orderLineId
          sku
          quantity
        }
      }
      returns {
        id
        status
        requestedAt
        note
        lines {
          orderLineId
          sku
          name
          quantity
          reason
          restocked
          damaged
        }
      }
      notes {
        id
        at
        text
      }
      timeline(first: 50) {
        at
        sequence
        event
        summary
        actor {
          kind
          name
        }
      }
    }
    locations(first: 50) {
      nodes {
        id
        name
      }
    }
  }

  fragment Amount on Money {
    amount
    decimal
    currency
  }
`)

export type Order = NonNullable<OrderPageQuery['order']>
export type Line = Order['lines'][number]
export type Location = NonNullable<OrderPageQuery['locations']>['nodes'][number]
