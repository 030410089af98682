// What discounts refuse, and what their codes do on carts.
import { amount, flag, instant, integer, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { currency, id } from '#write/command.ts'

const discountCode = () => text().describe('The code that was entered.')
const moment = (epoch: number) => new Date(epoch).toISOString()

export const DiscountNotFound = rejection({
  name: 'DiscountNotFound',
  summary: 'There is no such discount.',
  facts: { discountId: id('discount').describe('The discount that was meant.') },
  message: ({ discountId }) => `There is no discount ${discountId}.`,
})

export const DiscountHasEnded = rejection({
  name: 'DiscountHasEnded',
  summary: 'The discount has ended already.',
  facts: {
    discountId: id('discount').describe('The discount.'),
    endsAt: instant().describe('When it ended.'),
  },
  message: ({ discountId, endsAt }) => `The discount ${discountId} ended at ${moment(endsAt)}.`,
})

export const DiscountCodeTaken = rejection({
  name: 'DiscountCodeTaken',
  summary: 'Another discount has this code, ended or not. Case makes no difference.',
  facts: { discountCode: text().describe('The code.') },
  message: ({ discountCode }) => `Another discount has the code ${discountCode}.`,
})

export const DiscountDatesReversed = rejection({
  name: 'DiscountDatesReversed',
  summary: 'The discount would end before it starts.',
  facts: {
    startsAt: instant().describe('When it would start.'),
    endsAt: instant().describe('When it would end.'),
  },
  message: ({ startsAt, endsAt }) =>
    `It would start at ${moment(startsAt)} and end at ${moment(endsAt)}.`,
})

export const DiscountLimitTooLow = rejection({
  name: 'DiscountLimitTooLow',
  summary: 'More orders hold the discount than the limit would allow.',
  facts: {
    used: integer().describe('Orders that hold it.'),
    usageLimit: integer().describe('The limit that was asked for.'),
  },
  message: ({ used, usageLimit }) => `${used} orders hold it, which is more than ${usageLimit}.`,
})

export const TooManyAutomaticDiscounts = rejection({
  name: 'TooManyAutomaticDiscounts',
  summary: 'The shop has as many automatic discounts as it can: end one first.',
  facts: { discountsMax: integer().describe('The most that can stand at once.') },
  message: ({ discountsMax }) => `At most ${discountsMax} automatic discounts can stand at once.`,
})

export const DiscountCodeUnknown = rejection({
  name: 'DiscountCodeUnknown',
  summary: 'No discount has this code.',
  facts: { discountCode: discountCode() },
  message: ({ discountCode }) => `No discount has the code ${discountCode}.`,
})

export const DiscountCodeNotOnCart = rejection({
  name: 'DiscountCodeNotOnCart',
  summary: 'The cart does not have this code.',
  facts: { cartId: id('cart').describe('The cart.'), discountCode: discountCode() },
  message: ({ cartId, discountCode }) =>
    `The cart ${cartId} does not have the code ${discountCode}.`,
})

export const TooManyDiscountCodes = rejection({
  name: 'TooManyDiscountCodes',
  summary: 'The cart, or the order, can hold no more codes than the limit that is stated.',
  facts: { codesMax: integer().describe('The most codes that it can hold.') },
  message: ({ codesMax }) => `A cart or an order can hold at most ${codesMax} codes.`,
})

export const DiscountNotStarted = rejection({
  name: 'DiscountNotStarted',
  summary: 'The discount of a code does not hold yet.',
  facts: { discountCode: discountCode(), startsAt: instant().describe('From when on it does.') },
  message: ({ discountCode, startsAt }) => `${discountCode} holds from ${moment(startsAt)}.`,
})

export const DiscountExpired = rejection({
  name: 'DiscountExpired',
  summary: 'The discount of a code no longer holds.',
  facts: { discountCode: discountCode(), endsAt: instant().describe('When it ended.') },
  message: ({ discountCode, endsAt }) => `${discountCode} ended at ${moment(endsAt)}.`,
})

export const DiscountLimitReached = rejection({
  name: 'DiscountLimitReached',
  summary: 'As many orders as the limit allows hold the discount of a code.',
  facts: {
    discountCode: discountCode(),
    usageLimit: integer().describe('How many orders may.'),
    isPerCustomer: flag().describe('True where it is the limit of this customer.'),
  },
  message: ({ discountCode, usageLimit, isPerCustomer }) =>
    `${discountCode} can be used ${usageLimit} times${isPerCustomer ? ' by one customer' : ''}.`,
})

export const DiscountCurrencyMismatch = rejection({
  name: 'DiscountCurrencyMismatch',
  summary: 'The discount of a code holds in another currency.',
  facts: {
    discountCode: discountCode(),
    required: currency().describe('The currency that it holds in.'),
    found: currency().describe('The currency of the cart.'),
  },
  message: ({ discountCode, required, found }) =>
    `${discountCode} holds in ${required}, found ${found}.`,
})

export const DiscountWithoutGoods = rejection({
  name: 'DiscountWithoutGoods',
  summary: 'The cart has none of the goods that the discount of a code is for.',
  facts: { discountCode: discountCode() },
  message: ({ discountCode }) => `The cart has nothing that ${discountCode} is for.`,
})

export const DiscountMinimumNotMet = rejection({
  name: 'DiscountMinimumNotMet',
  summary: 'The goods that the discount of a code is for cost less than its minimum.',
  facts: {
    discountCode: discountCode(),
    minimum: amount().describe('What they must cost together before discounts, in minor units.'),
    subtotal: amount().describe('What they do cost.'),
    currency: currency().describe('In which currency.'),
  },
  message: ({ discountCode, minimum, subtotal, currency }) =>
    `${discountCode} needs goods for ${minimum} ${currency}, found ${subtotal}.`,
})

export const DiscountNotCombinable = rejection({
  name: 'DiscountNotCombinable',
  summary: 'The discount of a code can not stand beside that of a code that was entered before.',
  facts: {
    discountCode: discountCode(),
    otherCode: text().describe('The code that it can not stand beside.'),
  },
  message: ({ discountCode, otherCode }) =>
    `${discountCode} can not be combined with ${otherCode}.`,
})
