// What the benchmarks ask a shop. Each question has twenty documents, which differ in the order of their fields and in
// their names: no server can have learned them all by heart for free.
export const SHAPES = 20

export type Question = {
  name: string
  /** A document by its number. It takes `$key`. */
  document: (shape: number) => string
}

const turned = (fields: readonly string[], by: number): string =>
  [...fields.slice(by % fields.length), ...fields.slice(0, by % fields.length)].join(' ')

const variants = (shape: number) =>
  `variants { ${turned(['id', 'sku', 'name', 'price { amount currency }', 'inStock'], shape)} }`
const pageInfo = 'pageInfo { hasNextPage endCursor }'

export const productBySlug: Question = {
  name: 'productBySlug',
  document: (shape) => `query Product${shape}($key: String!) {
    product(slug: $key) { ${turned(['id', 'slug', 'name', 'description'], shape)} ${variants(shape)} }
  }`,
}

export const productList20: Question = {
  name: 'productList20',
  document: (shape) => `query Products${shape}($key: String!) {
    products(first: 20, after: $key) {
      nodes { ${turned(['id', 'slug', 'name'], shape)} ${variants(shape)} }
      ${pageInfo}
    }
  }`,
}

export const ordersPage20: Question = {
  name: 'ordersPage20',
  document: (shape) => `query Orders${shape}($key: String!) {
    orders(first: 20, after: $key) {
      nodes { ${turned(['id', 'number', 'placedAt', 'email', 'status', 'paymentStatus', 'total { amount currency }'], shape)} }
      ${pageInfo}
    }
  }`,
}

export const orderPage: Question = {
  name: 'orderPage',
  document: (shape) => `query Order${shape}($key: ID!) {
    order(id: $key) {
      ${turned(['id', 'number', 'placedAt', 'email', 'status', 'paymentStatus', 'subtotal { amount currency }', 'total { amount currency }'], shape)}
      shippingAddress { name line1 city postalCode countryCode }
      lines { ${turned(['id', 'sku', 'name', 'quantity', 'unitPrice { amount currency }'], shape)} }
    }
  }`,
}

export const search: Question = {
  name: 'search',
  document: (shape) => `query Search${shape}($key: String!) {
    searchProducts(query: $key, first: 20) {
      nodes { ${turned(['id', 'slug', 'name'], shape)} }
      ${pageInfo}
    }
  }`,
}

export type Asked = { query: string; variables: { key: string } }

/** Each key with a shape of its own; the same for the same keys. */
export const askedOf = ({ document }: Question, keys: readonly string[]): Asked[] =>
  keys.map((key, at) => ({ query: document((at * 7) % SHAPES), variables: { key } }))

/** The mutation that places an order, with the input that it takes. */
export const placeOrder = (input: object) => ({
  query: `mutation Place($input: PlaceOrderInput!) {
    placeOrder(input: $input) { order { id number total { amount currency } } errors { code message } }
  }`,
  variables: { input },
})
