// The console, as `npm run build` made it of src/console: one page for all its addresses, and the files that it
// loads, which bear their hash in their name.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { projectFile } from '#project-file'
import { refuse } from './answer.ts'
import { compress, type HtmlPage, htmlPage, sendBody, sendPage } from './html-page.ts'
import { isLocal } from './local.ts'
import type { Page } from './operations.ts'
import { type PersistedOperations, readPersistedOperations } from './persisted.ts'

const FOLDER = projectFile('dist/console')
const OPERATIONS = join(FOLDER, 'operations.json')
const ASSET = /^\/console\/assets\/([\w-]+\.(?:js|css))$/
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** The operations that the console asks, by hash; none where it is not built. */
export const consoleOperations = (): PersistedOperations =>
  existsSync(OPERATIONS) ? readPersistedOperations(OPERATIONS) : new Map()

/** It runs its own files alone. Styles are also set by the components that it is made of. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

type Asset = { plain: Buffer; compressed: Buffer; type: string }

export type ConsoleOptions = {
  /** Signs in whoever looks from this very machine; null signs in nobody. */
  demoKey: string | null
  /** Whether the shop runs persisted operations alone. */
  isPersistedOnly: boolean
  /** Where it was built. */
  folder?: string
}

export function consolePage({ demoKey, isPersistedOnly, folder = FOLDER }: ConsoleOptions): Page {
  const pages = new Map<boolean, Promise<HtmlPage | null>>()
  const assets = new Map<string, Promise<Asset | null>>()

  return async (request, response) => {
    const [, name] = ASSET.exec(request.url?.split('?')[0] ?? '') ?? []
    if (name !== undefined) {
      const asset = await kept(assets, name, () => assetIn(folder, name))
      if (!asset) return refuse(response, 404, 'NOT_FOUND', `The console has no file ${name}.`)
      response.setHeader('cache-control', 'public, max-age=31536000, immutable')
      response.setHeader('vary', 'accept-encoding')
      return sendBody(request, response, asset)
    }
    const isDemo = demoKey !== null && isLocal(request)
    const page = await kept(pages, isDemo, () =>
      pageIn(folder, isDemo ? demoKey : null, isPersistedOnly),
    )
    if (!page)
      return refuse(response, 503, 'NOT_BUILT', 'The console is not built: run `npm run build`.')
    sendPage(request, response, page, { isPrivate: isDemo, varies: 'accept-encoding, host' })
  }
}

/** Read once; what is missing is looked for again. */
async function kept<Name, Value>(
  found: Map<Name, Promise<Value | null>>,
  name: Name,
  read: () => Promise<Value | null>,
): Promise<Value | null> {
  const value = found.get(name) ?? read()
  found.set(name, value)
  if ((await value) === null) found.delete(name)
  return value
}

async function assetIn(folder: string, name: string): Promise<Asset | null> {
  const plain = await contentOf(join(folder, 'assets', name))
  const type = TYPES[extname(name)] as string
  return plain && { plain, compressed: await compress(plain), type }
}

async function pageIn(
  folder: string,
  key: string | null,
  isPersistedOnly: boolean,
): Promise<HtmlPage | null> {
  const html = await contentOf(join(folder, 'index.html'))
  const said = [
    ...(key === null ? [] : [`<meta name="demo-key" content="${key}">`]),
    ...(isPersistedOnly ? ['<meta name="persisted-only" content="">'] : []),
  ]
  return (
    html &&
    htmlPage(
      String(html).replace('<!-- shop -->', () => said.join('')),
      POLICY,
    )
  )
}

const contentOf = (path: string): Promise<Buffer | null> => readFile(path).catch(() => null)
