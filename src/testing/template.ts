// Makes the migrated, empty database that every test copies: once a test run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '#app'
import type { DatabaseAddress } from '#kernel/database/engine.ts'
import { IS_POSTGRES, TEMPLATE } from './database.ts'
import { startPostgres } from './postgres-server.ts'
import { TEST_SHOP } from './shop.ts'

type Project = { provide: (name: 'template', template: string) => void }

export default async function setup(project: Project) {
  return IS_POSTGRES ? onServer(project) : inFile(project)
}

async function inFile(project: Project) {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-template-'))
  const file = join(folder, 'template.db')
  await made({ file })
  project.provide('template', file)
  return () => rmSync(folder, { recursive: true, force: true })
}

async function onServer(project: Project) {
  const server = await startPostgres()
  await server.create(TEMPLATE)
  const url = server.urlOf(TEMPLATE)
  await made({ url, replicas: [] })
  project.provide('template', url)
  return server.stop
}

async function made(database: DatabaseAddress): Promise<void> {
  const app = await openApp({ database, shop: TEST_SHOP, release: 'test', reacts: false })
  await app.close()
}

declare module 'vitest' {
  interface ProvidedContext {
    template: string
  }
}
