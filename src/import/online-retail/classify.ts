// Says what a row is: part of a sale, a cancellation, or refused with its reason. Looks at the row
// alone; what a cancellation finds in the shop is found out later.
import { epochOf } from '#domain/calendar.ts'
import { minorOf } from '#domain/money.ts'
import type { Reason } from './reasons.ts'
import type { RawRow } from './rows.ts'

/** The merchant's. */
export const CURRENCY = 'GBP'
export const TIME_ZONE = 'Europe/London'

type Readable = {
  number: number
  invoice: string
  stockCode: string
  description: string
  /** Epoch milliseconds. */
  at: number
  customer: string | null
  country: string
}
export type Sale = Readable & { kind: 'SALE'; quantity: number; unitPrice: number }
/** `quantity` is the units taken back, above 0, and `unitPrice` what each was given back for. */
export type Cancellation = Readable & {
  kind: 'CANCELLATION'
  customer: string
  quantity: number
  unitPrice: number
}
export type RefusedRow = {
  kind: 'REFUSED'
  number: number
  invoice: string
  stockCode: string
  reason: Reason
  detail: string
}
export type Row = Sale | Cancellation | RefusedRow

const QUANTITY = /^-?\d{1,7}$/
const PRICE = /^-?\d{1,9}(\.\d+)?$/
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?$/
const CODE_LENGTH_MAX = 64
const UNITS_MAX = 1_000_000

export function classify({ number, cells }: RawRow): Row {
  const [invoice = '', stockCode = '', description = '', quantityText = '', time = ''] =
    trimmed(cells)
  const [priceText = '', customerText = '', country = ''] = trimmed(cells.slice(5))
  const refused = (reason: Reason, detail: string): RefusedRow => ({
    kind: 'REFUSED',
    number,
    invoice: invoice.slice(0, CODE_LENGTH_MAX),
    stockCode: stockCode.slice(0, CODE_LENGTH_MAX),
    reason,
    detail,
  })

  const problem = malformation(cells, { invoice, stockCode, quantityText, time, priceText })
  if (problem) return refused('ROW_MALFORMED', problem)
  const quantity = Number(quantityText)
  const customer = customerText.replace(/\.0$/, '') || null
  const row = { number, invoice, stockCode, description, at: momentOf(time), customer, country }

  if (invoice.startsWith('A')) return refused('INVOICE_IS_ADJUSTMENT', `invoice ${invoice}`)
  const isCancellation = invoice.startsWith('C')
  if (isCancellation && quantity >= 0)
    return refused('CANCELLATION_NOT_NEGATIVE', `quantity ${quantity}`)
  if (!isCancellation && quantity <= 0)
    return refused('QUANTITY_NOT_POSITIVE', `quantity ${quantity}`)
  if (Number(priceText) <= 0) return refused('PRICE_NOT_POSITIVE', `price ${priceText}`)
  const unitPrice = minorOf(priceText, CURRENCY)
  if (unitPrice === undefined) return refused('PRICE_NOT_IN_PENCE', `price ${priceText}`)
  if (!isCancellation) return { ...row, kind: 'SALE', quantity, unitPrice }
  if (!customer) return refused('CANCELLATION_WITHOUT_CUSTOMER', `invoice ${invoice}`)
  return { ...row, kind: 'CANCELLATION', customer, quantity: -quantity, unitPrice }
}

const trimmed = (cells: readonly string[]) => cells.map((cell) => cell.trim())

type Texts = Record<'invoice' | 'stockCode' | 'quantityText' | 'time' | 'priceText', string>

function malformation(cells: readonly string[], texts: Texts): string | null {
  const { invoice, stockCode, quantityText, time, priceText } = texts
  if (cells.length !== 8) return `${cells.length} columns`
  if (cells.some((cell) => cell.includes('\0') || !cell.isWellFormed())) return 'unreadable text'
  if (!isCode(invoice)) return `invoice ${shown(invoice)}`
  if (!isCode(stockCode)) return `stock code ${shown(stockCode)}`
  if (!QUANTITY.test(quantityText) || Math.abs(Number(quantityText)) > UNITS_MAX)
    return `quantity ${shown(quantityText)}`
  if (!PRICE.test(priceText)) return `price ${shown(priceText)}`
  if (!LOCAL_TIME.test(time) || Number.isNaN(Date.parse(`${time.replace(' ', 'T')}Z`)))
    return `time ${shown(time)}`
  return null
}

const isCode = (text: string) => text.length > 0 && text.length <= CODE_LENGTH_MAX
const shown = (text: string) => JSON.stringify(text.slice(0, CODE_LENGTH_MAX))

// Rows of an invoice follow each other with the same time: asking the calendar once is enough.
let lastTime = ''
let lastMoment = 0

function momentOf(time: string): number {
  if (time !== lastTime) {
    lastMoment = epochOf(time, TIME_ZONE)
    lastTime = time
  }
  return lastMoment
}
