// A variant's prices laid out in time: intervals that don't overlap, so that each moment has one price
// and an index can find it. Time can't change them; it only moves along them.
import { holdingAt, type PriceInterval } from './pricing.ts'

/** What holds when, for each currency: in order of time, without overlaps. */
export function timelineOf<Price extends PriceInterval>(prices: readonly Price[]): Price[] {
  return currenciesOf(prices).flatMap((currency) => {
    const own = prices.filter((price) => price.currency === currency)
    const [only] = own
    return own.length === 1 && only ? [only] : stepsOf(own, (at) => holdingAt(own, currency, at))
  })
}

/** The lowest of several variants' prices, for each currency. */
export function lowestOf(timelines: readonly (readonly PriceInterval[])[]): PriceInterval[] {
  const all = timelines.flat()
  return currenciesOf(all).flatMap((currency) => {
    const own = all.filter((price) => price.currency === currency)
    return stepsOf<PriceInterval>(own, (at) => {
      const amounts = own.filter((price) => holdsAt(price, at)).map(({ amount }) => amount)
      if (amounts.length === 0) return undefined
      return { currency, amount: Math.min(...amounts), from: null, until: null }
    })
  })
}

/** Prices of one currency that hold at no moment from now on: they ended, or were replaced for good. */
export function outlived<Price extends PriceInterval>(
  prices: readonly Price[],
  now: number,
): Price[] {
  const moments = prices.flatMap(({ from, until }) => [from ?? now, until ?? now])
  const holding = new Set(
    [now, ...moments.filter((at) => at > now)].flatMap(
      (at) => holdingAt(prices, prices[0]?.currency ?? '', at) ?? [],
    ),
  )
  return prices.filter((price) => !holding.has(price))
}

const holdsAt = ({ from, until }: PriceInterval, at: number): boolean =>
  (from ?? -Infinity) <= at && at < (until ?? Infinity)

const currenciesOf = (prices: readonly PriceInterval[]): string[] =>
  [...new Set(prices.map(({ currency }) => currency))].sort()

/** The price can change only where an interval begins or ends: looks once from each such moment on. */
function stepsOf<Price extends PriceInterval>(
  prices: readonly Price[],
  priceFrom: (at: number) => Price | undefined,
): Price[] {
  const moments = prices.flatMap(({ from, until }) => [from ?? -Infinity, until ?? Infinity])
  const edges = [...new Set(moments)].sort((one, other) => (one < other ? -1 : 1))
  const steps: Price[] = []
  for (const [index, at] of edges.entries()) {
    const price = at === Infinity ? undefined : priceFrom(at)
    if (!price) continue
    const [from, until] = [at === -Infinity ? null : at, finite(edges[index + 1])]
    const last = steps.at(-1)
    if (last && last.until === from && last.amount === price.amount && last.id === price.id)
      last.until = until
    else steps.push({ ...price, from, until })
  }
  return steps
}

const finite = (moment: number | undefined): number | null =>
  moment === undefined || moment === Infinity ? null : moment
