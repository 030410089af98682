// Files that must be there whole, to the byte: on disk before anybody counts on them, and known again by
// their length and hash.
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, fsyncSync, openSync, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** How long a file is, and its SHA-256, hexadecimal. */
export type Digest = { bytes: number; sha256: string }

export async function digestOf(file: string): Promise<Digest> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(createReadStream(file), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      bytes += chunk.length
      hash.update(chunk)
    }
  })
  return { bytes, sha256: hash.digest('hex') }
}

/** In words how a file differs from what its manifest says; null where it doesn't. */
export async function damageOf(file: string, { bytes, sha256 }: Digest): Promise<string | null> {
  const found = await digestOf(file)
  if (found.bytes === bytes && found.sha256 === sha256) return null
  return `${file} is damaged: its manifest says ${bytes} bytes with SHA-256 ${sha256}, found ${found.bytes} with ${found.sha256}.`
}

/** Has the file, or the names in a folder, on disk before it returns. */
export function synced(path: string): void {
  const isFolder = statSync(path).isDirectory()
  const fd = openSync(path, isFolder ? 'r' : 'r+')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
