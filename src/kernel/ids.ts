// Ids that sort by time, can't be guessed, and follow from a command's moment and seed alone, so that
// replaying the command makes the same ids again.
import { createCipheriv, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford's base 32: no i, l, o, u.
const TIME_LENGTH = 10
const RANDOM_LENGTH = 16 // 80 bits.
const SECRET_LENGTH = 26 // 130 bits, for ids that are themselves the right to what they name.
const KEYSTREAM_BYTES = 256
const EMPTY_BLOCK = Buffer.alloc(16)

/** 128 random bits as hex. */
export const newSeed = (): string => randomBytes(16).toString('hex')

/** A source of ids: the same `now` and seed give the same ids in the same order. */
export function idSource(now: number, seed: string): (prefix: string, secret?: boolean) => string {
  const time = encodeTime(now)
  const next = keystream(Buffer.from(seed, 'hex'))
  return (prefix, secret = false) => {
    let random = ''
    for (let left = secret ? SECRET_LENGTH : RANDOM_LENGTH; left > 0; left--)
      random += ALPHABET[next() & 31]
    return `${prefix}_${time}${random}`
  }
}

function encodeTime(now: number): string {
  let rest = now
  let text = ''
  for (let left = TIME_LENGTH; left > 0; left--) {
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
