// What carts refuse.
import { choice, integer, maybe, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { currency, id } from '#write/command.ts'

export const CART_STATUSES = {
  OPEN: 'It can be changed and placed.',
  COMPLETED: 'It became an order.',
  ABANDONED: 'It was given up, or left alone too long.',
  MERGED: 'Its lines went into another cart of the same customer.',
} as const

const cartId = () => id('cart').describe('The cart that was meant.')

export const CartNotFound = rejection({
  name: 'CartNotFound',
  summary: "There is no such cart, or it is another customer's.",
  facts: { cartId: cartId() },
  message: ({ cartId }) => `There is no cart ${cartId}.`,
})

export const CartNotOpen = rejection({
  name: 'CartNotOpen',
  summary: 'The cart was placed, abandoned or merged, and can no longer be changed.',
  facts: {
    cartId: cartId(),
    status: choice('CartStatus', CART_STATUSES).describe('What the cart is at.'),
  },
  message: ({ cartId, status }) => `The cart ${cartId} is ${status}.`,
})

export const CartEmpty = rejection({
  name: 'CartEmpty',
  summary: 'There is nothing in the cart to place.',
  facts: { cartId: cartId() },
  message: ({ cartId }) => `There is nothing in the cart ${cartId}.`,
})

export const CartFull = rejection({
  name: 'CartFull',
  summary: 'The cart can hold no more lines than the limit that is stated.',
  facts: { linesMax: integer().describe('The most lines that a cart can hold.') },
  message: ({ linesMax }) => `A cart can hold at most ${linesMax} lines.`,
})

export const CartStillInUse = rejection({
  name: 'CartStillInUse',
  summary: 'The cart was changed after the moment that was given, and is left alone.',
  facts: { cartId: cartId() },
  message: ({ cartId }) => `The cart ${cartId} has been in use since.`,
})

export const QuantityTooLarge = rejection({
  name: 'QuantityTooLarge',
  summary: 'One line of a cart or an order can have no more units than the limit that is stated.',
  facts: {
    variantId: id('variant').describe('The variant of which there would be too many.'),
    quantityMax: integer().describe('The most units that a line can have.'),
  },
  message: ({ quantityMax }) => `A line can have at most ${quantityMax} units.`,
})

export const PriceMissing = rejection({
  name: 'PriceMissing',
  summary: "The variant has no price in the cart's currency now, and can not be bought in it.",
  facts: {
    variantId: id('variant').describe('The variant without a price.'),
    sku: text().describe('Its SKU.'),
    currency: currency().describe('The currency in which it has none.'),
  },
  message: ({ sku, currency }) => `${sku} has no price in ${currency} now.`,
})

export const ShippingAddressMissing = rejection({
  name: 'ShippingAddressMissing',
  summary: 'Neither the command nor the cart, or the draft order, says where to ship to.',
  facts: {
    cartId: maybe(id('cart')).describe('The cart that was meant, where it was one.'),
    draftOrderId: maybe(id('draftOrder')).describe('The draft order that was meant, otherwise.'),
  },
  message: ({ cartId, draftOrderId }) =>
    `It is not known where to ship ${cartId ?? draftOrderId} to.`,
})
