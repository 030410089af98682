// Who a credential belongs to: the holder of a key by its hash, a customer by their subject.
import type { App } from '#app'
import type { Identities } from '#http/authenticate.ts'
import type { LastUsed } from '#kernel/last-used.ts'
import { type Soon, soon } from '#kernel/soon.ts'
import { actorAt, KEY_HOLDER_VIEWS, type KeyHolder, loadKeyHolder } from '#read/api-key/load.ts'
import { loadCustomerViewsBySubject } from '#read/customer/load.ts'
import { CUSTOMER_PERMISSIONS } from '#write/access/permissions.ts'

/** A key's holder as they were after the command of this sequence. */
type Known = KeyHolder & { sequence: number }

export type Identifying = Pick<App, 'readers' | 'feed' | 'clock'> & {
  lastUsed: Pick<LastUsed, 'note'>
  /** That the feed has heard of every commit there is. Left out where it hears before anybody is answered. */
  isCurrent?: () => Soon<boolean>
}

export function identitiesOf({
  readers,
  feed,
  clock,
  lastUsed,
  isCurrent = () => true,
}: Identifying): Identities {
  /** As many as there are keys that somebody uses. */
  const known = new Map<string, Known>()

  const isFresh = ({ sequence }: Known): Soon<boolean> =>
    KEY_HOLDER_VIEWS.every((view) => feed.lastChangeOf(view) <= sequence) && isCurrent()

  async function read(hash: string): Promise<Known | null> {
    const sequence = feed.last() // What is committed while it is read makes it read again.
    const holder = await readers.reading((connection) => loadKeyHolder(connection, hash), sequence)
    if (!holder) {
      known.delete(hash)
      return null
    }
    const read = { ...holder, sequence }
    known.set(hash, read)
    return read
  }

  return {
    keyHolder: (hash) => {
      const kept = known.get(hash)
      const holder: Soon<Known | null> = kept
        ? soon(isFresh(kept), (isIt) => (isIt ? kept : read(hash)))
        : read(hash)
      return soon(holder, (found) => {
        const actor = found && actorAt(found, clock())
        if (actor) lastUsed.note(actor.id)
        return actor
      })
    },
    customer: (subject) =>
      readers.reading(async (connection) => {
        const [row] = await loadCustomerViewsBySubject(connection, [subject])
        return row ? { kind: 'CUSTOMER', id: row.id, permissions: CUSTOMER_PERMISSIONS } : null
      }),
  }
}
