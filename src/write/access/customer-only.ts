// What only a customer who is signed in can do, for themselves.
import type { Actor } from '#kernel/actor.ts'
import { NotSignedIn } from './rejections.ts'

/** The customer's id. */
export function requireSignedIn({ kind, id }: Actor): string {
  if (kind !== 'CUSTOMER') throw new NotSignedIn({})
  return id
}
