// What metadata refuses, beside things that don't exist.
import { flag, integer } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'

/** Entries of one thing, on each side. */
export const ENTRIES_MAX = 50

export const TooManyMetadata = rejection({
  name: 'TooManyMetadata',
  summary: `A thing can have at most ${ENTRIES_MAX} public and ${ENTRIES_MAX} private metadata entries.`,
  facts: {
    isPrivate: flag().describe('True where it is the private side that would be too full.'),
    found: integer().describe('How many entries there would be.'),
    entriesMax: integer().describe('The most entries on each side.'),
  },
  message: ({ found, entriesMax }) =>
    `A thing can have at most ${entriesMax} metadata entries on each side, there would be ${found}.`,
})
