// Makes sure, at every start, that the owner can get in. What it answers is printed once.

import { systemActor } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import { anyKey, keyWithHash } from './api-keys.ts'
import { createOwnerKey } from './create-owner-key.ts'
import { keyOf, newKey } from './keys.ts'

/**
 * On the first start makes the owner's key and answers it; afterwards answers null. A preset key is
 * never answered; presetting another one on a later start adds it, and one that was revoked stays so.
 */
export async function ensureOwnerKey(
  { dispatch, writer }: { dispatch: Dispatch; writer: Connection },
  preset?: string | null,
): Promise<string | null> {
  const { secret, hash, hint } = preset ? keyOf(preset) : newKey('STAFF')
  const [known] = preset ? await keyWithHash(writer, { hash }) : await anyKey(writer, {})
  if (known) return null
  const { outcome } = await dispatch({
    command: createOwnerKey.name,
    input: { hash, hint, onlyFirst: !preset },
    actor: systemActor('start'),
  })
  if (outcome.outcome !== 'ACCEPTED') throw new Error("The owner's key could not be made.")
  if (preset) return null
  const [made] = await keyWithHash(writer, { hash })
  return made ? secret : null // Another process that started at once has made one, and shown it.
}
