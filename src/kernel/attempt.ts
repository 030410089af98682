// Lets a command do its parts one by one, each in a savepoint of its own inside the command's: what is
// refused is undone alone, with the events that it recorded.
import type { Context } from './command.ts'
import type { Connection } from './database/connection.ts'
import type { RecordedEvent } from './event.ts'
import { Rejection } from './rejection.ts'

const SAVEPOINT = 'part'

/** Given once a connection, then the events of each command, which an undone part takes back. */
export function attempts({
  transaction,
}: Connection): (events: RecordedEvent[]) => Context['attempt'] {
  return (events) => {
    let isUnderWay = false
    return async (part) => {
      // Savepoints nest: a part that ends before one that began later would undo the other's too.
      if (isUnderWay) throw new Error('A part was attempted while another was under way.')
      isUnderWay = true
      const recorded = events.length
      await transaction.savepoint(SAVEPOINT)
      try {
        const done = await part()
        await transaction.release(SAVEPOINT)
        return { done, refused: null }
      } catch (thrown) {
        // A fault fails the command, whose own savepoint undoes this one.
        if (!(thrown instanceof Rejection)) throw thrown
        await transaction.undo(SAVEPOINT)
        await transaction.release(SAVEPOINT)
        events.length = recorded
        return { done: null, refused: thrown }
      } finally {
        isUnderWay = false
      }
    }
  }
}
