// What shipping methods refuse, and what choosing one does.
import { integer, maybe, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { currency, id } from '#write/command.ts'

const shippingMethodId = () => id('shippingMethod').describe('The method that was meant.')

export const ShippingMethodNotFound = rejection({
  name: 'ShippingMethodNotFound',
  summary: 'There is no such shipping method.',
  facts: { shippingMethodId: shippingMethodId() },
  message: ({ shippingMethodId }) => `There is no shipping method ${shippingMethodId}.`,
})

export const ShippingMethodIsArchived = rejection({
  name: 'ShippingMethodIsArchived',
  summary: 'The shipping method is no longer offered, and can not be changed.',
  facts: { shippingMethodId: shippingMethodId() },
  message: ({ shippingMethodId }) => `The shipping method ${shippingMethodId} is archived.`,
})

export const ShippingMethodUnavailable = rejection({
  name: 'ShippingMethodUnavailable',
  summary:
    'The shipping method is not offered for what is in the cart, where it goes, or its currency. The facts say what was looked at.',
  facts: {
    shippingMethodId: shippingMethodId(),
    countryCode: text().describe('Where to, as ISO 3166-1 alpha-2.'),
    currency: currency().describe('In which currency.'),
    weight: integer().describe('What the goods weigh together, in grams.'),
    subtotal: integer().describe('What the goods cost together before discounts, in minor units.'),
  },
  message: ({ shippingMethodId, countryCode, currency, weight, subtotal }) =>
    `The shipping method ${shippingMethodId} has no price in ${currency} for ${weight} g worth ${subtotal} to ${countryCode}.`,
})

export const ShippingBracketsInvalid = rejection({
  name: 'ShippingBracketsInvalid',
  summary:
    'The brackets of a shipping method contradict each other: in each currency each must end above the one before, and only the last may be without end. A flat price has one bracket a currency, without end.',
  facts: {
    currency: currency().describe('The currency whose brackets are meant.'),
    upTo: maybe(integer({ max: 1_000_000_000_000 })).describe('The bracket; null is without end.'),
  },
  message: ({ currency, upTo }) =>
    `The bracket up to ${upTo ?? 'no end'} in ${currency} can not follow the one before it.`,
})

export const TooManyShippingMethods = rejection({
  name: 'TooManyShippingMethods',
  summary: 'The shop offers as many shipping methods as it can: archive one first.',
  facts: { methodsMax: integer().describe('The most that can be offered at once.') },
  message: ({ methodsMax }) => `At most ${methodsMax} shipping methods can be offered at once.`,
})
