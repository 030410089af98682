// What a benchmark prints: one figure beside the limit that was measured in the same run.

export type Figure = {
  name: string
  value: number
  unit: string
  /** The same work done by the reference, in the same unit. */
  reference: number
  /** value ÷ reference where more is better. */
  ratio: number
  /** The smallest and largest ratio of the rounds. */
  spread: [number, number]
  note?: string
  /** What the ratio must be at least. */
  bar?: number
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const rounded = (value: number) => Math.round(value * 1_000) / 1_000

/** Something of which less is better, and what it may be at most. */
export function atMost(name: string, value: number, unit: string, most: number, note = ''): Figure {
  const ratio = rounded(most / value)
  return {
    ...{ name, value: Math.round(value), unit, reference: most, ratio, bar: 1, note },
    spread: [ratio, ratio],
  }
}

const ROUNDS = 7

/** Measures both sides in turn, so many times, and takes the medians. Rates: more is better. */
export async function compare(
  name: string,
  unit: string,
  ours: () => Promise<number>,
  reference: () => Promise<number>,
  rounds = ROUNDS,
): Promise<Figure> {
  const pairs: [number, number][] = []
  for (let round = 0; round < rounds; round++) pairs.push([await ours(), await reference()])
  const ratios = pairs.map(([value, limit]) => value / limit)
  return {
    name,
    value: Math.round(median(pairs.map(([value]) => value))),
    unit,
    reference: Math.round(median(pairs.map(([, limit]) => limit))),
    ratio: rounded(median(ratios)),
    spread: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
  }
}
