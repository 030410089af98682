// Makes the migrated, empty database that every test copies: once a test run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '#app'
import { TEST_SHOP } from './shop.ts'

export default async function setup(project: {
  provide: (name: 'template', file: string) => void
}) {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-template-'))
  const file = join(folder, 'template.db')
  const app = await openApp({ database: { file }, shop: TEST_SHOP, release: 'test', reacts: false })
  await app.close()
  project.provide('template', file)
  return () => rmSync(folder, { recursive: true, force: true })
}

declare module 'vitest' {
  interface ProvidedContext {
    template: string
  }
}
