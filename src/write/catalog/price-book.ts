// The prices that variants have, as they were set, and what is added to them: each addition within
// bounds, and written together at the end.
import { asc } from 'drizzle-orm'
import { outlived } from '#domain/price-timeline.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, insertInto, listOf, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { PRICES_PER_CURRENCY_MAX } from './limits.ts'
import { PriceNeverHolds, TooManyPrices } from './rejections.ts'
import { prices } from './tables.ts'

export type Price = typeof prices.$inferSelect
export type WantedPrice = Pick<Price, 'variantId' | 'currency' | 'amount' | 'from' | 'until'>

export type PriceBook = {
  /** Refuses what could never hold, or is one too many. `path` is that of the price. */
  add: (wanted: WantedPrice, path: readonly string[]) => void
  write: () => Promise<void>
}

/** All prices of these variants, in the order in which they were set. */
export async function pricesOf(
  tx: Connection,
  variantIds: readonly string[],
): Promise<Map<string, Price[]>> {
  const standing = new Map<string, Price[]>(variantIds.map((id) => [id, []]))
  for (const price of await pricesBy(tx, { ids: listOf(variantIds) }))
    standing.get(price.variantId)?.push(price)
  return standing
}

export function priceBook(
  { tx, now, newId }: Context,
  known: ReadonlyMap<string, readonly Price[]>,
): PriceBook {
  const standing = new Map([...known].map(([variantId, prices]) => [variantId, [...prices]]))
  const added: Price[] = []
  const forgotten: string[] = []

  /** Past prices are history, kept while there is room. */
  function makeRoom(own: readonly Price[], path: readonly string[]): void {
    const [first] = own
    if (!first || own.length < PRICES_PER_CURRENCY_MAX) return
    const [oldest] = outlived(own, now)
    const { variantId, currency } = first
    if (!oldest)
      throw new TooManyPrices({ variantId, currency, pricesMax: PRICES_PER_CURRENCY_MAX }, path)
    forgotten.push(oldest.id)
    const kept = standing.get(variantId) as Price[]
    kept.splice(kept.indexOf(oldest), 1)
  }

  return {
    add: (wanted, path) => {
      const { variantId, currency, from, until } = wanted
      if (until !== null && (until <= (from ?? now) || until <= now))
        throw new PriceNeverHolds({ from: from ?? now, until }, [...path, 'until'])
      const all = standing.get(variantId) as Price[]
      makeRoom(
        all.filter((price) => price.currency === currency),
        path,
      )
      const price = { ...wanted, id: newId('price'), position: (all.at(-1)?.position ?? -1) + 1 }
      all.push(price)
      added.push(price)
    },
    write: async () => {
      const isForgotten = new Set(forgotten)
      if (forgotten.length > 0) await removePrices(tx, { ids: listOf(forgotten) })
      await insertPriceRows(
        tx,
        added.filter(({ id }) => !isForgotten.has(id)),
      )
    },
  }
}

export const insertPriceRows = insertInto(prices)

export const removePrices = statement((db, $: Params<{ ids: string }>) =>
  db.delete(prices).where(inList(prices.id, $.ids)),
)

const pricesBy = statement((db, $: Params<{ ids: string }>) =>
  db
    .select()
    .from(prices)
    .where(inList(prices.variantId, $.ids))
    .orderBy(asc(prices.variantId), asc(prices.position)),
)
