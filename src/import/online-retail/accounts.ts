// Accounts for every row: taken, or refused with its reason and written to the report as it happens.

import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { RefusedRow } from './classify.ts'
import type { Reason } from './reasons.ts'

export type Totals = {
  rows: number
  taken: number
  refused: number
  byReason: Partial<Record<Reason, number>>
}

export type Accounts = {
  readonly totals: Totals
  take: (rows: number) => void
  refuse: (file: string, row: Omit<RefusedRow, 'kind'>) => Promise<void>
  close: () => Promise<void>
}

const HEADER = 'file,row,invoice,stockCode,reason,detail\n'

/** @param report Where refused rows are listed as CSV; null keeps the counts alone. */
export function accounts(report: string | null, onRows: (rows: number) => void): Accounts {
  const totals: Totals = { rows: 0, taken: 0, refused: 0, byReason: {} }
  const stream = report === null ? null : createWriteStream(report)
  stream?.write(HEADER)

  return {
    totals,
    take: (rows) => {
      totals.taken += rows
      totals.rows += rows
      onRows(rows)
    },
    refuse: async (file, { number, invoice, stockCode, reason, detail }) => {
      totals.refused++
      totals.rows++
      totals.byReason[reason] = (totals.byReason[reason] ?? 0) + 1
      const cells = [file, String(number), invoice, stockCode, reason, detail]
      onRows(1)
      if (stream) await write(stream, `${cells.map(quoted).join(',')}\n`)
    },
    close: async () => {
      if (!stream) return
      stream.end()
      await finished(stream)
    },
  }
}

async function write(stream: WriteStream, line: string): Promise<void> {
  if (!stream.write(line)) await once(stream, 'drain')
}

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
