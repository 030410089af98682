// A real browser for tests: Chromium, where the machine has one. Whatever a page complains of is a failure of
// the test that opened it.
import { existsSync } from 'node:fs'
import { env } from 'node:process'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Null where there is none: such tests are skipped. */
export const CHROMIUM = env.CHROMIUM_PATH ?? PLACES.find((path) => existsSync(path)) ?? null

export type Opening = {
  url: string
  scheme?: 'light' | 'dark'
  width?: number
  height?: number
  /** True where the server goes away meanwhile, of which the browser complains. */
  isCut?: boolean
}

/** One browser for a file of tests; each page is a context of its own. */
export function useBrowser(): (opening: Opening) => Promise<Page> {
  let browser: Browser
  beforeAll(async () => {
    if (CHROMIUM) browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  })
  afterAll(() => browser?.close())

  return async ({ url, scheme = 'light', width = 1_360, height = 900, isCut = false }) => {
    const viewport = { width, height }
    const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'en-GB' })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    const complaints: string[] = []
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (said) => {
      const text = said.text()
      const isExpected =
        text.includes('status of 40') || (isCut && /net::ERR_|Failed to fetch/.test(text))
      if (said.type() === 'error' && !isExpected) complaints.push(text)
    })
    onTestFinished(async () => {
      await context.close()
      expect(complaints).toEqual([])
    })
    await page.goto(url)
    return page
  }
}

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
const PATIENCE_MS = 20_000

/** What whoever reads by ear, by keys or with poor eyes would stumble over. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = (await page.evaluate('axe.run()')) as axe.AxeResults
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
