// Remembers what shape each view had when it was last right as a whole: a release that changes one
// finds it at its first start, and makes that view right before anybody reads it.
import { createHash } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { Connection } from './database/connection.ts'
import { type Params, statement } from './database/statement.ts'
import type { ReadSide } from './mend-views.ts'
import { notes } from './tables.ts'

const NOTE = 'view-shapes'

type Shapes = Record<string, string>

/** The views and tallies whose tables are not of the shape that was last noted. */
export async function reshaped(tx: Connection, { views, tallies }: ReadSide): Promise<ReadSide> {
  const [note] = await noteNamed(tx, { name: NOTE })
  const noted = note ? (JSON.parse(note.value) as Shapes) : {}
  const isOther = ({ name }: { name: string }) => noted[name] !== shapeOf(tx, name)
  return { views: views.filter(isOther), tallies: tallies.filter(isOther) }
}

/** Notes the shapes of all as they are now. */
export async function noteShapes(tx: Connection, { views, tallies }: ReadSide): Promise<void> {
  const shapes = [...views, ...tallies].map(({ name }) => [name, shapeOf(tx, name)])
  await keepNote(tx, { name: NOTE, value: JSON.stringify(Object.fromEntries(shapes)) })
}

/** The table and its indexes as the database has them. */
function shapeOf({ sqlite }: Connection, table: string): string {
  const statements = sqlite
    .prepare('SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY name')
    .pluck()
    .all(table) as string[]
  return createHash('sha256').update(statements.join(';\n')).digest('hex')
}

const noteNamed = statement((db, $: Params<{ name: string }>) =>
  db.select({ value: notes.value }).from(notes).where(eq(notes.name, $.name)),
)

const keepNote = statement((db, $: Params<{ name: string; value: string }>) =>
  db
    .insert(notes)
    .values({ name: $.name, value: $.value })
    .onConflictDoUpdate({ target: notes.name, set: { value: sql`excluded.value` } }),
)
