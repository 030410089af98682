// What placing and importing orders refuse.
import { amount, instant, integer, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'

export const OrderAlreadyImported = rejection({
  name: 'OrderAlreadyImported',
  summary: 'An order with this external id was taken before, or stands twice in the input.',
  facts: { externalId: text().describe('The external id.') },
  message: ({ externalId }) => `The order ${externalId} was imported before.`,
})

export const OrderDateInFuture = rejection({
  name: 'OrderDateInFuture',
  summary: 'A past order can not have been placed in the future.',
  facts: { placedAt: instant().describe('The moment that was given.') },
  message: ({ placedAt }) => `${new Date(placedAt).toISOString()} has not come yet.`,
})

export const TooManyOrderLines = rejection({
  name: 'TooManyOrderLines',
  summary: 'The orders of one import have more lines together than the limit that is stated.',
  facts: {
    found: integer().describe('Lines that were given.'),
    linesMax: integer().describe('The most lines that one import may have.'),
  },
  message: ({ found, linesMax }) => `One import has at most ${linesMax} lines, found ${found}.`,
})

export const OrderTooLarge = rejection({
  name: 'OrderTooLarge',
  summary: 'A line or the whole order would cost more than the limit that is stated.',
  facts: { totalMax: amount().describe('The most that an order can cost, in minor units.') },
  message: ({ totalMax }) => `An order can cost at most ${totalMax} minor units.`,
})

export const ImportedPriceInvalid = rejection({
  name: 'ImportedPriceInvalid',
  summary: 'A past order says that more was taken off, or was tax, than there was to take it of.',
  facts: {
    price: amount().describe('What there was, in minor units.'),
    found: amount().describe('What was given.'),
  },
  message: ({ price, found }) => `Of ${price} at most ${price} can be that, found ${found}.`,
})

export const TooManyVariants = rejection({
  name: 'TooManyVariants',
  summary: 'The orders of one import name more variants together than the limit that is stated.',
  facts: {
    found: integer().describe('Variants that were named.'),
    variantsMax: integer().describe('The most variants that one import may name.'),
  },
  message: ({ found, variantsMax }) =>
    `One import names at most ${variantsMax} variants, found ${found}.`,
})
