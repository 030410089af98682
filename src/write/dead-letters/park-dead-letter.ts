// Gives up on an event that a reaction failed at, for an operator to see. A command like any other, so
// that the journal knows it. Only the system gives it.
import { systemActor } from '#kernel/actor.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import { integer, maybe, text } from '#kernel/input.ts'
import { park, settleDue, settleRetry } from '#kernel/reaction-tables.ts'
import type { Parking } from '#kernel/run-reactions.ts'
import { command } from '#write/command.ts'

export const parkDeadLetter = command({
  name: 'ParkDeadLetter',
  summary: 'Gives up on an event that a reaction failed at. Given by the system alone.',
  permission: 'system.react',
  input: {
    reaction: text().describe('The name of the reaction.'),
    sequence: integer({ min: 1 }).describe('The sequence of the event.'),
    index: integer({ min: 0 }).describe('Which of the events of its command.'),
    error: text({ max: 2_000 }).describe('What the last try met.'),
    attempts: integer({ min: 1 }).describe('How often it was tried.'),
    dueId: maybe(text({ max: 500 })).describe('The due command that failed, where it was one.'),
  },
  rejections: [],

  async handle({ tx, now, newId }, { dueId, ...parked }) {
    const { reaction, sequence, index } = parked
    const [letter] = await park(tx, { ...parked, id: newId('deadLetter'), at: now })
    await settleRetry(tx, { reaction, sequence, index })
    if (dueId) await settleDue(tx, { id: dueId })
    return { deadLetter: letter?.id ?? null }
  },
})

/** What reactions call after their last try. */
export async function parkWith(dispatch: Dispatch, input: Parking): Promise<void> {
  const { outcome } = await dispatch({
    command: parkDeadLetter.name,
    input,
    actor: systemActor('reactions'),
  })
  if (outcome.outcome !== 'ACCEPTED') throw new Error(`${input.reaction} could not be parked.`)
}
