// Remembers what shape each view had when it was last right as a whole: a release that changes one, or says
// that it computes one otherwise, finds it at its first start, and makes that view right before anybody reads it.
import { createHash } from 'node:crypto'
import type { Connection } from './database/connection.ts'
import type { ReadSide } from './mend-views.ts'
import { keepNote, noteNamed } from './notes.ts'
import type { View } from './view.ts'

const NOTE = 'view-shapes'

type Shaped = Pick<View, 'name' | 'revision'>
type Shapes = Record<string, string>

/** The views and tallies that are not of the shape that was last noted. */
export async function reshaped(tx: Connection, { views, tallies }: ReadSide): Promise<ReadSide> {
  const note = await noteNamed(tx, NOTE)
  const noted = note === null ? {} : (JSON.parse(note) as Shapes)
  const shapeOf = await shapesIn(tx)
  const isOther = (each: Shaped) => noted[each.name] !== shapeOf(each)
  return { views: views.filter(isOther), tallies: tallies.filter(isOther) }
}

/** Notes the shapes of all as they are now. */
export async function noteShapes(tx: Connection, { views, tallies }: ReadSide): Promise<void> {
  const shapes: Shapes = {}
  const shapeOf = await shapesIn(tx)
  for (const each of [...views, ...tallies]) shapes[each.name] = shapeOf(each)
  await keepNote(tx, { name: NOTE, value: JSON.stringify(shapes) })
}

/** The table and its indexes as the database has them, and the revision of what computes them. */
async function shapesIn(tx: Connection): Promise<(shaped: Shaped) => string> {
  const definitions = await tx.dialect.schema.definitions(tx)
  return ({ name, revision }) => {
    const statements = definitions.flatMap(({ of, sql }) => (of === name ? (sql ?? []) : []))
    return createHash('sha256')
      .update([...statements, revision].join(';\n'))
      .digest('hex')
  }
}
