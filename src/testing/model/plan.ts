// What a step is: numbers drawn at random, which a plan turns into a command and its prediction, by what
// stands in the model at that moment.
import type { Actor } from '#kernel/actor.ts'
import type { Accepted } from '#kernel/outcome.ts'
import type { Answer, Model } from './model.ts'

/** `how`: once, twice at once with one key, or as a dry run. */
export type Step<Kind extends string = string> = {
  kind: Kind
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

/** One that fits three times out of four, where any does: the rest are there to be refused. */
export function fitting<Item>(
  items: readonly Item[],
  at: number,
  isFit: (item: Item) => boolean,
): Item | undefined {
  const fit = at % 4 === 0 ? [] : items.filter(isFit)
  return pick(fit.length > 0 ? fit : items, Math.floor(at / 4))
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
export const emailOf = (at: number): string => `shopper-${at % 4}@example.com`
