// A disk that can be watched and made to fail: a small library, compiled where a C compiler is, that a
// child process loads before its own code. Linux only, as the storms that need it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../server-process.ts'

const SOURCE = fileURLToPath(new URL('disk.c', import.meta.url))

/** Whether this machine can compile it. */
export const HAS_COMPILER = process.platform === 'linux' && hasCompiler()

function hasCompiler(): boolean {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

let library: string | null = null

export function diskSettings(options: {
  files: readonly string[]
  log?: string
  fault?: string
}): Settings {
  library ??= compiled()
  return {
    LD_PRELOAD: library,
    DISK_FILES: options.files.join(':'),
    ...(options.log && { DISK_LOG: options.log }),
    ...(options.fault && { DISK_FAULT: options.fault }),
  }
}

function compiled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-disk-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const to = join(folder, 'disk.so')
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', to, SOURCE, '-ldl'])
  return to
}

export type Operation = {
  op: 'WRITE' | 'TRUNCATE' | 'SYNC'
  /** Its place in `files`. */
  file: number
  offset: number
  bytes: Buffer
}

const RECORD_BYTES = 24
const OPS = [undefined, 'WRITE', 'TRUNCATE', 'SYNC'] as const

/** What was done to the files, in order. A record that a killed process left half is not one. */
export function operationsOf(log: Buffer): Operation[] {
  const operations: Operation[] = []
  let at = 0
  while (at + RECORD_BYTES <= log.length) {
    const op = OPS[log.readUInt32LE(at)]
    if (!op) throw new Error(`The log has no operation at byte ${at}.`)
    const file = log.readUInt32LE(at + 4)
    const offset = Number(log.readBigUInt64LE(at + 8))
    const length = Number(log.readBigUInt64LE(at + 16))
    at += RECORD_BYTES
    if (at + length > log.length) break
    operations.push({ op, file, offset, bytes: log.subarray(at, at + length) })
    at += length
  }
  return operations
}
