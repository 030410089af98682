// A shop window in one page: finds products, fills a cart, places the order, and says how it fares from then on.
/// <reference lib="dom" />
import { accepted, createClient } from 'quartermaster/client'
import { graphql } from './generated/gql.ts'
import type { FillCartMutation } from './generated/graphql.ts'

const Products = graphql(`
  query Products($query: String) {
    shop { currency countryCode }
    searchProducts(query: $query, first: 12, where: { inStock: true }) {
      nodes { name variants { id price { decimal currency } } }
    }
  }
`)
const StartShopping = graphql(`
  mutation StartShopping($input: StartCartInput!) {
    startCart(input: $input) { cart { id } errors { code message } }
  }
`)
const FillCart = graphql(`
  mutation FillCart($input: SetCartLineInput!) {
    setCartLine(input: $input) {
      cart { id total { decimal currency } lines { quantity variant { id productName } } }
      errors { code message }
    }
  }
`)
const CheckOut = graphql(`
  mutation CheckOut($input: PlaceOrderInput!) {
    placeOrder(input: $input) { errors { code message } }
  }
`)
const Progress = graphql(`
  subscription Progress($cartId: ID!) {
    orderChanged(cartId: $cartId) { order { number status } }
  }
`)

const client = createClient({ url: `${location.origin}/graphql`, key: import.meta.env.VITE_KEY })
const place = (id: string) => document.getElementById(id) as HTMLElement
const say = (text: string) => place('said').replaceChildren(text)
let shop = { currency: '', countryCode: '' }
let cartId: string | undefined
let lines: NonNullable<FillCartMutation['setCartLine']['cart']>['lines'] = []

function row(text: string, label = '', act = async () => {}): HTMLElement {
  const item = document.createElement('li')
  item.append(`${text} `)
  if (label === '') return item
  const button = Object.assign(document.createElement('button'), { textContent: label })
  button.addEventListener('click', () => act().catch(tell))
  item.append(button)
  return item
}

async function find(query: string) {
  const found = await client.query(Products, { query })
  shop = found.shop
  const rows = found.searchProducts?.nodes.flatMap(({ name, variants }) =>
    variants.map(({ id, price }) =>
      row(`${name}, ${price?.decimal} ${price?.currency}`, `Add ${name}`, () => add(id)),
    ),
  )
  place('products').replaceChildren(...(rows ?? []))
}

async function add(variantId: string) {
  const { currency } = shop
  if (cartId === undefined) {
    const { startCart } = await client.mutate(StartShopping, { input: { currency } })
    cartId = accepted(startCart).cart?.id ?? ''
  }
  const had = lines.find(({ variant }) => variant?.id === variantId)?.quantity ?? 0
  const input = { cartId, variantId, quantity: had + 1 }
  const { cart } = accepted((await client.mutate(FillCart, { input })).setCartLine)
  lines = cart?.lines ?? []
  const rows = lines.map(({ quantity, variant }) => row(`${quantity} × ${variant?.productName}`))
  place('cart').replaceChildren(...rows, row(`${cart?.total.decimal} ${cart?.total.currency}`))
}

async function checkOut(email: string) {
  if (cartId === undefined) return say('The cart is empty.')
  const street = { name: 'Ada Lovelace', line1: '12 St James’s Square', postalCode: 'SW1Y 4JH' }
  const shippingAddress = { ...street, city: 'London', countryCode: shop.countryCode }
  accepted(
    (await client.mutate(CheckOut, { input: { cartId, email, shippingAddress } })).placeOrder,
  )
  for await (const { orderChanged } of client.subscribe(Progress, { cartId }))
    say(`Order ${orderChanged.order?.number} is ${orderChanged.order?.status}`)
}

const tell = (fault: Error) => say(fault.message)
const typed = (id: string) => (place(id) as HTMLInputElement).value
place('search').addEventListener('input', () => find(typed('search')).catch(tell))
place('checkout').addEventListener('submit', (event) => {
  event.preventDefault()
  checkOut(typed('email')).catch(tell)
})
find('').catch(tell)
