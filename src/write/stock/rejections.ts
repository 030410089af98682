// What stock refuses.
import { integer, list, object, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'
import { ON_HAND_MAX } from './limits.ts'

export const LocationNotFound = rejection({
  name: 'LocationNotFound',
  summary: 'There is no such location.',
  facts: { locationId: id('location').describe('The location that was asked for.') },
  message: ({ locationId }) => `There is no location ${locationId}.`,
})

export const LocationCodeTaken = rejection({
  name: 'LocationCodeTaken',
  summary: 'Another location has this code.',
  facts: { locationCode: text().describe('The code that is taken.') },
  message: ({ locationCode }) => `Another location has the code ${locationCode}.`,
})

export const InsufficientStock = rejection({
  name: 'InsufficientStock',
  summary: 'There is less in stock than was asked for; `shortages` says of what, and what is left.',
  facts: {
    shortages: list(
      object('StockShortage', 'A variant of which there is less than was asked for.', {
        variantId: id('variant').describe('The variant that is short.'),
        sku: text().describe('Its SKU.'),
        requested: integer().describe('Units that were asked for.'),
        available: integer().describe('Units that can be had now.'),
      }),
      { max: 1_000 },
    ).describe('One entry a variant that is short.'),
  },
  message: ({ shortages }) =>
    shortages
      .map(
        ({ sku, requested, available }) => `${sku}: ${requested} requested, ${available} available`,
      )
      .join('; '),
})

export const ServiceHasNoStock = rejection({
  name: 'ServiceHasNoStock',
  summary: 'The variant is a service: it is never counted and has no stock policy.',
  facts: {
    variantId: id('variant').describe('The variant that is a service.'),
    sku: text().describe('Its SKU.'),
  },
  message: ({ sku }) => `${sku} is a service and has no stock.`,
})

export const StockChanged = rejection({
  name: 'StockChanged',
  summary: 'The units on hand are no longer those that were expected; nothing was set.',
  facts: {
    variantId: id('variant').describe('The variant that was counted.'),
    locationId: id('location').describe('Where it was counted.'),
    expectedOnHand: integer().describe('Units that were expected to be on hand.'),
    actualOnHand: integer().describe('Units that are on hand now.'),
  },
  message: ({ expectedOnHand, actualOnHand }) =>
    `${expectedOnHand} units were expected on hand, ${actualOnHand} are.`,
})

export const SameLocation = rejection({
  name: 'SameLocation',
  summary: 'A transfer needs two locations and was given one twice.',
  facts: { locationId: id('location').describe('The location that was given twice.') },
  message: ({ locationId }) => `A transfer from ${locationId} to itself moves nothing.`,
})

export const StockLimitReached = rejection({
  name: 'StockLimitReached',
  summary: 'One location can hold no more units of a variant than the limit that is stated.',
  facts: {
    variantId: id('variant').describe('The variant of which there would be too much.'),
    locationId: id('location').describe('Where it would be.'),
    onHandMax: integer({ max: ON_HAND_MAX }).describe('The most units that can be on hand.'),
  },
  message: ({ onHandMax }) => `A location can hold at most ${onHandMax} units of a variant.`,
})
