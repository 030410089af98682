// Which of a variant's prices holds at a moment. Scheduled prices switch by the clock alone.

export type PriceInterval = {
  /** The price that was set, where it is told which. */
  id?: string
  currency: string
  amount: number
  /** Epoch milliseconds; null has always held. */
  from: number | null
  /** The first moment at which it no longer holds; null holds for good. */
  until: number | null
}

/** What it costs now, or undefined where it can't be bought in the currency. */
export const priceAt = (
  prices: readonly PriceInterval[],
  currency: string,
  now: number,
): number | undefined => holdingAt(prices, currency, now)?.amount

/** Of the prices that hold now, the one that began last; of those, the one that was set last. */
export function holdingAt<Price extends PriceInterval>(
  prices: readonly Price[],
  currency: string,
  now: number,
): Price | undefined {
  let best: Price | undefined
  for (const price of prices) {
    if (price.currency !== currency) continue
    if ((price.from ?? -Infinity) > now || now >= (price.until ?? Infinity)) continue
    if (!best || (price.from ?? -Infinity) >= (best.from ?? -Infinity)) best = price
  }
  return best
}
