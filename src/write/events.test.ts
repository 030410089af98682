import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { EVENT_NAMES } from './events.ts'

test('every fact of every module can be told', async () => {
  const modules = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => readdirSync(`${import.meta.dirname}/${name}`).includes('events.ts'))
  expect(modules.length).toBeGreaterThan(10)
  for (const name of modules)
    for (const [key, kind] of Object.entries(await import(`./${name}/events.ts`)))
      if (typeof kind === 'function' && 'event' in kind)
        expect([name, key, EVENT_NAMES.has(String(kind.event))]).toEqual([name, key, true])
})
