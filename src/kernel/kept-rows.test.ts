// Rows that are kept answer as their tables do, whatever is committed meanwhile and however late it is heard of.
// FUZZ says how many random histories are tried, SEED which.

import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { loadReservationsOfCarts } from '#read/cart-reservation/load.ts'
import { loadMetadataViews } from '#read/metadata/load.ts'
import { loadProductViews, loadProductViewsBySlug } from '#read/product/load.ts'
import { productView } from '#read/product/table.ts'
import { loadVariantViews, loadVariantViewsBySku } from '#read/variant/load.ts'
import { variantView } from '#read/variant/table.ts'
import { views } from '#read/views.ts'
import { openTestApp, type TestApp, testApp } from '#testing/app.ts'
import { orderDesk } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { TEST_SHOP } from '#testing/shop.ts'
import type { Connection } from './database/connection.ts'
import { engineAt } from './database/engine-at.ts'
import type { Snapshot } from './database/readers.ts'
import { statement } from './database/statement.ts'
import { type Commit, feed } from './feed.ts'
import { KeptRows } from './kept-rows.ts'

const RUNS = Number(process.env.FUZZ ?? 30)

const addProduct = async (app: TestApp, name: string): Promise<string> => {
  const { product } = await app.ids('CreateProduct', {
    ...{ name, slug: name, status: 'PUBLISHED' },
    variants: [{ sku: name, name, prices: [{ amount: 100, currency: 'GBP' }] }],
  })
  return product as string
}

const rename = (app: TestApp, productId: string, name: string) =>
  app.accepted('UpdateProduct', { productId, name })

const nameOf = async (app: TestApp, id: string) =>
  app.readers.reading(async (tx) => (await loadProductViews(tx, [id]))[0]?.name)

/** How many statements a read ran. */
const statementsOf = (app: TestApp, read: (tx: Connection) => Promise<unknown>) =>
  app.readers.reading(async (tx) => {
    const before = tx.executed
    await read(tx)
    return tx.executed - before
  })

test('a row that was read is not read again until a commit wakes it, by whichever key', async () => {
  const app = await testApp()
  const id = await addProduct(app, 'mug')
  const byId = (tx: Connection) => loadProductViews(tx, [id])
  const bySlug = (tx: Connection) => loadProductViewsBySlug(tx, ['mug'])
  expect(await statementsOf(app, byId)).toBe(1)
  expect(await statementsOf(app, byId)).toBe(0)
  expect(await statementsOf(app, bySlug)).toBe(1)
  expect(await statementsOf(app, bySlug)).toBe(0)
  await addProduct(app, 'cup')
  expect(await statementsOf(app, byId)).toBe(0)
  await rename(app, id, 'Mug, large')
  expect(await nameOf(app, id)).toBe('Mug, large')
  expect(await statementsOf(app, bySlug)).toBe(0)
})

test('a snapshot sees what it saw, though later ones see other rows kept', async () => {
  const app = await testApp()
  const id = await addProduct(app, 'mug')
  await nameOf(app, id)
  const snapshot = app.readers.snapshot()
  const tx = await snapshot.connection()
  await rename(app, id, 'Bowl')
  expect(await nameOf(app, id)).toBe('Bowl')
  expect((await loadProductViews(tx, [id]))[0]?.name).toBe('mug')
  expect(await nameOf(app, id)).toBe('Bowl')
  snapshot.release()
})

test('a row that is gone is not answered any more', async () => {
  const app = await testApp()
  const ownerId = await addProduct(app, 'mug')
  const entries = () =>
    app.readers.reading(async (tx) => (await loadMetadataViews(tx, [ownerId]))[0]?.public)
  await app.accepted('SetMetadata', { ownerId, entries: [{ key: 'a', value: 'b' }] })
  expect(await entries()).toHaveLength(1)
  await app.accepted('RemoveMetadata', { ownerId, keys: ['a'] })
  expect(await entries()).toBeUndefined()
})

test('rows that share a key are kept one by one, by whichever column, until it wakes them', async () => {
  const app = await testApp()
  const productId = await addProduct(app, 'mug')
  await app.accepted('AddVariant', { productId, sku: 'large', name: 'Large', prices: [] })
  const of = (skus: string[]) => (tx: Connection) => loadVariantViewsBySku(tx, skus)
  expect(await statementsOf(app, of(['mug']))).toBe(1)
  expect(await statementsOf(app, of(['mug', 'large']))).toBe(1)
  expect(await statementsOf(app, of(['mug', 'large']))).toBe(0)
  await addProduct(app, 'cup')
  expect(await statementsOf(app, of(['large']))).toBe(0)
  await rename(app, productId, 'Mug, blue')
  const [row] = await app.readers.reading(of(['large']))
  expect(row).toMatchObject({ sku: 'large', productName: 'Mug, blue' })
  expect(await statementsOf(app, (tx) => loadVariantViews(tx, [row?.id as string]))).toBe(1)
  expect(await statementsOf(app, (tx) => loadVariantViews(tx, [row?.id as string]))).toBe(0)
})

