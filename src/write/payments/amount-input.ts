// An amount that a payment command takes: at least one minor unit, in the order's currency.
import { money } from '#write/command.ts'

export const amountToMove = () =>
  money().refine(({ amount }) => amount !== 0, { error: 'must be at least 1', path: ['amount'] })
