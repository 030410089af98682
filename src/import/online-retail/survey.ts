// The first pass over a file: counts, the goods and customers in it, and how many rows each invoice
// has, so that the second pass can let an invoice go as soon as it is whole. What is held grows with
// stock codes, customers and invoices, not with rows.
import { createHash } from 'node:crypto'
import { classify, type Sale } from './classify.ts'
import { readRows } from './rows.ts'

export type Article = {
  /** Rows by description, and by price in pence, in the order in which they appeared. */
  descriptions: Map<string, number>
  prices: Map<number, number>
  units: number
}

export type Survey = {
  file: string
  /** SHA-256 of all that the rows say: the same for the same rows, gzipped or not. */
  fingerprint: string
  rows: number
  articles: Map<string, Article>
  /** The country of each customer's first sale. */
  customers: Map<string, string>
  /** How many sale rows an invoice has. */
  invoices: Map<string, number>
}

export async function surveyFile(file: string): Promise<Survey> {
  const hash = createHash('sha256')
  const survey: Survey = {
    file,
    fingerprint: '',
    rows: 0,
    articles: new Map(),
    customers: new Map(),
    invoices: new Map(),
  }
  for await (const raw of readRows(file)) {
    survey.rows++
    hash.update(JSON.stringify(raw.cells))
    const row = classify(raw)
    if (row.kind === 'SALE') note(survey, row)
  }
  survey.fingerprint = hash.digest('hex')
  return survey
}

function note({ articles, customers, invoices }: Survey, sale: Sale): void {
  const article = articles.get(sale.stockCode) ?? emptyArticle()
  articles.set(sale.stockCode, article)
  count(article.prices, sale.unitPrice)
  if (sale.description) count(article.descriptions, sale.description.replace(/\s+/g, ' '))
  article.units += sale.quantity
  if (sale.customer && !customers.has(sale.customer)) customers.set(sale.customer, sale.country)
  count(invoices, sale.invoice)
}

const emptyArticle = (): Article => ({ descriptions: new Map(), prices: new Map(), units: 0 })

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
