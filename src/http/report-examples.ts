// Reports, as an operation of the playground each: over the month that the demo holds.
import type { Example } from './example.ts'

export const REPORT_EXAMPLES: readonly Example[] = [
  {
    name: 'WhatSells',
    query: `# Reports, 1 of 2. A month by variant and by country. The same as CSV:
# quartermaster report sales-by-variant --from 2010-12-01 --to 2010-12-31
query WhatSells($from: Date!, $to: Date!) {
  salesByVariant(from: $from, to: $to) {
    totals {
      units
      gross {
        decimal
        currency
      }
    }
    rows(first: 10, orderBy: UNITS) {
      totalCount
      nodes {
        variant {
          sku
          name
        }
        orders
        units
        gross {
          decimal
        }
      }
    }
  }
  salesByCountry(from: $from, to: $to) {
    rows {
      countryCode
      orders
      gross {
        decimal
      }
    }
  }
}
`,
    variables: { from: '2010-12-01', to: '2010-12-31' },
  },
  {
    name: 'ForTheBooks',
    query: `# Reports, 2 of 2. What an accountant asks for: tax by country and rate,
# what went back, what discounts took, what the stock is worth.
query ForTheBooks($from: Date!, $to: Date!) {
  taxSummary(from: $from, to: $to) {
    rows {
      countryCode
      percent
      net {
        decimal
      }
      tax {
        decimal
      }
      gross {
        decimal
      }
    }
  }
  refundsByDay(from: $from, to: $to) {
    totals {
      refunds
      amount {
        decimal
      }
    }
    rows {
      day
      provider
      refunds
      amount {
        decimal
      }
    }
  }
  salesByDiscount(from: $from, to: $to) {
    rows {
      nodes {
        discount {
          code
          name
        }
        orders
        discounted {
          decimal
        }
      }
    }
  }
  stockValuation {
    totals {
      onHand
      unitsWithoutCost
      value {
        decimal
      }
    }
  }
}
`,
    variables: { from: '2010-12-01', to: '2010-12-31' },
  },
]
