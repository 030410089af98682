// Turns the sale rows of an invoice into one order: its own date, prices and lines in file order, paid
// and shipped in full at that moment: the files know no other. An invoice that stands already is not taken again.
import { CURRENCY, type Sale } from './classify.ts'
import { countryCodeOf } from './countries.ts'

export type ImportedOrder = {
  externalId: string
  placedAt: string
  currency: typeof CURRENCY
  customerId: string | null
  countryCode: string | null
  lines: { sku: string; name: string; quantity: number; unitPrice: number }[]
  payment: { method: string; reference: string }
  fulfilment: { shippedAt: string; locationId: string }
}

const PAYMENT_METHOD = 'invoice'

/** The first row says when; 34 invoices of the files bear two times. */
export function orderOf(
  rows: readonly Sale[],
  { customerId, locationId }: { customerId: string | null; locationId: string },
): ImportedOrder {
  const [first] = rows
  if (!first) throw new Error('An invoice without rows is no order.')
  const placedAt = new Date(first.at).toISOString()
  return {
    externalId: first.invoice,
    placedAt,
    currency: CURRENCY,
    customerId,
    countryCode: countryCodeOf(first.country),
    lines: rows.map(({ stockCode, description, quantity, unitPrice }) => ({
      sku: stockCode,
      name: description.replace(/\s+/g, ' ') || stockCode,
      quantity,
      unitPrice,
    })),
    payment: { method: PAYMENT_METHOD, reference: `invoice ${first.invoice}` },
    fulfilment: { shippedAt: placedAt, locationId },
  }
}

/** Whether an order that stands is this invoice, whoever imported it and when. */
export function isSameOrder(
  standing: { lines: readonly { sku: string; quantity: number; unitPrice: number }[] },
  { lines }: ImportedOrder,
): boolean {
  if (standing.lines.length !== lines.length) return false
  return standing.lines.every(({ sku, quantity, unitPrice }, index) => {
    const line = lines[index]
    return line?.sku === sku && line.quantity === quantity && line.unitPrice === unitPrice
  })
}

/** Gathers the rows of invoices and lets each go when its last row has come. */
export function invoicesOf(rowsByInvoice: ReadonlyMap<string, number>) {
  const open = new Map<string, Sale[]>()
  return (row: Sale): readonly Sale[] | null => {
    const rows = open.get(row.invoice) ?? []
    rows.push(row)
    if (rows.length < (rowsByInvoice.get(row.invoice) ?? 0)) {
      open.set(row.invoice, rows)
      return null
    }
    open.delete(row.invoice)
    return rows
  }
}
