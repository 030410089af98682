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
  const others = async <Each extends Shaped>(all: readonly Each[]): Promise<Each[]> => {
    const shapes = await Promise.all(all.map((each) => shapeOf(tx, each)))
    return all.filter(({ name }, at) => noted[name] !== shapes[at])
  }
  return { views: await others(views), tallies: await others(tallies) }
}

/** Notes the shapes of all as they are now. */
export async function noteShapes(tx: Connection, { views, tallies }: ReadSide): Promise<void> {
  const shapes: Shapes = {}
  for (const each of [...views, ...tallies]) shapes[each.name] = await shapeOf(tx, each)
  await keepNote(tx, { name: NOTE, value: JSON.stringify(shapes) })
}

/** The table and its indexes as the database has them, and the revision of what computes them. */
async function shapeOf(tx: Connection, { name, revision }: Shaped): Promise<string> {
  const definitions = await tx.dialect.schema.definitions(tx, name)
  const statements = definitions.map(({ sql }) => sql).filter((sql) => sql !== null)
  return createHash('sha256')
    .update([...statements, revision].join(';\n'))
    .digest('hex')
}
