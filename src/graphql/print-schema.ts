// Prints the schema: `npm run schema` keeps it in schema.graphql, and what changed since the last release in the
// changelog.
import { readFileSync, writeFileSync } from 'node:fs'
import { printedSchema } from './schema.ts'
import { schemaChanges, undeclared, withChanges } from './schema-changes.ts'

const schema = printedSchema()
writeFileSync('schema.graphql', schema)
const changes = await schemaChanges(readFileSync('.ci/released.graphql', 'utf8'), schema)
const changelog = readFileSync('CHANGELOG.md', 'utf8')
writeFileSync('CHANGELOG.md', withChanges(changelog, changes))
for (const { path, message } of undeclared(changelog, changes))
  console.error(`${path} breaks whoever uses it, and the changelog does not say why: ${message}`)
