// What the files themselves say was sold, day by day: orders, units and gross in pence of the sale
// rows. Plain arithmetic on the CSV, sharing no code with src/, so that it can be the judge of it.
import { readFileSync } from 'node:fs'
import { argv, stdout } from 'node:process'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'

export type Day = { day: string; orders: number; units: number; gross: number }
export type Figures = { rows: number; saleRows: number; days: Day[] }

/**
 * A sale is a row of an invoice that starts with neither C nor A, with a quantity above 0 and a price
 * above 0 in whole pence. An invoice belongs to the day of its first sale row.
 */
export function salesByDay(files: readonly string[]): Figures {
  const dayOfInvoice = new Map<string, string>()
  const days = new Map<string, Day>()
  let rows = 0
  let saleRows = 0
  for (const file of files) {
    const bytes = readFileSync(file)
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    for (const cells of records(text).slice(1)) {
      rows++
      const [invoice = '', , , quantityText = '', time = '', priceText = ''] = cells
      const quantity = Number(quantityText)
      const pence = penceOf(priceText)
      if (/^[CA]/.test(invoice) || !(quantity > 0) || pence === null || pence <= 0) continue
      saleRows++
      const isNew = !dayOfInvoice.has(invoice)
      if (isNew) dayOfInvoice.set(invoice, time.slice(0, 10))
      const day = dayOfInvoice.get(invoice) as string
      const sum = days.get(day) ?? { day, orders: 0, units: 0, gross: 0 }
      days.set(day, {
        day,
        orders: sum.orders + (isNew ? 1 : 0),
        units: sum.units + quantity,
        gross: sum.gross + quantity * pence,
      })
    }
  }
  const sorted = [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
  return { rows, saleRows, days: sorted }
}

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
  const { rows, saleRows, days } = salesByDay(argv.slice(2))
  for (const day of days) stdout.write(`${JSON.stringify(day)}\n`)
  stdout.write(`${JSON.stringify({ rows, saleRows })}\n`)
}
