// Ids that sort by time, and those of one command in the order in which it made them; that can't be guessed,
// and follow from the command's moment and seed alone, so that replaying it makes the same ids again.
import { hash, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford's base 32: no i, l, o, u.
const TIME_LENGTH = 10
const ORDINAL_LENGTH = 3
const LAST_ORDINAL = 32 ** ORDINAL_LENGTH - 1 // Further ids of the same command sort after it, in any order.
const RANDOM_LENGTH = 13 // 65 bits, beside those of its moment and of its place among the command's ids.
const SECRET_LENGTH = 26 // 130 bits, for ids that are themselves the right to what they name.

const SEED_BYTES = 16
const SEEDS_DRAWN = 256
let drawn = Buffer.alloc(0)

/** 128 random bits as hex. Drawn many at a time: asking the system costs more than the bits do. */
export function newSeed(): string {
  if (drawn.length === 0) drawn = randomBytes(SEED_BYTES * SEEDS_DRAWN)
  const seed = drawn.toString('hex', 0, SEED_BYTES)
  drawn = drawn.subarray(SEED_BYTES)
  return seed
}

/** A source of ids: the same `now` and seed give the same ids in the same order. */
export function idSource(now: number, seed: string): (prefix: string, secret?: boolean) => string {
  const time = inBase32(now, TIME_LENGTH)
  let made = 0
  const next = bytesFrom(seed)
  return (prefix, secret = false) => {
    let text = time
    if (!secret) text += inBase32(Math.min(made++, LAST_ORDINAL), ORDINAL_LENGTH)
    for (let left = secret ? SECRET_LENGTH : RANDOM_LENGTH; left > 0; left--)
      text += ALPHABET[next() & 31]
    return `${prefix}_${text}`
  }
}

function inBase32(number: number, length: number): string {
  let rest = number
  let text = ''
  for (let left = length; left > 0; left--) {
    text = ALPHABET[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** Hashes of the seed and a count: cheap, and none says anything of the bytes that follow. */
function bytesFrom(seed: string): () => number {
  let blocks = 0
  let bytes = Buffer.alloc(0)
  let at = 0
  return () => {
    if (at === bytes.length) {
      bytes = hash('sha512', `${seed} ${blocks++}`, 'buffer')
      at = 0
    }
    return bytes[at++] as number
  }
}
