// The console in a real browser, against a listening server: all that somebody does in a back office.
import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { OWNER_KEY, testServer } from '#testing/http.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import { OWNER } from '#testing/shop.ts'
import { barriers, CHROMIUM, useBrowser } from './browser.ts'

const open = useBrowser()

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
async function give(page: Page, title: string, values: Record<string, string | number> = {}) {
  await page.getByRole('button', { name: title, exact: true }).first().click()
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
    await field.fill(String(value))
    const option = page.getByRole('option', { name: String(value) }).first()
    if ((await field.getAttribute('aria-haspopup')) === 'listbox') await option.click()
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
})
