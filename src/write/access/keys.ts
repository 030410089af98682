// API keys: random, shown once, and known afterwards by their hash alone.
import { createHash, randomBytes } from 'node:crypto'

export type KeyKind = 'STAFF' | 'PUBLISHABLE'
export type NewKey = { secret: string; hash: string; hint: string }

const PREFIXES = { STAFF: 'qm_sk_', PUBLISHABLE: 'qm_pk_' } as const satisfies Record<
  KeyKind,
  string
>
const KEY_BYTES = 32 // 256 bits: no hash of it can be guessed, so a plain, fast one will do.
const HINT_LENGTH = 10

export const newKey = (kind: KeyKind): NewKey =>
  keyOf(`${PREFIXES[kind]}${randomBytes(KEY_BYTES).toString('base64url')}`)

/** A key that somebody chose: what it is known by. */
export const keyOf = (secret: string): NewKey => ({
  secret,
  hash: hashKey(secret),
  hint: hintOf(secret),
})

export const hashKey = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url')

/** The first characters, but never so many that they give a short key away. */
const hintOf = (secret: string): string =>
  secret.slice(0, Math.min(HINT_LENGTH, Math.floor(secret.length / 4)))
