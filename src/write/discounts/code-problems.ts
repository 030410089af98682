// What keeps an entered code from counting, as the refusal of whoever places a cart with it.
import type { DiscountProblem } from '#domain/discounts.ts'
import type { Rejection } from '#kernel/rejection.ts'
import {
  DiscountCurrencyMismatch,
  DiscountExpired,
  DiscountLimitReached,
  DiscountMinimumNotMet,
  DiscountNotCombinable,
  DiscountNotStarted,
  DiscountWithoutGoods,
} from './rejections.ts'

export const CODE_REJECTIONS = [
  DiscountNotStarted,
  DiscountExpired,
  DiscountLimitReached,
  DiscountCurrencyMismatch,
  DiscountWithoutGoods,
  DiscountMinimumNotMet,
  DiscountNotCombinable,
]

export function refusalOfCode(problem: DiscountProblem, path: readonly string[]): Rejection {
  switch (problem.code) {
    case 'DISCOUNT_NOT_STARTED':
      return new DiscountNotStarted(factsOf(problem), path)
    case 'DISCOUNT_EXPIRED':
      return new DiscountExpired(factsOf(problem), path)
    case 'DISCOUNT_LIMIT_REACHED':
      return new DiscountLimitReached(factsOf(problem), path)
    case 'DISCOUNT_CURRENCY_MISMATCH':
      return new DiscountCurrencyMismatch(factsOf(problem), path)
    case 'DISCOUNT_WITHOUT_GOODS':
      return new DiscountWithoutGoods(factsOf(problem), path)
    case 'DISCOUNT_MINIMUM_NOT_MET':
      return new DiscountMinimumNotMet(factsOf(problem), path)
    case 'DISCOUNT_NOT_COMBINABLE':
      return new DiscountNotCombinable(factsOf(problem), path)
  }
}

function factsOf<P extends DiscountProblem>({ code: _, ...facts }: P) {
  return facts
}
