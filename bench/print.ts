// Shows figures: a table for people and a chart as a file, or with --json one object a line.
import { writeFileSync } from 'node:fs'
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Figure } from './measure.ts'

export async function print(
  figures: readonly Figure[],
  { asJson, chart }: { asJson: boolean; chart: string },
): Promise<void> {
  for (const figure of figures)
    process.stdout.write(`${asJson ? JSON.stringify(figure) : lineOf(figure)}\n`)
  if (asJson) return
  const file = `bench/${chart}.svg`
  writeFileSync(file, await chartOf(figures))
  process.stdout.write(`Chart: ${file}\n`)
}

const lineOf = ({ name, value, unit, reference, ratio, spread, bar, note }: Figure): string =>
  [
    name.padEnd(28),
    `${value} ${unit}`.padStart(18),
    `reference ${reference}`.padStart(18),
    `ratio ${ratio} (${spread.join(' to ')})`.padEnd(32),
    bar === undefined ? '' : `${ratio >= bar ? 'meets' : 'MISSES'} ${bar}`,
    note ?? '',
  ]
    .join('  ')
    .trimEnd()

/** Each ratio beside what it must be, the spread of its rounds across it. */
function chartOf(figures: readonly Figure[]): Promise<string> {
  const values = figures.map(({ name, ratio, spread: [least, most], bar = null }) => {
    return { name, ratio, least, most, bar, meets: bar === null || ratio >= bar }
  })
  const y = { field: 'name', type: 'nominal', sort: null, title: null } as const
  const spec: TopLevelSpec = {
    width: 560,
    title: 'Ratio to the reference of the same run; the tick is what it must be',
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 12 },
        encoding: {
          y,
          x: { field: 'ratio', type: 'quantitative', title: null },
          color: {
            field: 'meets',
            type: 'nominal',
            scale: { domain: [true, false], range: ['#4c78a8', '#e45756'] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'rule', color: '#333333' },
        encoding: {
          y,
          x: { field: 'least', type: 'quantitative' },
          x2: { field: 'most' },
        },
      },
      {
        mark: { type: 'tick', color: '#000000', thickness: 2, size: 18 },
        encoding: { y, x: { field: 'bar', type: 'quantitative' } },
      },
    ],
  }
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
}
