// A variant's prices laid out in time: intervals that don't overlap, so that each moment has one price
// and an index can find it. Time can't change them; it only moves along them.
import { type PriceInterval, priceAt } from './pricing.ts'

/** What holds when, for each currency: in order of time, without overlaps. */
export function timelineOf(prices: readonly PriceInterval[]): PriceInterval[] {
  return currenciesOf(prices).flatMap((currency) => {
    const own = prices.filter((price) => price.currency === currency)
    const [only] = own
    return own.length === 1 && only
      ? [only]
      : stepsOf(currency, own, (at) => priceAt(own, currency, at))
  })
}

/** The lowest of several variants' prices, for each currency. */
export function lowestOf(timelines: readonly (readonly PriceInterval[])[]): PriceInterval[] {
  const all = timelines.flat()
  return currenciesOf(all).flatMap((currency) => {
    const own = all.filter((price) => price.currency === currency)
    return stepsOf(currency, own, (at) => {
      const amounts = own.filter((price) => holdsAt(price, at)).map(({ amount }) => amount)
      return amounts.length > 0 ? Math.min(...amounts) : undefined
    })
  })
}

const holdsAt = ({ from, until }: PriceInterval, at: number): boolean =>
  (from ?? -Infinity) <= at && at < (until ?? Infinity)

const currenciesOf = (prices: readonly PriceInterval[]): string[] =>
  [...new Set(prices.map(({ currency }) => currency))].sort()

/** The price can change only where an interval begins or ends: looks once from each such moment on. */
function stepsOf(
  currency: string,
  prices: readonly PriceInterval[],
  amountAt: (at: number) => number | undefined,
): PriceInterval[] {
  const moments = prices.flatMap(({ from, until }) => [from ?? -Infinity, until ?? Infinity])
  const edges = [...new Set(moments)].sort((one, other) => (one < other ? -1 : 1))
  const steps: PriceInterval[] = []
  for (const [index, at] of edges.entries()) {
    const amount = at === Infinity ? undefined : amountAt(at)
    if (amount === undefined) continue
    const [from, until] = [at === -Infinity ? null : at, finite(edges[index + 1])]
    const last = steps.at(-1)
    if (last && last.until === from && last.amount === amount) last.until = until
    else steps.push({ currency, amount, from, until })
  }
  return steps
}

const finite = (moment: number | undefined): number | null =>
  moment === undefined || moment === Infinity ? null : moment
