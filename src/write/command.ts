// The words that commands are written in, bound to this shop's settings and kinds of id.

import { ID_PREFIXES, type IdKind } from '#domain/ids.ts'
import { isCurrency } from '#domain/money.ts'
import type { Shop } from '#domain/shop.ts'
import { type Context as AnyContext, commandsOf } from '#kernel/command.ts'
import { amount, currencyWhere, idOf, object } from '#kernel/input.ts'

export type Context = AnyContext<Shop, IdKind>

export const command = commandsOf<Shop, IdKind>()
export const id = idOf(ID_PREFIXES)
export const currency = () => currencyWhere(isCurrency)

/** An amount with its currency. */
export const money = () =>
  object('MoneyInput', 'An amount of money.', {
    amount: amount().describe('Minor units of the currency: 1250 is 12.50 EUR.'),
    currency: currency().describe('ISO 4217 code.'),
  })
