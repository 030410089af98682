// What stock refuses.

import { integer, list, object, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import { id } from '#write/command.ts'

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
