// The shop's data as files of others: a page of rows at a time, so that a shop of any size takes no memory.
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { decimalOf } from '#domain/money.ts'
import { shopifyColumns, shopifyRows } from '#import/shopify/product-csv.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { Listing, Page } from '#kernel/page.ts'
import { loadLocationViews } from '#read/location/load.ts'
import { loadOrderViews, type OrderRow } from '#read/order/load.ts'
import { orderListing } from '#read/order-list/load.ts'
import { type ProductRow, productListing } from '#read/product/load.ts'
import { type StockLevelRow, stockLevelListing } from '#read/stock-level/load.ts'
import { loadVariantViews } from '#read/variant/load.ts'
import { unformulated } from './csv.ts'
import { reading } from './examine.ts'
import { Failure } from './failures.ts'
import type { Export } from './names.ts'
import { settings } from './shop.ts'

export type ExportOptions = { format: 'csv' | 'jsonl'; out?: string }

/** What decides which of a variant's prices is shown. */
type Moment = { now: number; currency: string }
type Cell = string | number | boolean | null
/** Objects as they are exported, a page at a time; and how each is written in a table. */
type Exporting<Row> = {
  pages: (reader: Connection) => AsyncGenerator<readonly Row[]>
  columns: readonly string[]
  cells: (row: Row, at: Moment) => readonly (readonly Cell[])[]
}

const PAGE = 100

export async function exportRows(what: Export, { format, out }: ExportOptions): Promise<void> {
  if (out !== undefined && existsSync(out)) throw new Failure(`${out} is there already.`)
  const { config } = settings()
  await reading(config, async (reader) => {
    const to = out === undefined ? process.stdout : createWriteStream(out, { flags: 'wx' })
    const moment = { now: Date.now(), currency: config.shop.currency }
    const count = await written(KINDS[what] as Exporting<unknown>, reader, { format, to, moment })
    if (out !== undefined) {
      to.end()
      await finished(to)
      process.stderr.write(`${count} ${what} are in ${out}.\n`)
    }
  })
}

async function written<Row>(
  { pages, columns, cells }: Exporting<Row>,
  reader: Connection,
  { format, to, moment }: { format: ExportOptions['format']; to: Writable; moment: Moment },
): Promise<number> {
  let count = 0
  if (format === 'csv') to.write(stringify([[...columns]]))
  for await (const rows of pages(reader)) {
    count += rows.length
    const text =
      format === 'csv'
        ? stringify(rows.flatMap((row) => cells(row, moment)).map((line) => [...line]))
        : rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    if (!to.write(text)) await once(to, 'drain')
  }
  return count
}

/** Every row of a list, by its cursor. Each page is a moment of its own. */
async function* listed<Row, Name extends string>(
  listing: Listing<Row, Name>,
  reader: Connection,
  orderBy: NoInfer<Name>,
) {
  let after: string | null = null
  do {
    const page: Page<Row> = await listing.page(reader, {
      ...{ first: PAGE, after },
      orderBy: { field: orderBy, direction: 'ASC' },
    })
    if (page.edges.length > 0) yield page.edges.map(({ row }) => row)
    after = (await page.hasNextPage(reader)) ? (page.edges.at(-1)?.cursor ?? null) : null
  } while (after !== null)
}

async function* orders(reader: Connection): AsyncGenerator<readonly OrderRow[]> {
  for await (const rows of listed(orderListing, reader, 'NUMBER')) {
    const found = await loadOrderViews(
      reader,
      rows.map(({ id }) => id),
    )
    yield found.filter((order) => order !== null)
  }
}

type StockRow = StockLevelRow & { sku: string; location: string; available: number }

async function* stock(reader: Connection): AsyncGenerator<readonly StockRow[]> {
  for await (const rows of listed(stockLevelListing, reader, 'VARIANT')) {
    const variants = await loadVariantViews(
      reader,
      rows.map(({ variantId }) => variantId),
    )
    const locations = await loadLocationViews(
      reader,
      rows.map(({ locationId }) => locationId),
    )
    yield rows.map((row, at) => ({
      ...row,
      sku: variants[at]?.sku ?? '',
      location: locations[at]?.code ?? '',
      available: row.onHand - row.allocated - row.reserved,
    }))
  }
}

const KINDS = {
  orders: {
    pages: orders,
    columns: [
      ...['number', 'id', 'placedAt', 'status', 'paymentStatus', 'fulfilmentStatus', 'email'],
      ...['currency', 'orderTotal', 'sku', 'name', 'quantity', 'unitPrice', 'discount', 'tax'],
      ...['lineTotal', 'cancelled', 'fulfilled', 'returned'],
    ],
    cells: (order) =>
      order.lines.map((line) => [
        ...[order.number, order.id, new Date(order.placedAt).toISOString(), order.status],
        ...[order.paymentStatus, order.fulfilmentStatus, text(order.email), order.currency],
        ...[decimalOf(order.total, order.currency), text(line.sku), text(line.name), line.quantity],
        decimalOf(line.unitPrice, order.currency),
        ...[line.discount, line.tax, line.gross].map((amount) => decimalOf(amount, order.currency)),
        ...[line.cancelled, line.fulfilled, line.returned],
      ]),
  } satisfies Exporting<OrderRow>,
  products: {
    pages: (reader) => listed(productListing, reader, 'CREATED_AT'),
    columns: shopifyColumns,
    cells: (product, moment) =>
      shopifyRows(product, moment).map((row) =>
        shopifyColumns.map((name) => text(row[name] ?? '')),
      ),
  } satisfies Exporting<ProductRow>,
  stock: {
    pages: stock,
    columns: ['sku', 'variantId', 'location', 'onHand', 'allocated', 'reserved', 'available'],
    cells: ({ sku, variantId, location, onHand, allocated, reserved, available }) => [
      [text(sku), variantId, text(location), onHand, allocated, reserved, available],
    ],
  } satisfies Exporting<StockRow>,
}

const text = (words: string | null): string => unformulated(words ?? '')
