// Imports products from Shopify's product CSV through commands. Given again it changes nothing; what a rule refuses
// is told by its handle, and the rest is taken.
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { systemActor } from '#kernel/actor.ts'
import type { RowOutcome } from '#kernel/command.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import { Rejection } from '#kernel/rejection.ts'
import { InvalidInput } from '#kernel/rejections.ts'
import { type CsvRow, type ImportedProduct, productOf, RowUnfit } from './product-csv.ts'

export type ShopifyTotals = {
  products: number
  variants: number
  refused: { handle: string; line: number; reason: string }[]
}

type Numbered = { rows: CsvRow[]; line: number }
type Ready = { product: ImportedProduct; line: number }

const PRODUCTS_PER_COMMAND = 50
const IMPORTER = systemActor('shopify')
const REQUIRED = ['Handle', 'Title', 'Variant Price']

/** @param currency Of the file's prices: Shopify exports those of the shop's own. */
export async function importShopifyProducts(
  dispatch: Dispatch,
  file: string,
  currency: string,
): Promise<ShopifyTotals> {
  const totals: ShopifyTotals = { products: 0, variants: 0, refused: [] }
  let ready: Ready[] = []
  const give = async () => {
    if (ready.length > 0) await giveProducts(dispatch, ready, totals)
    ready = []
  }
  /** By SKU the handle that had it first: Shopify lets two products have one, here it names a variant. */
  const owners = new Map<string, string>()
  const parser = parse({ columns: checked, bom: true, info: true, relax_column_count: true })
  pipeline(createReadStream(file), parser).catch(() => {}) // What goes wrong the loop throws too.
  for await (const { rows, line } of productsIn(parser)) {
    try {
      const product = productOf(rows, currency)
      requireOwnSkus(product, owners)
      ready.push({ product, line })
    } catch (fault) {
      if (!(fault instanceof RowUnfit)) throw fault
      totals.refused.push({ handle: rows[0]?.Handle ?? '', line, reason: fault.message })
    }
    if (ready.length === PRODUCTS_PER_COMMAND) await give()
  }
  await give()
  return totals
}

function requireOwnSkus({ slug, variants }: ImportedProduct, owners: Map<string, string>): void {
  const taken = variants.find(({ sku }) => (owners.get(sku) ?? slug) !== slug)
  if (taken) throw new RowUnfit(`the SKU ${taken.sku} is that of ${owners.get(taken.sku)} too`)
  for (const { sku } of variants) owners.set(sku, slug)
}

/** What the file must have to be one of these. */
export class NoProductCsv extends Error {}

function checked(columns: string[]): string[] {
  const missing = REQUIRED.filter((name) => !columns.includes(name))
  if (missing.length > 0)
    throw new NoProductCsv(`It has no column ${missing.join(', ')}: Shopify's product CSV has.`)
  return columns
}

/** The rows of one product follow each other. */
async function* productsIn(
  records: AsyncIterable<{ record: CsvRow; info: { lines: number } }>,
): AsyncGenerator<Numbered> {
  let current: Numbered | null = null
  for await (const { record, info } of records) {
    if (current && record.Handle === current.rows[0]?.Handle) current.rows.push(record)
    else {
      if (current) yield current
      current = { rows: [record], line: info.lines }
    }
  }
  if (current) yield current
}

/** Those whose form is wrong are told and left out, and the rest is given again. */
async function giveProducts(
  dispatch: Dispatch,
  ready: readonly Ready[],
  totals: ShopifyTotals,
): Promise<void> {
  const refuse = ({ product, line }: Ready, reason: string) =>
    totals.refused.push({ handle: product.slug, line, reason })
  const input = { products: ready.map(({ product }) => product), policy: 'PER_ROW' }
  try {
    const { outcome } = await dispatch({ command: 'ImportProducts', input, actor: IMPORTER })
    if (outcome.outcome === 'FAILED') throw new Error(outcome.error)
    const results = outcome.outcome === 'ACCEPTED' ? (outcome.result.results as RowOutcome[]) : []
    for (const [at, one] of ready.entries()) {
      const refusal =
        outcome.outcome === 'REFUSED' ? outcome.refusal : (results[at]?.refusal ?? null)
      if (refusal) refuse(one, refusal.message)
      else {
        totals.products++
        totals.variants += one.product.variants.length
      }
    }
  } catch (thrown) {
    const problems = problemsOf(thrown)
    for (const [at, message] of problems) refuse(ready[at] as Ready, message)
    const sound = ready.filter((_, at) => !problems.has(at))
    if (sound.length > 0) await giveProducts(dispatch, sound, totals)
  }
}

/** By the place of the product, or what was thrown where it is something else. */
function problemsOf(thrown: unknown): Map<number, string> {
  if (!(thrown instanceof Rejection) || thrown.code !== InvalidInput.code) throw thrown
  const { problems } = thrown.facts as { problems: readonly { path: string[]; message: string }[] }
  const found = new Map<number, string>()
  for (const { path, message } of problems) {
    const [, , place, ...field] = path
    if (place === undefined) throw thrown
    found.set(Number(place), `${field.join('.')} ${message}`)
  }
  return found
}
