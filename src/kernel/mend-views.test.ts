// Views that are wrong in whatever way are made right while commands go on, and before anybody is served
// where a release gave them another shape.

import { expect, test } from 'vitest'
import { productSearchViews } from '#read/product-search/refresh.ts'
import { tallies, views } from '#read/views.ts'
import { IS_POSTGRES } from '#testing/database.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { beginSuccessor, type FullText, growSuccessor } from './database/full-text.ts'
import { findWrong, mend, type Wrong } from './mend-views.ts'
import { verifyViews } from './verify-views.ts'
import { reshaped } from './view-shapes.ts'

const READ_SIDE = { views, tallies }
const shelf = { MAIN: { MUG: 1_000, CUP: 1_000 } }

async function shopWithOrders(): Promise<OrderDesk> {
  const desk = await orderDesk(shelf)
  for (let n = 0; n < 20; n++) {
    const { id: orderId, total } = await desk.placed({ MUG: 1, CUP: 2 })
    const amount = { amount: total, currency: 'GBP' }
    await desk.accepted('RecordManualPayment', { orderId, amount, method: 'Cash' })
  }
  return desk
}

const findingsOf = async ({ writer }: OrderDesk) =>
  (await verifyViews(writer, views, tallies)).flatMap(({ findings }) => findings)

const wrongOf = ({ database }: OrderDesk) =>
  database.examine((moment) => findWrong(moment, READ_SIDE))

const aThirdOf = (table: string): string =>
  IS_POSTGRES ? `hashtext(${table}::text) % 3 = 0` : 'rowid % 3 = 0'

/** Each row of a third of every view is gone, or changed, or stands twice under another key. */
const DAMAGES = {
  'rows that are gone': () =>
    [...views, ...tallies].map(({ name }) => `DELETE FROM ${name} WHERE ${aThirdOf(name)}`),
  'rows that are changed': () => [
    'UPDATE order_view SET total = total + 1 WHERE number % 3 = 0',
    "UPDATE variant_view SET product_name = 'x'",
    'UPDATE stock_level_view SET on_hand = 7',
    'UPDATE sales_by_day_view SET gross = gross + 5, orders = orders - 1',
  ],
  'rows that must not be': () => [
    "INSERT INTO order_term_view (order_id, kind, term) VALUES ('ord_none', 'SKU', 'x')",
    "INSERT INTO metadata_view (owner_id, public, private) VALUES ('ord_none', '[]', '[]')",
    `INSERT INTO sales_by_day_view SELECT currency, '1999-01-01', country_code, orders, units,
       discounts, net, tax, gross, shipping FROM sales_by_day_view`,
  ],
  'words that are not the rows’': () => [
    IS_POSTGRES
      ? 'DELETE FROM product_search_words'
      : "INSERT INTO product_search_words(product_search_words) VALUES ('delete-all')",
  ],
}

test.each(Object.entries(DAMAGES))('%s are made right while orders come in', async (_, damages) => {
  const desk = await shopWithOrders()
  for (const damage of damages()) await desk.change(damage)
  expect(await findingsOf(desk)).not.toEqual([])
  const found = await wrongOf(desk)
  await Promise.all([
    (async () => {
      for (const wrong of found) await desk.mend(wrong)
    })(),
    Promise.all(Array.from({ length: 30 }, () => desk.placed({ MUG: 1 }))),
  ])
  expect(await findingsOf(desk)).toEqual([])
  expect(await wrongOf(desk)).toEqual([])
})

const SEARCH = productSearchViews.fullText as FullText

test('words are found while their index is made anew, and those that change meanwhile too', async () => {
  const desk = await shopWithOrders()
  for (let n = 0; n < 60; n++)
    await desk.accepted('CreateProduct', {
      name: `Kettle ${n}`,
      variants: [{ sku: `K-${n}`, prices: [] }],
    })
  const found = (word: string) => {
    const { index } = SEARCH
    const rows = IS_POSTGRES
      ? desk.rows(`select 1 as found from ${index} where words @@ cast(? as tsquery)`, word)
      : desk.rows(`select rowid from ${index} where ${index} match ?`, `"${word}"`)
    return rows.length
  }
  const ids = desk.rows<{ id: string }>("select id from products where name like 'Kettle %'")
  let isMended = false
  const mending = desk.mend({ words: 'product_search_view' }).then(() => {
    isMended = true
  })
  let renamed = 0
  for (; !isMended && renamed < ids.length; renamed++) {
    await desk.accepted('UpdateProduct', { productId: ids[renamed]?.id, name: `Teapot ${renamed}` })
    expect([found('kettle'), found('teapot')]).toEqual([60 - renamed - 1, renamed + 1])
  }
  await mending
  expect(renamed).toBeGreaterThan(1)
  expect([found('kettle'), found('teapot')]).toEqual([60 - renamed, renamed])
  expect(await findingsOf(desk)).toEqual([])
})

