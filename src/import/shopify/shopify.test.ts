// Shopify's product CSV, in and out.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { expect, onTestFinished, test } from 'vitest'
import { stateHash } from '#kernel/database/state-hash.ts'
import { loadProductViewsBySlug } from '#read/product/load.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { type CsvRow, shopifyColumns, shopifyRows, textOf } from './product-csv.ts'
import { importShopifyProducts, NoProductCsv } from './run.ts'

const HEADER = [
  ...['Handle', 'Title', 'Body (HTML)', 'Vendor', 'Published', 'Option1 Name', 'Option1 Value'],
  ...['Option2 Name', 'Option2 Value', 'Variant SKU', 'Variant Grams', 'Variant Price'],
  ...['Variant Requires Shipping', 'Image Src', 'Status'],
]

const MUG: CsvRow[] = [
  {
    ...{
      Handle: 'blue-mug',
      Title: 'Blue mug',
      'Body (HTML)': '<p>For tea &amp; coffee.</p><p>350 ml</p>',
    },
    ...{ Vendor: 'Acme', Published: 'true', 'Option1 Name': 'Size', 'Option1 Value': 'Small' },
    ...{
      'Option2 Name': 'Glaze',
      'Option2 Value': 'Matt',
      'Variant SKU': 'MUG-S',
      'Variant Grams': '300',
    },
    ...{ 'Variant Price': '9.50', 'Variant Requires Shipping': 'true', Status: 'active' },
  },
  {
    ...{
      Handle: 'blue-mug',
      'Option1 Value': 'Large',
      'Option2 Value': 'Matt',
      'Variant SKU': 'MUG-L',
    },
    ...{ 'Variant Grams': '450.0', 'Variant Price': '12', 'Variant Requires Shipping': 'true' },
  },
  { Handle: 'blue-mug', 'Image Src': 'https://images.example/mug.jpg' },
]
const CARD: CsvRow = {
  ...{
    Handle: 'greeting',
    Title: 'Greeting',
    'Option1 Name': 'Title',
    'Option1 Value': 'Default Title',
  },
  ...{ 'Variant Price': '1', 'Variant Requires Shipping': 'false', Status: 'draft' },
}

function fileOf(rows: readonly CsvRow[], header: readonly string[] = HEADER): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-shopify-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'products.csv')
  const lines = [[...header], ...rows.map((row) => header.map((name) => row[name] ?? ''))]
  writeFileSync(file, `\ufeff${stringify(lines)}`) // Shopify's begins with a byte order mark.
  return file
}

const imported = (app: TestApp, rows: readonly CsvRow[]) =>
  importShopifyProducts(app.dispatch, fileOf(rows), 'GBP')

const products = async (app: TestApp, ...slugs: string[]) =>
  loadProductViewsBySlug(app.writer, slugs)

test('a file becomes products with their variants, and given again it changes nothing', async () => {
  const app = await testApp()
  expect(await imported(app, [...MUG, CARD])).toEqual({ products: 2, variants: 3, refused: [] })
  const [mug, card] = await products(app, 'blue-mug', 'greeting')
  expect(mug).toMatchObject({
    ...{ name: 'Blue mug', description: 'For tea & coffee.\n350 ml', status: 'PUBLISHED' },
    variants: [
      {
        sku: 'MUG-S',
        name: 'Small, Matt',
        weight: 300,
        isService: false,
        prices: [{ amount: 950 }],
      },
      { sku: 'MUG-L', name: 'Large, Matt', weight: 450, prices: [{ amount: 1_200 }] },
    ],
  })
  expect(card).toMatchObject({
    status: 'DRAFT',
    variants: [{ sku: 'greeting', isService: true, weight: null }],
  })
  const before = (await stateHash(app.writer)).hash
  expect(await imported(app, [...MUG, CARD])).toMatchObject({ products: 2, refused: [] })
  expect((await stateHash(app.writer)).hash).toBe(before)
})

test('what is exported can be imported: the same comes out again', async () => {
  const app = await testApp()
  await imported(app, [...MUG, CARD])
  const moment = { now: app.clock(), currency: 'GBP' }
  const rowsOf = async (of: TestApp) =>
    (await products(of, 'blue-mug', 'greeting')).flatMap((row) =>
      row ? shopifyRows(row, moment) : [],
    )
  const rows = await rowsOf(app)
  const other = await testApp()
  const file = fileOf(rows, shopifyColumns)
  expect(await importShopifyProducts(other.dispatch, file, 'GBP')).toMatchObject({ refused: [] })
  expect(await rowsOf(other)).toEqual(rows)
})

test('each product that can’t be taken is told with its line, and the others are taken', async () => {
  const app = await testApp()
  const wrong: CsvRow[] = [
    { ...CARD, Handle: 'a', 'Variant Price': 'nine' },
    { ...CARD, Handle: 'b', Title: '' },
    { ...CARD, Handle: 'Not A Slug', 'Variant SKU': 'C' },
    { ...CARD, Handle: 'd', 'Variant SKU': 'MUG-S' }, // Another product has it.
    { ...CARD, Handle: 'e', 'Variant SKU': 'E', 'Variant Grams': 'much' },
  ]
  const totals = await imported(app, [...MUG, ...wrong, CARD])
  expect(totals).toMatchObject({ products: 2, variants: 3 })
  const told = totals.refused.map(({ handle, line, reason }) => [handle, line, reason])
  expect(told.sort()).toEqual([
    ['Not A Slug', 7, expect.stringContaining('slug')],
    ['a', 5, expect.stringContaining('found "nine"')],
    ['b', 6, expect.stringContaining('no Title')],
    ['d', 8, expect.stringContaining('is that of blue-mug too')],
    ['e', 9, expect.stringContaining('found "much"')],
  ])
})

test('a file that is none of Shopify’s is refused whole', async () => {
  const app = await testApp()
  const file = fileOf([{ sku: 'A', price: '1' }], ['sku', 'price'])
  await expect(importShopifyProducts(app.dispatch, file, 'GBP')).rejects.toThrow(NoProductCsv)
})

test.each([
  ['<h1>Mug</h1><ul><li>one</li><li>two</li></ul>', 'Mug\none\ntwo'],
  ['a<br>b<br/>c', 'a\nb\nc'],
  ['<script>alert(1)</script>safe<style>p {}</style>', 'safe'],
  ['&#8364;5 &lt;b&gt; &nbsp; &unknown; &#x1F375;', '€5 <b> &unknown; 🍵'],
  ['&#xD800;&#0;', '&#xD800;&#0;'],
  ['  plain   text ', 'plain text'],
])('the text of %s', (html, text) => {
  expect(textOf(html)).toBe(text)
})
