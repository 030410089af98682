// Prints the schema: `npm run schema` keeps it in schema.graphql.
import { writeFileSync } from 'node:fs'
import { printedSchema } from './schema.ts'

writeFileSync('schema.graphql', printedSchema())
