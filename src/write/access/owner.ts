// Makes sure, at every start, that the owner can get in. What it answers is printed once.

import { systemActor } from '#kernel/actor.ts'
import type { Connection } from '#kernel/database/connection.ts'
import type { Dispatch } from '#kernel/dispatch.ts'
import { IdempotencyKeyReused } from '#kernel/rejections.ts'
import { anyKey, keyWithHash } from './api-keys.ts'
import { createOwnerKey } from './create-owner-key.ts'
import { keyOf, newKey } from './keys.ts'

/** Several processes may start at once: of the keys that they would make the first is. */
const FIRST_KEY = 'the first key'

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
    input: { hash, hint },
    actor: systemActor('start'),
    options: { idempotencyKey: preset ? hash : FIRST_KEY },
  })
  // Another process that started at the same moment has made it, and shown it.
  if (outcome.outcome === 'REFUSED' && outcome.refusal.code === IdempotencyKeyReused.code)
    return null
  if (outcome.outcome !== 'ACCEPTED') throw new Error("The owner's key could not be made.")
  return preset ? null : secret
}