test('all rows of a key are kept, none of them too, until it wakes them', async () => {
  const app = await orderDesk(
    { MAIN: { MUG: 5 } },
    { shop: { ...TEST_SHOP, reservationMs: 60_000 } },
  )
  const variantId = app.variants.MUG
  const { cart: cartId = '' } = await app.ids('StartCart', { currency: 'GBP', lines: [] })
  const read = (tx: Connection) => loadReservationsOfCarts(tx, [cartId])
  const reserved = async () => (await app.readers.reading(read))[0]?.map((row) => row.quantity)
  const set = (quantity: number) => app.accepted('SetCartLine', { cartId, variantId, quantity })
  const gone: unknown[] = []
  app.feed.hear((commits) => void gone.push(...(commits ?? []).map((commit) => commit.gone)))
  expect(await reserved()).toEqual([])
  expect(await statementsOf(app, read)).toBe(0)
  await set(2)
  expect(await reserved()).toEqual([2])
  expect(await statementsOf(app, read)).toBe(0)
  await set(0)
  expect(await reserved()).toEqual([])
  // Nothing is told of views that have rows still.
  expect(gone).toEqual([{}, { cart_reservation_view: [cartId] }])
})

test('what is mended is read anew', async () => {
  const app = await testApp()
  const id = await addProduct(app, 'mug')
  await app.change("UPDATE product_view SET name = 'broken'")
  expect(await nameOf(app, id)).toBe('broken')
  await app.mend({ view: 'product_view', keys: [id] })
  expect(await nameOf(app, id)).toBe('mug')
})

const plainly = statement((db) => db.select().from(productView).orderBy(sql`${productView.id}`))
const variantsPlainly = statement((db) =>
  db.select().from(variantView).orderBy(sql`${variantView.id}`),
)

type Step = { kind: 'RENAME' | 'OPEN' | 'READ' | 'CLOSE' | 'HEAR' | 'RESTART'; at: number }
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('RENAME', 'OPEN', 'READ', 'READ', 'READ', 'CLOSE', 'HEAR', 'RESTART'),
  at: fc.nat(7),
})

test('whenever commits are heard of, each snapshot reads by way of kept rows what its tables hold', async () => {
  let read = 0
  let kept = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 120 }), async (steps) => {
      const { app, dispose } = await openTestApp()
      const ids = await Promise.all(['a', 'b', 'c', 'd'].map((name) => addProduct(app, name)))
      for (const [at, productId] of ids.entries())
        await app.accepted('AddVariant', { productId, sku: `large-${at}`, prices: [] })
      // As in a process beside the writer: commits are heard of late, some at once.
      const heard = feed({ last: app.feed.last() })
      const rows = new KeptRows(views, heard)
      const unheard: Commit[] = []
      app.feed.hear((commits) => void unheard.push(...(commits ?? [])))
      const pool = (await engineAt(app.database.address)).readers((sequence) =>
        rows.momentOf(sequence),
      )
      const open: Snapshot[] = []
      for (const [number, { kind, at }] of steps.entries()) {
        const id = ids[at % ids.length] as string
        const snapshot = open[at % Math.max(1, open.length)]
        if (kind === 'RENAME') await rename(app, id, `name ${number}`)
        if (kind === 'HEAR') heard.publish(unheard.splice(0, 1 + at))
        if (kind === 'RESTART') {
          heard.restart(app.feed.last())
          unheard.length = 0
        }
        if (kind === 'OPEN' && open.length < 6) {
          open.push(pool.snapshot())
          await open.at(-1)?.connection()
        }
        if (kind === 'CLOSE') open.splice(at % 6, 1)[0]?.release()
        if (kind !== 'READ' || !snapshot) continue
        const tx = await snapshot.connection()
        const before = tx.executed
        const found = await loadProductViews(tx, at % 2 ? ids : [id])
        read++
        if (tx.executed === before) kept++
        const all = new Map((await plainly(tx, {})).map((row) => [row.id, row]))
        expect(found).toEqual((at % 2 ? ids : [id]).map((each) => all.get(each)))
        const variants = await variantsPlainly(tx, {})
        const some = variants.filter(({ sku }) => at > 5 || at < 2 === sku.startsWith('large'))
        const foundVariants = await (at % 2
          ? loadVariantViewsBySku(
              tx,
              some.map(({ sku }) => sku),
            )
          : loadVariantViews(
              tx,
              some.map(({ id }) => id),
            ))
        expect(foundVariants).toEqual(some)
      }
      for (const snapshot of open) snapshot.release()
      pool.close()
      await dispose()
    }),
    { numRuns: RUNS },
  )
  expect(kept).toBeGreaterThan(read / 20)
})
