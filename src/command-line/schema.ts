// Writes the schema as text, sorted.
import { writeFileSync } from 'node:fs'
import { printedSchema } from '#graphql/schema.ts'

export async function schema(file: string): Promise<void> {
  if (file === '-') process.stdout.write(printedSchema())
  else writeFileSync(file, printedSchema())
}
