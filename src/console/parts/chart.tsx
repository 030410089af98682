// Days as bars, and the same as a table for whoever would rather read.
import { Table, useComputedColorScheme } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export type Bar = { day: string; value: number; words: string }

const HEIGHT = 220
const HALF_DAY_S = 43_200
const BAR_WIDTH = 0.7
const BAR_PX_MAX = 48

export function Chart({ title, bars }: { title: string; bars: readonly Bar[] }) {
  const [place, setPlace] = useState<HTMLDivElement | null>(null)
  const { ref, width } = useElementSize()
  const placed = useMergedRef(ref, setPlace)
  const scheme = useComputedColorScheme()

  useEffect(() => {
    if (width === 0 || !place) return
    const ink = scheme === 'dark' ? '#c9c9c9' : '#495057'
    const grid = { stroke: scheme === 'dark' ? '#424242' : '#e9ecef', width: 1 }
    const plot = new uPlot(
      {
        width,
        height: HEIGHT,
        // A day is a day of the shop, wherever it is looked at.
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'UTC'),
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: true, range: (_, min, max) => [min - HALF_DAY_S, max + HALF_DAY_S] },
          y: { range: (_, __, max) => [0, max * 1.1 || 1] },
        },
        axes: [
          { stroke: ink, grid: { show: false }, ticks: grid },
          { stroke: ink, grid, ticks: grid, size: 70 },
        ],
        series: [
          {},
          {
            fill: scheme === 'dark' ? '#4dabf7' : '#1c7ed6',
            paths: uPlot.paths.bars?.({ size: [BAR_WIDTH, BAR_PX_MAX] }),
            points: { show: false },
          },
        ],
      },
      [bars.map(({ day }) => Date.parse(day) / 1_000), bars.map(({ value }) => value)],
      place,
    )
    return () => plot.destroy()
  }, [bars, scheme, width, place])

  return (
    <>
      <div ref={placed} role="img" aria-label={title} style={{ minHeight: HEIGHT }} />
      <details>
        <summary>As a table</summary>
        <Table aria-label={title}>
          <Table.Tbody>
            {bars.map(({ day, words }) => (
              <Table.Tr key={day}>
                <Table.Th scope="row">{day}</Table.Th>
                <Table.Td>{words}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </>
  )
}
