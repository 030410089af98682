// Streams the rows of a CSV file, gzipped or not, each with its number in that file. Nothing is held
// but the row at hand.
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'

export type RawRow = {
  /** As a spreadsheet counts: the header is row 1. */
  number: number
  /** As many as the row has: a malformed one has more or fewer than the header. */
  cells: readonly string[]
}

export const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const

const RECORD_BYTES_MAX = 100_000

/** A file that is no such export at all is an error; a row that is not readable is only that row. */
export async function* readRows(file: string): AsyncGenerator<RawRow> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  })
  const source = createReadStream(file)
  let failure: Error | null = null
  const done = (error: Error | null | undefined) => {
    failure = error ?? null
  }
  if (file.endsWith('.gz')) pipeline(source, createGunzip(), parser, done)
  else pipeline(source, parser, done)

  let number = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      number++
      if (number === 1) requireHeader(file, cells)
      else yield { number, cells }
    }
  } catch (error) {
    throw new Error(`${file} can not be read after row ${number}: ${(error as Error).message}`, {
      cause: failure ?? error,
    })
  }
  if (number === 0) throw new Error(`${file} is empty: a header row was required.`)
}

function requireHeader(file: string, cells: readonly string[]): void {
  if (COLUMNS.every((name, index) => cells[index]?.trim() === name) && cells.length === 8) return
  throw new Error(
    `${file} must begin with the columns ${COLUMNS.join(', ')}, found ${cells.join(', ').slice(0, 200)}.`,
  )
}
