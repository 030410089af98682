// A statement as SQLite runs it: at once.
import type Sqlite from 'better-sqlite3'
import type { Buildable } from '../connection.ts'
import {
  compiledBinder,
  compiledReader,
  type DrizzlePrepared,
  fieldsOf,
  type Prepared,
} from '../prepared.ts'

export function prepared(built: Buildable, { isWhole }: { isWhole: boolean }): Prepared {
  const ready = built.prepare() as DrizzlePrepared & { stmt: Sqlite.Statement }
  const { stmt } = ready
  const bind = compiledBinder(ready.query.params, isWhole)
  if (!stmt.reader)
    return (rows, noted) => {
      noted.written += stmt.run(bind(rows)).changes
      return []
    }
  stmt.raw(true)
  const { readonly } = stmt
  const read = compiledReader(fieldsOf(ready))
  return (rows, noted) => {
    const answer = stmt.all(bind(rows)) as unknown[][]
    if (!readonly) noted.written += answer.length
    return read(answer)
  }
}
