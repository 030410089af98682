// A step after drizzle-kit: makes every table of the generated migrations STRICT, which its own
// language can not say. Run by `npm run db:generate`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2] ?? 'drizzle'

for (const name of readdirSync(folder).filter((file) => file.endsWith('.sql'))) {
  const file = join(folder, name)
  const statements = readFileSync(file, 'utf8').split('--> statement-breakpoint')
  const strict = statements.map((statement) =>
    /^\s*CREATE TABLE/.test(statement) ? statement.replace(/\);(\s*)$/, ') STRICT;$1') : statement,
  )
  writeFileSync(file, strict.join('--> statement-breakpoint'))
}
