// An index that many commands wrote is put together between batches, and finds what it found.
import { expect, test } from 'vitest'
import { loadVariantViewsBySku } from '#read/variant/load.ts'
import { views } from '#read/views.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { IS_POSTGRES } from '#testing/database.ts'
import { asked } from '#testing/graphql.ts'
import { verifyFullText } from './database/full-text.ts'
import { joinPieces } from './join-pieces.ts'

const add = (app: TestApp, sku: string) =>
  app.ids('CreateProduct', {
    ...{ name: `A ${sku} mug`, slug: sku, status: 'PUBLISHED' },
    variants: [{ sku, name: sku, prices: [{ amount: 100, currency: 'GBP' }] }],
  })

const piecesOf = (app: TestApp) =>
  app.rows<{ count: number }>(
    'SELECT count(DISTINCT segid) AS count FROM product_search_words_idx',
  )[0]?.count

const found = async (app: TestApp, query: string): Promise<string[]> => {
  const { searchProducts } = await asked(
    app,
    'query ($query: String!) { searchProducts(query: $query, first: 50) { nodes { slug } } }',
    { query },
  )
  return searchProducts.nodes.map(({ slug }: { slug: string }) => slug)
}

test.skipIf(IS_POSTGRES)('pieces are joined while commands go on', async () => {
  const app = await testApp()
  const skus = Array.from({ length: 40 }, (_, at) => `sku${at}`)
  for (const sku of skus) await add(app, sku)
  const before = await found(app, 'mug')
  expect(before).toHaveLength(40)
  const pieces = piecesOf(app) as number
  expect(pieces).toBeGreaterThan(4)

  const { join } = joinPieces(app.writer, { queue: app.queue, views })
  const [, product] = await Promise.all([join(), add(app, 'late')])
  await join()
  expect(piecesOf(app)).toBeLessThan(pieces / 2)
  expect((await found(app, 'mug')).sort()).toEqual([...before, 'late'].sort())
  expect(await found(app, 'sku7')).toEqual(['sku7'])
  const [row] = await app.readers.reading((tx) => loadVariantViewsBySku(tx, ['late']))
  expect(row?.productId).toBe(product.product)
  for (const { fullText } of views) if (fullText) await verifyFullText(app.writer, fullText)
})

test('who closes it waits for the step that is under way, and for no other', async () => {
  const app = await testApp()
  let steps = 0
  const { join, stop } = joinPieces(app.writer, {
    views,
    queue: {
      maintain: async () => {
        steps++
        await new Promise(setImmediate)
        return true as never // There would be more for ever.
      },
    },
  })
  const joined = join()
  await new Promise(setImmediate)
  await stop()
  await joined
  const after = steps
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(steps).toBe(after)
  expect(after).toBeGreaterThan(0)
})
