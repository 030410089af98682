// Shows how far an import is: a bar with rate and time left on a terminal, plain lines elsewhere.
import { Presets, SingleBar } from 'cli-progress'

export type Progress = {
  start: (rows: number) => void
  advance: (rows: number) => void
  stop: () => void
}

type Terminal = { isTTY?: boolean; write: (text: string) => unknown }

export const progressOn = (terminal: Terminal & NodeJS.WriteStream): Progress =>
  terminal.isTTY ? bar(terminal) : lines(terminal)

function bar(stream: NodeJS.WriteStream): Progress {
  let started = 0
  const shown = new SingleBar(
    {
      stream,
      etaBuffer: 5_000,
      hideCursor: true,
      format:
        '{bar} {percentage} % | {value} of {total} rows | {rate} rows/s | {eta_formatted} left',
    },
    Presets.shades_classic,
  )
  let value = 0
  return {
    start: (rows) => {
      started = performance.now()
      shown.start(rows, 0, { rate: '…' })
    },
    advance: (rows) => {
      value += rows
      shown.update(value, { rate: rateOf(value, started) })
    },
    stop: () => shown.stop(),
  }
}

const LINE_EVERY_MS = 5_000

/** For logs and pipes: one line now and then, and one at the end. */
export function lines(
  stream: Pick<Terminal, 'write'>,
  clock: () => number = () => performance.now(),
): Progress {
  let total = 0
  let value = 0
  let started = 0
  let shownAt = 0
  const show = () => {
    const rate = rateOf(value, started, clock())
    const left = rate > 0 ? Math.ceil((total - value) / rate) : null
    stream.write(
      `${value} of ${total} rows, ${rate} rows/s${left === null ? '' : `, ${left} s left`}\n`,
    )
  }
  return {
    start: (rows) => {
      total = rows
      started = clock()
      shownAt = started
      stream.write(`${rows} rows to import\n`)
    },
    advance: (rows) => {
      value += rows
      if (clock() - shownAt < LINE_EVERY_MS) return
      shownAt = clock()
      show()
    },
    stop: () => show(),
  }
}

function rateOf(rows: number, started: number, now = performance.now()): number {
  const seconds = (now - started) / 1_000
  return seconds > 0 ? Math.round(rows / seconds) : 0
}
