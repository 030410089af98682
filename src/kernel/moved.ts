// A database whose shop has gone on elsewhere takes no more commands: what they did would be lost.
import type { Connection } from './database/connection.ts'
import { dropNote, keepNote, noteNamed } from './notes.ts'

const NOTE = 'moved'

export class ShopMoved extends Error {}

/** @param to Where it went, in words. */
export const noteMoved = async (tx: Connection, to: string): Promise<void> =>
  void (await keepNote(tx, { name: NOTE, value: to }))

export const noteStays = async (tx: Connection): Promise<void> =>
  void (await dropNote(tx, { name: NOTE }))

export async function requireHere(tx: Connection): Promise<void> {
  const to = await noteNamed(tx, NOTE)
  if (to !== null)
    throw new ShopMoved(
      `The shop of this database was moved to ${to}: serve that one. Where it is to stay here after all: quartermaster move --give-up.`,
    )
}
