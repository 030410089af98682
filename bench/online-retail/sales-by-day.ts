// What the files themselves say was sold and given back, day by day: orders, units and pence. Plain
// arithmetic on the CSV, sharing no code with src/, so that it can be the judge of it.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { argv, stdout } from 'node:process'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'

export type Day = { day: string; orders: number; units: number; gross: number; refunds: number }
export type Figures = { rows: number; saleRows: number; days: Day[] }

/**
 * A sale is a row of an invoice that starts with neither C nor A, with a quantity above 0 and a price
 * above 0 in whole pence. An invoice belongs to the day of its first sale row. A row of an invoice that
 * starts with C gives back its quantity at its own price on its own day, unless the report of an import
 * lists it as refused.
 * @param report The CSV of refused rows that the import of these files wrote.
 */
export function salesByDay(files: readonly string[], report: string): Figures {
  const refused = refusedRows(report)
  const dayOfInvoice = new Map<string, string>()
  const days = new Map<string, Day>()
  const dayOf = (day: string): Day => {
    const known = days.get(day) ?? { day, orders: 0, units: 0, gross: 0, refunds: 0 }
    days.set(day, known)
    return known
  }
  let rows = 0
  let saleRows = 0
  for (const file of files) {
    for (const [index, cells] of records(textOf(file)).slice(1).entries()) {
      rows++
      const [invoice = '', , , quantityText = '', time = '', priceText = ''] = cells
      const quantity = Number(quantityText)
      const pence = penceOf(priceText)
      const day = time.slice(0, 10)
      if (invoice.startsWith('C')) {
        const isTaken = !refused.has(`${basename(file)} ${index + 2}`)
        if (isTaken && pence !== null && pence > 0) dayOf(day).refunds += -quantity * pence
        continue
      }
      if (invoice.startsWith('A') || !(quantity > 0) || pence === null || pence <= 0) continue
      saleRows++
      const isNew = !dayOfInvoice.has(invoice)
      if (isNew) dayOfInvoice.set(invoice, day)
      const sum = dayOf(dayOfInvoice.get(invoice) as string)
      sum.orders += isNew ? 1 : 0
      sum.units += quantity
      sum.gross += quantity * pence
    }
  }
  const sorted = [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
  return { rows, saleRows, days: sorted }
}

function textOf(file: string): string {
  const bytes = readFileSync(file)
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** `file row` of each line of the report, as a spreadsheet counts rows: the header is row 1. */
const refusedRows = (report: string): Set<string> =>
  new Set(
    records(textOf(report))
      .slice(1)
      .map(([file, row]) => `${file} ${row}`),
  )

/** Null where the price has a part of a penny. */
function penceOf(price: string): number | null {
  const [pounds = '', pence = ''] = price.split('.')
  if (/[1-9]/.test(pence.slice(2))) return null
  const sign = pounds.startsWith('-') ? -1 : 1
  return sign * (Math.abs(Number(pounds)) * 100 + Number(pence.slice(0, 2).padEnd(2, '0')))
}

function records(text: string): string[][] {
  const all: string[][] = []
  let record: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (character === '"') quoted = true
    else if (character === ',') {
      record.push(cell)
      cell = ''
    } else if (character === '\n') {
      record.push(cell)
      all.push(record)
      record = []
      cell = ''
    } else if (character !== '\r') cell += character
  }
  if (cell !== '' || record.length > 0) all.push([...record, cell])
  return all
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const [report = '', ...files] = argv.slice(2)
  const { rows, saleRows, days } = salesByDay(files, report)
  for (const day of days) stdout.write(`${JSON.stringify(day)}\n`)
  stdout.write(`${JSON.stringify({ rows, saleRows })}\n`)
}
