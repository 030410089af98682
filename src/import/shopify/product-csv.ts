// Products as Shopify's product CSV has them: a row a variant, the rows of one product with one handle, what is the
// product's own in the first of them. Only columns that mean the same in both systems are read or written.
// Columns: Shopify Help Center, "Using CSV files to import and export products".
import { decimalOf, minorOf } from '#domain/money.ts'
import { priceAt } from '#domain/pricing.ts'
import type { ProductRow } from '#read/product/load.ts'

export const shopifyColumns = [
  ...['Handle', 'Title', 'Body (HTML)', 'Published', 'Option1 Name', 'Option1 Value'],
  ...['Variant SKU', 'Variant Grams', 'Variant Price', 'Variant Requires Shipping', 'Status'],
] as const

/** What the rows of a file hold, by the names of their columns. */
export type CsvRow = Readonly<Record<string, string | undefined>>

const STATUSES = { DRAFT: 'draft', PUBLISHED: 'active', ARCHIVED: 'archived' } as const

/**
 * The rows of a product, a variant each. Archived variants stay away.
 * @param now At which its prices are looked up. They are in the shop's currency.
 */
export function shopifyRows(
  { slug, name, description, status, variants }: ProductRow,
  { now, currency }: { now: number; currency: string },
): Record<string, string>[] {
  const sold = variants.filter((variant) => variant.status !== 'ARCHIVED')
  return sold.map((variant, at) => {
    const price = priceAt(variant.prices, currency, now)
    return {
      Handle: slug,
      ...(at === 0 && {
        Title: name,
        'Body (HTML)': htmlOf(description ?? ''),
        Published: String(status === 'PUBLISHED'),
        Status: STATUSES[status],
      }),
      'Option1 Name': at === 0 ? 'Title' : '',
      'Option1 Value': sold.length === 1 ? DEFAULT_TITLE : variant.name,
      'Variant SKU': variant.sku,
      'Variant Grams': String(variant.weight ?? 0),
      'Variant Price': price === undefined ? '' : decimalOf(price, currency),
      'Variant Requires Shipping': String(!variant.isService),
    }
  })
}

/** What a product with one variant calls it. */
const DEFAULT_TITLE = 'Default Title'

export type ImportedProduct = {
  slug: string
  name: string
  description?: string
  status: 'DRAFT' | 'PUBLISHED'
  variants: ImportedVariant[]
}
type ImportedVariant = {
  sku: string
  name?: string
  isService: boolean
  weight?: number
  prices: { amount: number; currency: string }[]
}

/** A row that can't be taken, and why. */
export class RowUnfit extends Error {}

/**
 * A product from its rows.
 * @throws RowUnfit
 */
export function productOf(rows: readonly CsvRow[], currency: string): ImportedProduct {
  const [first = {}] = rows
  const slug = first.Handle ?? ''
  const variants = rows.filter(isVariant).map((row) => variantOf(row, slug, currency))
  if (!first.Title) throw new RowUnfit('its first row has no Title')
  if (variants.length === 0) throw new RowUnfit('it has no variant')
  const description = textOf(first['Body (HTML)'] ?? '')
  const isShown = /^(active)?$/i.test(first.Status ?? '') && !/^false$/i.test(first.Published ?? '')
  return {
    slug,
    name: first.Title,
    ...(description !== '' && { description }),
    status: isShown ? 'PUBLISHED' : 'DRAFT',
    variants,
  }
}

/** Rows beside are further pictures of the product. */
const isVariant = (row: CsvRow): boolean => Boolean(row['Variant SKU'] || row['Variant Price'])

function variantOf(row: CsvRow, handle: string, currency: string): ImportedVariant {
  const options = [1, 2, 3].map((number) => row[`Option${number} Value`] ?? '').filter(Boolean)
  const isDefault = options.join() === DEFAULT_TITLE
  const sku = row['Variant SKU'] || [handle, ...(isDefault ? [] : options)].join('-')
  const price = row['Variant Price'] ?? ''
  const amount = minorOf(price, currency)
  if (amount === undefined || amount < 0)
    throw new RowUnfit(
      `the Variant Price of ${sku} must be an amount of ${currency}, found ${JSON.stringify(price)}`,
    )
  const grams = row['Variant Grams'] ?? ''
  if (!/^\d{0,8}(\.\d*)?$/.test(grams))
    throw new RowUnfit(
      `the Variant Grams of ${sku} must be a number, found ${JSON.stringify(grams)}`,
    )
  const weight = Math.round(Number(grams))
  return {
    sku,
    ...(!isDefault && options.length > 0 && { name: options.join(', ') }),
    isService: /^false$/i.test(row['Variant Requires Shipping'] ?? ''),
    ...(weight > 0 && { weight }),
    prices: [{ amount, currency }],
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' },
}

/** Plain text of a description: paragraphs stay apart, everything else of the markup goes. */
export const textOf = (html: string): string =>
  html
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<(br|\/p|\/div|\/li|\/h\d)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]+);/gi,
      (entity, name: string) => entityOf(name) ?? entity,
    )
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim()

function entityOf(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()]
  const code =
    name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : undefined
}

const htmlOf = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\n', '<br>')
