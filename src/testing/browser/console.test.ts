// The console in a real browser, against a listening server: all that somebody does in a back office.
import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createSchema } from '#graphql/schema.ts'
import { selector } from '#graphql/select.ts'
import { consoleOperations } from '#http/console-page.ts'
import { OWNER_KEY, startTestServer, testServer } from '#testing/http.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { receiver } from '#testing/receiver.ts'
import { OWNER } from '#testing/shop.ts'
import { webhookSecret } from '#webhooks/secret.ts'
import { sender } from '#webhooks/send.ts'
import { webhookReactions } from '#webhooks/webhooks.ts'
import { parkWith } from '#write/dead-letters/park-dead-letter.ts'
import { barriers, CHROMIUM, useBrowser } from './browser.ts'

const open = useBrowser()
const SECRET = webhookSecret('a key that signs the webhooks of these tests')

type Opened = { desk: OrderDesk; page: Page; url: string }

/** Signed in as the owner, unless another key is given. */
async function opened(
  path = '',
  stock: Parameters<typeof orderDesk>[0] = { MAIN: { MUG: 10, CUP: 10 }, NORTH: { MUG: 5 } },
  scheme: 'light' | 'dark' = 'light',
): Promise<Opened> {
  const desk = await orderDesk(stock)
  const { url } = await testServer(desk, { hasConsole: true, demoKey: OWNER_KEY })
  const page = await open({ url: `${url}/console${path}`, scheme })
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { desk, page, url }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

/** Opens the form, fills it in by its labels, and gives the command. */
async function give(
  page: Page,
  title: string,
  values: Record<string, string | number> = {},
  row?: RegExp,
) {
  const place = row ? page.getByRole('row', { name: row }) : page
  await place.getByRole('button', { name: title, exact: true }).first().click()
  await fill(page, title, values)
  const dialog = page.getByRole('dialog')
  const refusal = dialog.getByRole('alert')
  await Promise.any([dialog.waitFor({ state: 'detached' }), refusal.waitFor()])
  if (await refusal.isVisible()) throw new Error(`${title}: ${await refusal.innerText()}`)
}

async function fill(page: Page, title: string, values: Record<string, string | number>) {
  const dialog = page.getByRole('dialog', { name: title })
  for (const [label, value] of Object.entries(values)) {
    const field = dialog.getByLabel(label, { exact: false }).first()
    const isChoice = (await field.getAttribute('aria-haspopup')) === 'listbox'
    if (isChoice) await field.click()
    if (await field.isEditable()) await field.fill(String(value))
    if (isChoice)
      await page
        .getByRole('option', { name: String(value) })
        .first()
        .click()
  }
  await dialog.getByRole('button', { name: title, exact: true }).click()
}

describe.skipIf(!CHROMIUM)('the console', () => {
  test('lets in whoever has a staff key, and nobody else', async () => {
    const desk = await orderDesk()
    const identities = {
      keyHolder: async (hash: string) => {
        const is = (key: string) => createHash('sha256').update(key).digest('base64url') === hash
        if (is('window')) return { kind: 'PUBLISHABLE' as const, id: 'key_1', permissions: [] }
        return is(OWNER_KEY) ? OWNER : null
      },
      customer: async () => null,
    }
    const { url } = await testServer(desk, { hasConsole: true, identities })
    const page = await open({ url: `${url}/console/orders` })
    const key = page.getByLabel('API key')
    const enter = page.getByRole('button', { name: 'Sign in' })
    await key.fill('wrong')
    await enter.click()
    await page.getByText('This API key opens nothing').waitFor()
    await key.fill('window')
    await enter.click()
    await page.getByText('This key opens a shop window').waitFor()
    expect(await barriers(page)).toEqual([])
    await key.fill(OWNER_KEY)
    await enter.click()
    await heading(page, 'Orders').waitFor()
    await page.reload()
    await heading(page, 'Orders').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await key.waitFor()
    await page.reload()
    await key.waitFor()
  })

  test('shows an order on the dashboard as soon as it is placed, and what must be done', async () => {
    const { desk, page } = await opened()
    await page.getByText('No order has been placed yet.').waitFor()
    await desk.accepted('SetStockPolicy', { variantId: desk.variants.CUP, lowStockLevel: 20 })
    await page.getByRole('region', { name: 'Low stock' }).getByText('CUP').waitFor()
    await desk.placed({ MUG: 2 })
    const latest = page.getByRole('region', { name: 'Latest orders' })
    await latest.getByRole('link', { name: '1001' }).waitFor()
    await latest.getByText('1 to ship').waitFor()
    await page.getByText('£10.00').first().waitFor()
    await latest.getByRole('link', { name: '1001' }).click()
    await heading(page, 'Order 1001').waitFor()
  })

  test('says that it is not live while the server is away, and has read all that it missed', async () => {
    const desk = await orderDesk()
    const options = { hasConsole: true, demoKey: OWNER_KEY }
    const first = await startTestServer(desk, options)
    const page = await open({ url: `${first.url}/console`, isCut: true })
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByText('No order has been placed yet.').waitFor()
    await page.getByRole('img', { name: /Sales by day/ }).waitFor()
    await first.drain(0)
    await page.getByText('Not live').waitFor()
    await desk.placed({ MUG: 1 })
    // A place whose code is not there yet says so; the frame stands, and other places are gone to.
    await page.getByRole('link', { name: 'Webhooks' }).click()
    await page.getByText('This page could not be shown.').waitFor()
    await page.getByRole('link', { name: 'Dashboard' }).click()
    const port = Number(new URL(first.url).port)
    const again = await startTestServer(desk, { ...options, port })
    onTestFinished(() => again.drain(1_000))
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 40_000 })
    await page.getByRole('link', { name: '1001' }).waitFor()
  })

  test('is walked with keys alone', async () => {
    const { desk, page } = await opened()
    for (let order = 0; order < 3; order++) await desk.placed({ MUG: 1 })
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await heading(page, 'Orders').waitFor()
    await page.getByText('3 in all').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('1002')
    await page.getByText('1 in all').waitFor()
    await page.keyboard.press('Escape')
    await page.getByLabel('Search').fill('')
    await page.getByText('3 in all').waitFor()
    await page.getByRole('grid', { name: 'Orders' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await heading(page, 'Order 1002').waitFor()
    await page.getByRole('button', { name: 'Add note' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('Note').waitFor()
    await page.keyboard.type('Ring twice')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Ring twice').first().waitFor()
    expect(desk.rows('select text from order_notes')).toEqual([{ text: 'Ring twice' }])
  })

  test('offers what can be done to an order, and does it', async () => {
    const { desk, page } = await opened()
    const { id } = await desk.placed({ MUG: 3, CUP: 2 })
    await page.goto(page.url().replace(/console.*/, `console/orders/${id}`))
    await heading(page, 'Order 1001').waitFor()
    const stands = async () => {
      const { status, paymentStatus, fulfilmentStatus } = await desk.page(id)
      return `${status} ${paymentStatus} ${fulfilmentStatus}`
    }

    await give(page, 'Hold', { Reason: 'Looks odd' })
    await page.getByText('On hold: Looks odd').waitFor()
    await give(page, 'Release')
    await give(page, 'Edit', { 'Lines: Everything (CUP)': 1, Reason: 'One is enough' })
    await give(page, 'Edit', { 'Lines: Everything (CUP)': 3, Reason: 'No, three' })
    await give(page, 'Cancel units', { 'What is cancelled: Everything (CUP)': 1 })
    expect((await desk.page(id)).currentTotal).toBe(3 * 500 + 2 * 300)
    await give(page, 'Grant refund', { Amount: '1.00', Reason: 'A scratch' })
    await give(page, 'Record payment', { Amount: '5.00' })
    expect(await stands()).toBe('CONFIRMED PARTIALLY_PAID UNFULFILLED')
    await give(page, 'Note an authorization', { Amount: '10.00' })
    await give(page, 'Capture', { Amount: '4.00' })
    await give(page, 'Void')
    await give(page, 'Record payment', {})
    expect(await stands()).toBe('CONFIRMED PAID UNFULFILLED')

    await give(page, 'Begin to pack')
    await give(page, 'Unpack', { Reason: 'Torn' })
    await give(page, 'Begin to pack')
    await give(page, 'Ship', { Carrier: 'Royal Mail', 'Tracking number': 'RM1' })
    await page.getByText('Royal Mail RM1').waitFor()
    await give(page, 'Mark delivered')
    expect(await stands()).toBe('COMPLETED PAID FULFILLED')

    await give(page, 'Request return', { 'What comes back: Everything (MUG)': 2 })
    await give(page, 'Approve return')
    await give(page, 'Receive return', {
      'Damaged: Everything (MUG)': 1,
      'Good enough to sell: Everything (MUG)': 1,
    })
    expect(await stands()).toBe('COMPLETED PAID PARTIALLY_RETURNED')
  })

  test('ends orders, and gives money back', async () => {
    const { desk, page } = await opened()
    const { id } = await desk.placed({ MUG: 2 })
    await page.goto(page.url().replace(/console.*/, `console/orders/${id}`))
    await give(page, 'Record payment')
    await give(page, 'Cancel order', { Reason: 'Changed their mind' })
    await give(page, 'Refund', { Amount: '10.00' })
    expect(await desk.page(id)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED' })
    const other = await desk.placed({ MUG: 2 })
    await page.goto(page.url().replace(/console.*/, `console/orders/${other.id}`))
    await give(page, 'Begin to pack')
    await give(page, 'Ship')
    await give(page, 'Close order', { Reason: 'Handed over in the shop' })
    expect((await desk.page(other.id)).status).toBe('COMPLETED')
  })

  test('says why the shop refuses, and lets it be put right', async () => {
    const { desk, page } = await opened()
    const { id } = await desk.placed({ MUG: 2 })
    await page.goto(page.url().replace(/console.*/, `console/orders/${id}`))
    await page.getByRole('button', { name: 'Edit' }).click()
    await fill(page, 'Edit', { 'Lines: Everything (MUG)': 99, Reason: 'Many' })
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The shop says no.').waitFor()
    expect(await dialog.getByRole('alert').innerText()).toContain('MUG')
    expect(await barriers(page)).toEqual([])
    await fill(page, 'Edit', { 'Lines: Everything (MUG)': 4 })
    await dialog.waitFor({ state: 'detached' })
    expect((await desk.page(id)).lines[0]?.quantity).toBe(4)

    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await heading(page, 'Commands').waitFor()
    await page.getByLabel('Outcome').first().click()
    await page.getByRole('option', { name: 'Refused' }).click()
    await page.getByText('1 in all').waitFor()
    await page.getByRole('row', { name: 'Edit order' }).click()
    await page.getByRole('dialog').getByText('INSUFFICIENT_STOCK').waitFor()
    await page.getByRole('dialog').getByText('"requested"').waitFor()
    expect(await barriers(page)).toEqual([])
  })

  test('counts, corrects, receives and moves stock', async () => {
    const { desk, page } = await opened('/stock')
    await page.getByLabel('Search').fill('MU')
    await page.getByText('2 in all').waitFor()
    await give(page, 'Adjust', { Change: -2, Reason: 'Damaged' }, /MAIN/)
    await give(page, 'Count', { 'Units that are there': 9 }, /MAIN/)
    await give(page, 'Transfer', { To: 'SOUTH', Units: 3 }, /MAIN/)
    await give(page, 'Receive stock', { Where: 'NORTH', What: 'CUP', Units: 7 })
    expect(desk.levels()).toEqual(desk.ledger())
    expect(desk.levels()).toMatchObject({
      'MUG@MAIN': '6/0',
      'MUG@SOUTH': '3/0',
      'CUP@NORTH': '7/0',
    })
  })

  test('makes a product, and changes all of it', async () => {
    const { desk, page } = await opened('/products')
    await give(page, 'New product', { Name: 'Teapot', SKU: 'POT', Price: '12.50' })
    await page.getByLabel('Search').fill('teepot')
    await page.getByRole('link', { name: 'Teapot' }).click()
    await heading(page, 'Teapot').waitFor()
    await give(page, 'Edit', { Name: 'Tea pot', Description: 'Holds a litre.' })
    await heading(page, 'Tea pot').waitFor()
    await page.getByText('Holds a litre.').waitFor()
    await give(page, 'Add variant', { SKU: 'POT-L', Name: 'Large', Price: '15.00' })
    await give(page, 'Set price', { Price: '13.00' })
    await give(page, 'Edit variant', { Name: 'Small', Weight: 900 })
    await give(page, 'Stock rules', { 'Runs low at': 3 })
    await give(page, 'Publish')
    expect(
      desk.rows(
        'select name, slug, status, description from products where id in (select product_id from variants where sku = ?)',
        'POT',
      ),
    ).toEqual([
      { name: 'Tea pot', slug: 'teapot', status: 'PUBLISHED', description: 'Holds a litre.' },
    ])
    expect(desk.rows('select sku, name, weight from variants where sku like ?', 'POT%')).toEqual([
      { sku: 'POT', name: 'Small', weight: 900 },
      { sku: 'POT-L', name: 'Large', weight: null },
    ])
    await page.getByText('£13.00').waitFor()
    await give(page, 'Take off sale')
    await give(page, 'Archive')
    await page.getByText('Archived').first().waitFor()
  })

  test('shows what was given up, and has it tried again or dropped', async () => {
    const { desk, page } = await opened('/health')
    await page.getByText('Nothing was given up.').waitFor()
    await desk.placed({ MUG: 1 })
    const [placed] = desk.rows<{ sequence: number; index: number }>(
      `select sequence, "index" from kernel_events where name = 'OrderPlaced'`,
    )
    const park = (error: string) =>
      parkWith(desk.dispatch, {
        ...{ reaction: 'expire-unpaid-orders', attempts: 9, dueId: null, error },
        ...(placed as { sequence: number; index: number }),
      })
    const letters = () => desk.rows('select status, reason from kernel_dead_letters')
    await park('It met a wall')
    await page.getByText('It met a wall').waitFor()
    await give(page, 'Try again')
    await page.getByText('Nothing was given up.').waitFor()
    expect(letters()).toEqual([{ status: 'RETRIED', reason: null }])
    await park('It met another')
    await page.getByText('It met another').waitFor()
    await give(page, 'Drop', { Reason: 'Not needed any more' })
    await page.getByText('Nothing was given up.').waitFor()
    expect(letters()).toEqual([{ status: 'DROPPED', reason: 'Not needed any more' }])
    await page
      .getByRole('table', { name: 'Views' })
      .getByText('order_view', { exact: true })
      .waitFor()
  })

  test('registers webhooks, and shows how they go', async () => {
    const desk = await orderDesk(undefined, {
      webhookSecret: SECRET,
      follows: (app) =>
        webhookReactions({
          ...app,
          ...{ secret: SECRET, send: sender({ reachesPrivate: true }) },
          select: selector(createSchema(), app),
        }),
    })
    const { url: address, received } = await receiver()
    const { url } = await testServer(desk, { hasConsole: true, demoKey: OWNER_KEY })
    const page = await open({ url: `${url}/console/webhooks` })
    await page.getByText('Nobody is told of anything yet.').waitFor()
    await give(page, 'New webhook', { Name: 'Warehouse', Address: address, Events: 'OrderPlaced' })
    await page.getByText(address).waitFor()
    await desk.placed({ MUG: 1 })
    await desk.reactions.settle()
    expect(received).toHaveLength(1)
    const deliveries = page.getByRole('table', { name: 'Deliveries' })
    await deliveries.getByRole('row', { name: /Warehouse OrderPlaced 1 Succeeded/ }).waitFor()
    await give(page, 'Send a test')
    await desk.reactions.settle()
    expect(received).toHaveLength(2)
    await give(page, 'Replay', { 'From which number': 1 })
    await desk.reactions.settle()
    const ids = received.map(({ headers }) => headers['webhook-id'])
    expect(ids).toEqual([ids[0], ids[1], ids[0], ids[1]])
    await give(page, 'Disable')
    await page.getByText('Disabled', { exact: true }).waitFor()
    await give(page, 'Enable')
    await page.getByText('Active', { exact: true }).waitFor()
    await give(page, 'Delete')
    await page.getByText('Nobody is told of anything yet.').waitFor()
  })

  test.each([
    ['light', 1_360],
    ['dark', 1_360],
    ['light', 390],
  ] as const)('has nothing to stumble over, %s and %i wide', async (scheme, width) => {
    const desk = await orderDesk()
    const { id } = await desk.placed({ MUG: 2 })
    const { productId } = desk.rows<{ productId: string }>(
      'select product_id as productId from variants',
    )[0]!
    const { url } = await testServer(desk, { hasConsole: true, demoKey: OWNER_KEY })
    const page = await open({ url: `${url}/console`, scheme, width })
    for (const path of [
      '',
      '/orders',
      `/orders/${id}`,
      '/fulfilment',
      '/stock',
      '/products',
      `/products/${productId}`,
      '/commands',
      '/health',
      '/webhooks',
    ]) {
      await page.goto(`${url}/console${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => page.getByLabel('Loading').count()).toBe(0)
      expect([path, await barriers(page)]).toEqual([path, []])
    }
  })

  test('is loaded in less than 300 kB', async () => {
    const { page } = await opened()
    await page.getByRole('region', { name: 'Low stock' }).waitFor()
    await page.getByRole('img', { name: /Sales by day/ }).waitFor()
    const loaded = (await page.evaluate(
      `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
         .filter(({ name }) => name.includes('/console'))
         .map(({ encodedBodySize, decodedBodySize }) => ({ encodedBodySize, decodedBodySize }))`,
    )) as { encodedBodySize: number; decodedBodySize: number }[]
    const sum = (part: 'encodedBodySize' | 'decodedBodySize') =>
      loaded.reduce((total, entry) => total + entry[part], 0)
    expect(sum('decodedBodySize')).toBeGreaterThan(300_000)
    expect(sum('encodedBodySize')).toBeLessThan(300_000)
  })

  test('works in a shop that runs persisted operations alone', async () => {
    const desk = await orderDesk()
    const persisted = consoleOperations()
    const { url, post } = await testServer(desk, {
      hasConsole: true,
      demoKey: OWNER_KEY,
      persisted,
    })
    const page = await open({ url: `${url}/console` })
    await desk.placed({ MUG: 1 })
    await page.getByRole('link', { name: '1001' }).waitFor()
    expect((await post({ query: '{ viewer { kind } }' })).body.errors[0].extensions.code).toBe(
      'PERSISTED_OPERATION_REQUIRED',
    )
  })
})
