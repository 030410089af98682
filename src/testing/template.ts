// Makes the migrated, empty database that every test copies: once a test run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '#app'
import type { DatabaseAddress } from '#kernel/database/engine.ts'
import { administered, IS_POSTGRES, TEMPLATE } from './database.ts'
import { startPostgres } from './postgres/server.ts'
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
  for (const made of WORDS_OF_TESTS) await administered(url, made)
  project.provide('template', url)
  return server.stop
}

/** What tests ask in SQLite's words, where PostgreSQL has others. */
const WORDS_OF_TESTS = [
  `CREATE FUNCTION iif(condition boolean, one bigint, other bigint) RETURNS bigint LANGUAGE sql
   AS 'SELECT CASE WHEN condition THEN one ELSE other END'`,
  // The numbers of a document, however deep, with the names that they have there.
  `CREATE FUNCTION json_tree(document text) RETURNS TABLE (key text, value bigint) LANGUAGE sql AS $$
     WITH RECURSIVE tree(key, value) AS (
       SELECT NULL::text, document::jsonb
       UNION ALL
       SELECT inner_one.key, inner_one.value FROM tree, LATERAL (
         SELECT o.key, o.value FROM jsonb_each(CASE jsonb_typeof(tree.value) WHEN 'object' THEN tree.value ELSE '{}' END) o
         UNION ALL
         SELECT NULL, a.value FROM jsonb_array_elements(CASE jsonb_typeof(tree.value) WHEN 'array' THEN tree.value ELSE '[]' END) a
       ) inner_one
     )
     SELECT key, (value #>> '{}')::bigint FROM tree WHERE jsonb_typeof(value) = 'number' $$`,
]

async function made(database: DatabaseAddress): Promise<void> {
  const app = await openApp({ database, shop: TEST_SHOP, release: 'test', reacts: false })
  await app.close()
}

declare module 'vitest' {
  interface ProvidedContext {
    template: string
  }
}
