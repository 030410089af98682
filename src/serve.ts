// Serves a shop in one process: what writes it, and HTTP in front.
import type { App } from '#app'
import type { Config } from '#config'
import { listen } from '#http/listen.ts'
import { openServing, type ServeOptions } from './open-serving.ts'
import { httpOf } from './serve-http.ts'

export type Serving = {
  url: string
  app: App
  /** The owner's key, where this start made it: shown once. */
  ownerKey: string | null
  close: () => Promise<void>
}

export async function serve(config: Config, options: ServeOptions): Promise<Serving> {
  const { app, ownerKey, close, ...shown } = await openServing(config, options)
  try {
    const front = { ...app, unwritable: () => null }
    const http = httpOf(front, config, { log: options.log, ...shown })
    const url = await listen(http.server, config)
    const closeBoth = async () => {
      await http.drain()
      await close()
    }
    return { url, app, ownerKey, close: closeBoth }
  } catch (fault) {
    await close()
    throw fault
  }
}
