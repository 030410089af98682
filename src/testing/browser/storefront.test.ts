// A new user's hour in a real browser: the shop window of the examples sells something, and the console shows it
// while it happens.
import { createServer } from 'vite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { projectFile } from '#project-file'
import { loadActorByKeyHash } from '#read/api-key/load.ts'
import { OWNER_KEY, testServer } from '#testing/http.ts'
import { orderDesk } from '#testing/orders.ts'
import { OWNER } from '#testing/shop.ts'
import { hashKey } from '#write/access/keys.ts'
import { barriers, CHROMIUM, useBrowser } from './browser.ts'

const open = useBrowser()

describe.skipIf(!CHROMIUM)('the shop window', () => {
  test('lists products, fills a cart, places the order, and follows it; the console has it at once', async () => {
    const desk = await orderDesk({ MAIN: { MUG: 5 } })
    const { shown } = await desk.dispatch({
      command: 'CreateApiKey',
      input: { name: 'Shop window', kind: 'PUBLISHABLE' },
      actor: OWNER,
    })
    const identities = {
      keyHolder: async (hash: string) =>
        hash === hashKey(OWNER_KEY) ? OWNER : loadActorByKeyHash(desk.writer, hash, desk.clock()),
      customer: async () => null,
    }
    const shop = await testServer(desk, { hasConsole: true, demoKey: OWNER_KEY, identities })
    const back = await open({ url: `${shop.url}/console` })
    const latest = back.getByRole('region', { name: 'Latest orders' })
    await latest.getByText('No order has been placed yet.').waitFor()

    const page = await open({ url: await windowOf(shop.url, String(shown?.secret)) })
    const buttons = page.getByRole('button', { name: 'Add Everything' })
    await buttons.first().click()
    await page.getByText('1 × Everything').waitFor()
    await buttons.first().click()
    await page.getByText('2 × Everything').waitFor()
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByText('Order 1001 is CONFIRMED').waitFor()
    expect(await barriers(page)).toEqual([])
    await latest.getByRole('link', { name: '1001' }).waitFor()
    expect(desk.rows('select email, total from orders')).toEqual([
      { email: 'ada@example.com', total: 1_000 },
    ])

    const [{ id: orderId = '' } = {}] = desk.rows<{ id: string }>('select id from orders')
    await desk.accepted('CancelOrder', { orderId })
    await page.getByText('Order 1001 is CANCELLED').waitFor()
  })
})

/** The page as `npm run storefront` serves it, beside this shop. */
async function windowOf(shopUrl: string, key: string): Promise<string> {
  process.env.VITE_KEY = key
  const server = await createServer({
    configFile: projectFile('examples/storefront/vite.config.ts'),
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', proxy: { '/graphql': shopUrl } },
  })
  onTestFinished(() => server.close())
  await server.listen()
  return server.resolvedUrls?.local[0] as string
}