test('an index whose beginning could not be kept holds up no command', async () => {
  const desk = await shopWithOrders()
  const { writer } = desk
  const queue = {
    length: 0,
    maintain: async <T>(chore: () => Promise<T>): Promise<T> => {
      await writer.transaction.begin()
      await chore()
      await writer.transaction.rollback()
      throw new Error('The disk is full.')
    },
  }
  const wrong = { words: 'product_search_view' }
  await expect(mend({ queue, writer }, READ_SIDE, wrong)).rejects.toThrow('The disk is full.')
  const [product] = desk.rows<{ id: string }>('select id from products')
  await desk.accepted('UpdateProduct', { productId: product?.id, name: 'Teapot' })
  expect(await findingsOf(desk)).toEqual([])
})

test('an index that was not grown to its end is gone at the next start', async () => {
  const desk = await shopWithOrders()
  await beginSuccessor(desk.writer, SEARCH)
  expect(await growSuccessor(desk.writer, SEARCH, 1)).toBe(false)
  const again = await desk.again()
  const { writer } = again
  const successors = async () =>
    (await writer.dialect.schema.definitions(writer)).filter(({ name }) => name.includes('_next'))
  expect(await successors()).toEqual([])
  await again.mend({ words: 'product_search_view' })
  expect(await successors()).toEqual([])
})

test('what a tally lacked at one moment is what it lacks at any later one', async () => {
  const desk = await shopWithOrders()
  await desk.change('UPDATE sales_by_variant_view SET units = units + 3, gross = 1')
  const found = await wrongOf(desk)
  for (let n = 0; n < 5; n++) await desk.placed({ MUG: 2 })
  for (const wrong of found) await desk.mend(wrong)
  expect(await findingsOf(desk)).toEqual([])
})

test('mending that is cut short leaves nothing worse, and what is left is found again', async () => {
  const desk = await shopWithOrders()
  for (const damage of DAMAGES['rows that are gone']()) await desk.change(damage)
  const before = (await findingsOf(desk)).length
  const found = await wrongOf(desk)
  const half: Wrong[] = found.slice(0, found.length >> 1)
  for (const wrong of half) await desk.mend(wrong)
  const left = (await findingsOf(desk)).length
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(before)
  for (const wrong of await wrongOf(desk)) await desk.mend(wrong)
  expect(await findingsOf(desk)).toEqual([])
})

test('a view whose table a release changed is right before anybody is served', async () => {
  const desk = await shopWithOrders()
  await desk.change('DELETE FROM order_view; DELETE FROM customer_view')
  const same = await desk.again()
  expect(await findingsOf(same as OrderDesk)).not.toEqual([])
  await desk.change('CREATE INDEX order_view_by_something ON order_view (total)')
  const changed = (await desk.again()) as OrderDesk
  expect(await findingsOf(changed)).toEqual([])
  const noted = changed.rows<{ value: string }>('SELECT value FROM kernel_notes')
  expect(Object.keys(JSON.parse(noted[0]?.value ?? '{}'))).toHaveLength(
    views.length + tallies.length,
  )
})

test('what a release computes otherwise is no longer of the shape that was noted', async () => {
  const { writer } = await orderDesk()
  expect(await reshaped(writer, READ_SIDE)).toEqual({ views: [], tallies: [] })
  const raised = <Shaped extends { revision: number }>(all: readonly Shaped[]) =>
    all.map((each, index) => (index === 3 ? { ...each, revision: 2 } : each))
  const next = { views: raised(views), tallies: raised(tallies) }
  expect(await reshaped(writer, next)).toEqual({
    views: [next.views[3]],
    tallies: [next.tallies[3]],
  })
})

test('a view of another release is not mended', async () => {
  const desk = await orderDesk()
  await expect(desk.mend({ view: 'no_view', keys: [] })).rejects.toThrow('There is no view no_view')
})
