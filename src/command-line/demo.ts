// A shop to try: at its first start it takes in the month of real orders that ships with the code.
import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { importDemo } from '#import/online-retail/demo.ts'
import { progressOn } from '#import/online-retail/progress.ts'
import { serveUntilTold } from './serve.ts'
import { type Settings, settings, withShop } from './shop.ts'

export async function demo(
  file: string,
  { port, race }: { port?: string; race?: boolean },
): Promise<void> {
  const given = settings({
    DATABASE_URL: `file:${resolve(file)}`,
    // The month was sold in London.
    SHOP_TIME_ZONE: process.env.SHOP_TIME_ZONE || 'Europe/London',
    WEBHOOK_SIGNING_KEY:
      process.env.WEBHOOK_SIGNING_KEY || 'what a demo signs with, and no shop does',
    WEBHOOKS_REACH_PRIVATE: process.env.WEBHOOKS_REACH_PRIVATE || 'true',
    ...(port !== undefined && { PORT: port }),
  })
  await takeIn(given)
  if (race) return (await import('./race.ts')).race(given)
  await serveUntilTold(given, { isDemo: true })
}

async function takeIn(given: Settings): Promise<void> {
  const done = `${given.config.file}-demo-taken-in`
  if (existsSync(done)) return
  process.stdout.write('Taking in a month of real orders; this happens once.\n')
  await withShop(given, (shop) => importDemo(shop, { progress: progressOn(process.stderr) }))
  writeFileSync(done, `${new Date().toISOString()}\n`)
}
