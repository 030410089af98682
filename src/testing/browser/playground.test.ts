// The playground in a real browser: the examples in its tabs, the answers, and what is followed.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { OWNER_KEY, testServer } from '#testing/http.ts'
import { orderDesk } from '#testing/orders.ts'
import { CHROMIUM, useBrowser } from './browser.ts'

const open = useBrowser()

describe.skipIf(!CHROMIUM)('the playground', () => {
  test('orders by its first tabs, and shows live what happens', async () => {
    const desk = await orderDesk({ MAIN: { MUG: 9, CUP: 9 } })
    const { url } = await testServer(desk, { demoKey: OWNER_KEY })
    const page = await open({ url: `${url}/graphql`, width: 1_800 })
    const play = async (tab: string) => {
      // Most tabs are out of sight: the page scrolls them sideways.
      await page.locator('.graphiql-tab button', { hasText: tab }).dispatchEvent('click')
      const execute = page.getByRole('button', { name: /Execute query/ })
      await execute.click()
      // GraphiQL takes up which operation a tab has a moment after the tab; pressed before that, it asks nothing.
      const isTooSoon = () => answer.getByText('Cannot infer operation').first().isVisible()
      while (await sleep(300).then(isTooSoon)) await execute.click()
    }
    const answer = page.locator('.result-window')
    await play('BrowseProducts')
    await answer.getByText('"name": "Everything"').waitFor()
    await play('StartCart')
    await answer.getByText('"startCart"').waitFor()
    await play('PlaceOrder')
    await answer.getByText('"CONFIRMED"').waitFor()
    expect(desk.rows('select number from orders')).toEqual([{ number: 1_001 }])

    await play('WatchOrders')
    await expect.poll(() => desk.feed.followers, { timeout: 20_000 }).toBe(1)
    await desk.placed({ CUP: 1 })
    await answer.getByText('1002').waitFor()
  })
})
