// Ids that sort by time, and those of one command in the order in which it made them; that can't be guessed,
// and follow from the command's moment and seed alone, so that replaying it makes the same ids again.
import { createCipheriv, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford's base 32: no i, l, o, u.
const TIME_LENGTH = 10
const ORDINAL_LENGTH = 3
const LAST_ORDINAL = 32 ** ORDINAL_LENGTH - 1 // Further ids of the same command sort after it, in any order.
const RANDOM_LENGTH = 13 // 65 bits, beside those of its moment and of its place among the command's ids.
const SECRET_LENGTH = 26 // 130 bits, for ids that are themselves the right to what they name.
const KEYSTREAM_BYTES = 256
const EMPTY_BLOCK = Buffer.alloc(16)

/** 128 random bits as hex. */
export const newSeed = (): string => randomBytes(16).toString('hex')

/** A source of ids: the same `now` and seed give the same ids in the same order. */
export function idSource(now: number, seed: string): (prefix: string, secret?: boolean) => string {
  const time = inBase32(now, TIME_LENGTH)
  let made = 0
  const next = keystream(Buffer.from(seed, 'hex'))
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

/** AES in counter mode under the seed: cheap, and says nothing of the bytes that follow. */
function keystream(seed: Buffer): () => number {
  const zeros = Buffer.alloc(KEYSTREAM_BYTES)
  let cipher: ReturnType<typeof createCipheriv> | undefined
  let bytes: Buffer = zeros
  let at = KEYSTREAM_BYTES
  return () => {
    if (at === KEYSTREAM_BYTES) {
      cipher ??= createCipheriv('aes-128-ctr', seed, EMPTY_BLOCK)
      bytes = cipher.update(zeros)
      at = 0
    }
    return bytes[at++] as number
  }
}
