// What time alone brings: idle carts are abandoned, what they hold lapses, unpaid orders expire, and a
// provider answers what it was asked.
import type { Model } from '../model.ts'
import { settle } from '../orders.ts'
import { returnStranded, answer as takeAnswer, truthOf } from '../payments.ts'
import type { Step } from '../plan.ts'
import { lapse } from '../stock.ts'
import { abandon } from './carts.ts'
import { expire } from './orders.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SPANS = [MINUTE, 20 * MINUTE, HOUR, 25 * HOUR, 25 * HOUR]
const WEEK = 8 * 24 * HOUR

export const spanOf = ({ n, a }: Step): number =>
  n % 12 === 0 ? WEEK : (SPANS[a % SPANS.length] as number)

/** Everything that is due by now has happened. */
export function catchUp(model: Model): void {
  answerAll(model)
  for (const cart of model.carts)
    if (cart.status === 'OPEN' && cart.touchedAt + model.shop.cartLifetimeMs <= model.now)
      abandon(model, cart)
  lapse(model)
  for (const order of model.orders)
    if (order.status === 'PENDING' && (order.expiresAt as number) <= model.now) {
      expire(model, order)
      returnStranded(model, order)
    }
  answerAll(model)
}

/** In the order in which it was asked; an answer may have it asked for more. */
function answerAll(model: Model): void {
  for (const request of model.requests)
    if (!request.isAsked) {
      request.isAsked = true
      takeAnswer(model, request, truthOf(request))
      settle(model, request.payment.order)
    }
}
