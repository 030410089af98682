// Steps of whoever looks after the shop: what a reaction gave up is retried or dropped.
import type { Model, ModelLetter } from '../model.ts'
import { answer, fitting, type Move, type Plans } from '../plan.ts'

export const deadLetterSteps = {
  parkDeadLetter: [
    1.5,
    (model) => ({
      command: 'ParkDeadLetter',
      input: {
        ...{ reaction: 'a-reaction-of-yesterday', sequence: model.letters.length + 1, index: 0 },
        ...{ error: 'It was not there.', attempts: 10 },
      },
      expected: 'ACCEPTED',
      apply: ({ result }) =>
        void model.letters.push({ id: result.deadLetter as string, isWaiting: true }),
    }),
  ],
  retryDeadLetter: [3.5, (model, { a }) => settling(model, 'RetryDeadLetter', a, {})],
  dropDeadLetter: [3.5, (model, { a }) => settling(model, 'DropDeadLetter', a, { reason: 'Old.' })],
} satisfies Plans

function settling(model: Model, command: string, at: number, given: object): Move | null {
  const letter = fitting(model.letters, at, ({ isWaiting }: ModelLetter) => isWaiting)
  return letter
    ? {
        command,
        input: { deadLetterId: letter.id, ...given },
        expected: answer([!letter.isWaiting, 'DEAD_LETTER_SETTLED']),
        apply: () => {
          letter.isWaiting = false
        },
      }
    : null
}
