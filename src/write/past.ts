// The date of what is entered after it happened. Only who may import the past may date a command.
import { holds } from '#kernel/actor.ts'
import { instant, maybe, text } from '#kernel/input.ts'
import { rejection } from '#kernel/rejection.ts'
import type { Context } from './command.ts'

const PERMISSION = 'orders.import'

export const occurredAtInput = () =>
  maybe(instant()).describe(
    `When it happened, for what is entered later. Now unless given; needs \`${PERMISSION}\`.`,
  )

export const PastDateDenied = rejection({
  name: 'PastDateDenied',
  summary: 'Who gave the command may not date it: that needs the permission that is stated.',
  facts: { permission: text().describe('The permission that a date of its own needs.') },
  message: ({ permission }) => `A date of its own needs the permission ${permission}.`,
})

export const DateInFuture = rejection({
  name: 'DateInFuture',
  summary: 'What is entered as past can not have happened in the future.',
  facts: { at: instant().describe('The moment that was given.') },
  message: ({ at }) => `${new Date(at).toISOString()} has not come yet.`,
})

/** The moment of a command: the one that it names, if its actor may name one, or now. */
export function momentOf(
  { actor, now }: Context,
  occurredAt: number | null | undefined,
  path: readonly string[] = ['input', 'occurredAt'],
): number {
  if (occurredAt == null) return now
  if (!holds(actor, PERMISSION)) throw new PastDateDenied({ permission: PERMISSION }, path)
  if (occurredAt > now) throw new DateInFuture({ at: occurredAt }, path)
  return occurredAt
}
