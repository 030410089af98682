// The refusals that any command may meet, whatever it does.
import { integer, list, maybe, object, text } from './input.ts'
import { rejection } from './rejection.ts'

export const InvalidInput = rejection({
  name: 'InvalidInput',
  summary: 'The input breaks a limit or a form; `problems` lists every field that does.',
  facts: {
    problems: list(
      object('InputProblem', 'A field of the input that can not be taken.', {
        path: list(text().describe('A step of the way to the field.'), { max: 20 }).describe(
          'Where the field stands, from `input` down.',
        ),
        message: text({ max: 500 }).describe('What was required and what was found.'),
      }),
      { max: 1_000 },
    ).describe('Every field that can not be taken.'),
  },
  message: ({ problems }) =>
    problems.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '),
})

export const VersionConflict = rejection({
  name: 'VersionConflict',
  summary: 'The object has changed since the version that was expected.',
  facts: {
    expectedVersion: integer().describe('The version that the command expected.'),
    actualVersion: integer().describe('The version that the object has now.'),
  },
  message: ({ expectedVersion, actualVersion }) =>
    `Version ${expectedVersion} was expected, the object is at version ${actualVersion}.`,
})

export const IdempotencyKeyReused = rejection({
  name: 'IdempotencyKeyReused',
  summary: 'The idempotency key was used before, with another command or another input.',
  facts: { idempotencyKey: text().describe('The key that was used before.') },
  message: ({ idempotencyKey }) =>
    `The idempotency key ${JSON.stringify(idempotencyKey)} was used before with another command or input.`,
})

export const Overloaded = rejection({
  name: 'Overloaded',
  summary: 'Too many commands wait already. Nothing was done; try again later.',
  facts: { retryAfterMs: integer().describe('Milliseconds to wait before the next try.') },
  message: ({ retryAfterMs }) =>
    `Too many commands wait already. Try again in ${retryAfterMs} milliseconds.`,
})

export const TimedOut = rejection({
  name: 'TimedOut',
  summary: 'The command waited longer than its deadline. Nothing was done.',
  facts: {
    waitedMs: integer({ max: Number.MAX_SAFE_INTEGER }).describe('Milliseconds that it waited.'),
  },
  message: ({ waitedMs }) =>
    `The command waited ${waitedMs} milliseconds, longer than its deadline, and was not run.`,
})

export const OutcomeUnknown = rejection({
  name: 'OutcomeUnknown',
  summary:
    'It is not known whether the command was carried out. Sending it again with the same idempotency key is safe and tells.',
  facts: {},
  message: () =>
    'It is not known whether the command was carried out. Send it again with the same idempotency key.',
})

export const StorageFailed = rejection({
  name: 'StorageFailed',
  summary:
    'The database can not be written at present: its disk is full, fails, or is held by another process. Nothing was done; try again later.',
  facts: { retryAfterMs: integer().describe('Milliseconds to wait before the next try.') },
  message: ({ retryAfterMs }) =>
    `The database can not be written at present. Try again in ${retryAfterMs} milliseconds.`,
})

export const RowsRefused = rejection({
  name: 'RowsRefused',
  summary: 'Several rows of a bulk command were refused, and the whole of it with them.',
  facts: {
    rows: list(
      object('RefusedRow', 'A row that was refused.', {
        code: text().describe('Why, as a code.'),
        message: text({ max: 10_000 }).describe('Why, in English.'),
        path: maybe(list(text().describe('A step of the way to the field.'), { max: 20 })).describe(
          'The field of the row that is to blame, from `input` down.',
        ),
      }),
      { max: 1_000 },
    ).describe('One entry a row that was refused, in the order of the input.'),
  },
  message: ({ rows }) => `${rows.length} rows were refused, and the whole with them.`,
})

/** What every mutation may answer, beside its own refusals. */
export const COMMON_REJECTIONS = [
  InvalidInput,
  VersionConflict,
  IdempotencyKeyReused,
  Overloaded,
  TimedOut,
  OutcomeUnknown,
  StorageFailed,
]

/** Not a command's last word: the same again, with the same key, may be taken later. */
export const PASSING_CODES: readonly string[] = [
  Overloaded.code,
  TimedOut.code,
  OutcomeUnknown.code,
  StorageFailed.code,
]
