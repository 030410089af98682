// What a step is: numbers drawn at random, which a plan turns into a command and its prediction, by what
// stands in the model at that moment.
import type { Actor } from '#kernel/actor.ts'
import type { RowOutcome } from '#kernel/command.ts'
import type { Accepted } from '#kernel/outcome.ts'
import type { Answer, Model } from './model.ts'

/** `wish`: how it is to be answered, where it can be. `how`: once, twice at once with one key, or as a dry run. */
export type Step<Kind extends string = string> = {
  kind: Kind
  wish: 'ACCEPTED' | 'REFUSED'
  a: number
  b: number
  n: number
  how: 'ONCE' | 'TWICE' | 'DRY'
}

/** A command with its prediction. `apply` is called where it was accepted. */
export type Move = {
  command: string
  input: Record<string, unknown>
  expected: Answer
  apply: (accepted: Accepted) => void
  /** The owner unless given. */
  actor?: Actor
}

export type Plan = (model: Model, step: Step) => Move | null
/** How often each kind of step is drawn, and what it does. Null where there is nothing to do it to. */
export type Plans = Record<string, [weight: number, plan: Plan]>

export const pick = <Item>(items: readonly Item[], at: number): Item | undefined =>
  items[at % Math.max(1, items.length)]

/** One that fits three times out of four, and else one that doesn't, to be refused; any where there is none. */
export function fitting<Item>(
  items: readonly Item[],
  at: number,
  isFit: (item: Item) => boolean,
): Item | undefined {
  const wanted = items.filter((item) => isFit(item) === (at % 4 !== 0))
  return pick(wanted.length > 0 ? wanted : items, Math.floor(at / 4))
}

/** The first refusal whose reason holds. */
export const answer = (...refusals: readonly (readonly [boolean, string])[]): Answer =>
  refusals.find(([holds]) => holds)?.[1] ?? 'ACCEPTED'

export const gbp = (amount: number) => ({ amount, currency: 'GBP' })

export const iso = (at: number): string => new Date(at).toISOString()

export const ADDRESS = {
  name: 'A Shopper',
  line1: '1 High Street',
  city: 'London',
  postalCode: 'N1',
  countryCode: 'GB',
}
/** Most go to where the shop is. */
export const countryAt = (at: number): string => (at % 3 === 0 ? 'FR' : 'GB')

export const emailOf = (at: number): string => `shopper-${at % 4}@example.com`

/**
 * The same moves as rows of one command. One row is answered as its own move would be; of several each
 * stands alone, foreseen when its turn comes, since rows before it may have changed what it meets.
 */
export function inRows(command: string, field: string, plans: readonly (() => Move)[]): Move {
  const moves = plans.map((plan) => plan())
  const rows = moves.map(({ input: { variantId, ...rest } }) => ({
    ...rest,
    variant: { id: variantId },
  }))
  const isAlone = moves.length === 1
  return {
    command,
    input: { [field]: rows, policy: isAlone ? 'ALL_OR_NOTHING' : 'PER_ROW' },
    expected: isAlone ? (moves[0] as Move).expected : 'ACCEPTED',
    apply: (accepted) => {
      const results = accepted.result.results as readonly RowOutcome[]
      for (const [index, plan] of plans.entries()) {
        const { expected, apply } = plan()
        const told = results[index]?.refusal?.code ?? 'ACCEPTED'
        if (told !== expected)
          throw new Error(`Row ${index} of ${command} was ${told}, must be ${expected}.`)
        if (expected === 'ACCEPTED') apply(accepted)
      }
    },
  }
}

/** The step itself, and twice out of three another one beside it. */
export const beside = (step: Step): Step[] =>
  step.n % 3 === 0 ? [step] : [step, { ...step, a: step.a + 1, b: step.b + 1, n: step.n + 1 }]
