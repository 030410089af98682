// The refusals that any command may meet, whatever it does.
import { integer, list, object, text } from './input.ts'
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

/** What every mutation may answer, beside its own refusals. */
export const COMMON_REJECTIONS = [
  InvalidInput,
  VersionConflict,
  IdempotencyKeyReused,
  Overloaded,
  TimedOut,
  OutcomeUnknown,
]
