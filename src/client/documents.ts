// The operations that a shop window asks, ready to be sent: typed by the schema, and each with its hash. Whoever shows
// more writes documents of their own.
import { graphql } from './generated/gql.ts'

export type * from './generated/graphql.ts'

/** What is for sale, found by words that may be wrong here and there, a page at a time. */
export const SearchProducts = graphql(`
  query SearchProducts(
    $query: String
    $first: Int
    $after: String
    $currency: CurrencyCode
    $where: ProductSearchWhere
    $orderBy: ProductSearchOrderBy
  ) {
    searchProducts(
      query: $query
      first: $first
      after: $after
      currency: $currency
      where: $where
      orderBy: $orderBy
    ) {
      totalCount
      correctedQuery
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...ProductCard
      }
    }
  }

  fragment ProductCard on Product {
    id
    name
    slug
    lowestPrice(currency: $currency) {
      ...Price
    }
    variants {
      id
      sku
      name
      availability
    }
  }

  fragment Price on Money {
    amount
    decimal
    currency
  }
`)

/** One product with all that its page shows. */
export const ProductBySlug = graphql(`
  query ProductBySlug($slug: String!, $currency: CurrencyCode) {
    product(slug: $slug) {
      id
      name
      slug
      description
      collections {
        id
        name
        slug
      }
      variants {
        id
        sku
        name
        availability
        price(currency: $currency) {
          ...Price
        }
      }
    }
  }
`)

/** A cart as it stands, with what is wrong with it. */
export const CartById = graphql(`
  query CartById($id: ID!) {
    cart(id: $id) {
      ...CartAsItIs
    }
  }

  fragment CartAsItIs on Cart {
    id
    status
    currency
    discountCodes
    lines {
      id
      quantity
      unitPrice {
        ...Price
      }
      lineTotal {
        ...Price
      }
      variant {
        id
        sku
        name
        productName
      }
    }
    shippingMethod {
      id
      name
    }
    shippingMethods {
      id
      name
      price {
        ...Price
      }
    }
    subtotal {
      ...Price
    }
    discountTotal {
      ...Price
    }
    shippingTotal {
      ...Price
    }
    taxTotal {
      ...Price
    }
    total {
      ...Price
    }
    problems {
      code
      message
      lineId
      available
    }
  }
`)

export const StartCart = graphql(`
  mutation StartCart($input: StartCartInput!) {
    startCart(input: $input) {
      cart {
        ...CartAsItIs
      }
      errors {
        ...Why
      }
      receipt {
        ...Receipt
      }
    }
  }

  fragment Receipt on CommandReceipt {
    sequence
    replayed
  }

  fragment Why on CommandError {
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
`)

/** So many of a variant from now on; 0 takes it out. */
export const SetCartLine = graphql(`
  mutation SetCartLine($input: SetCartLineInput!) {
    setCartLine(input: $input) {
      cart {
        ...CartAsItIs
      }
      errors {
        ...Why
      }
      receipt {
        ...Receipt
      }
    }
  }
`)

export const ApplyDiscountCode = graphql(`
  mutation ApplyDiscountCode($input: ApplyDiscountCodeInput!) {
    applyDiscountCode(input: $input) {
      cart {
        ...CartAsItIs
      }
      errors {
        ...Why
      }
      receipt {
        ...Receipt
      }
    }
  }
`)

export const RemoveDiscountCode = graphql(`
  mutation RemoveDiscountCode($input: RemoveDiscountCodeInput!) {
    removeDiscountCode(input: $input) {
      cart {
        ...CartAsItIs
      }
      errors {
        ...Why
      }
      receipt {
        ...Receipt
      }
    }
  }
`)

export const SetCartAddress = graphql(`
  mutation SetCartAddress($input: SetCartAddressInput!) {
    setCartAddress(input: $input) {
      cart {
        ...CartAsItIs
      }
      errors {
        ...Why
      }
      receipt {
        ...Receipt
      }
    }
  }
`)

export const ChooseShipping = graphql(`
  mutation ChooseShipping($input: ChooseShippingInput!) {
    chooseShipping(input: $input) {
      cart {
        ...CartAsItIs
      }
      errors {
        ...Why
      }
      receipt {
        ...Receipt
      }
    }
  }
`)

/** Whoever has placed it sees it: the id of its cart is the right to it. */
export const PlaceOrder = graphql(`
  mutation PlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      order {
        ...OrderAsItIs
      }
      errors {
        ...Why
      }
      receipt {
        ...Receipt
      }
    }
  }

  fragment OrderAsItIs on Order {
    id
    number
    placedAt
    status
    paymentStatus
    fulfilmentStatus
    email
    lines {
      id
      sku
      name
      quantity
      cancelled
      fulfilled
      gross {
        ...Price
      }
    }
    currentTotal {
      ...Price
    }
    due {
      ...Price
    }
    fulfilments {
      id
      status
      trackings {
        carrier
        number
        url
      }
    }
  }
`)

/** The order of a cart as it stands, then whenever it changes. */
export const OrderChanged = graphql(`
  subscription OrderChanged($cartId: ID!) {
    orderChanged(cartId: $cartId) {
      order {
        ...OrderAsItIs
      }
      sequence
    }
  }
`)
