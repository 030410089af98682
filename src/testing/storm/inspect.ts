// What a killed process left on disk, looked at before anybody else opens it: a copy of the file and
// its WAL, so that the next start recovers from what was really there.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from '#kernel/database/connection.ts'
import { openWriter } from '#kernel/database/sqlite/connection.ts'
import { examine } from '#kernel/doctor.ts'
import { tallies, views } from '#read/views.ts'
import { examineBooks } from '#write/doctor.ts'
import type { Answer } from './load.ts'

export async function onDeadCopy<T>(
  file: string,
  look: (copy: Connection) => Promise<T> | T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-dead-'))
  const path = join(folder, 'shop.db')
  for (const suffix of ['', '-wal'])
    if (existsSync(`${file}${suffix}`)) copyFileSync(`${file}${suffix}`, `${path}${suffix}`)
  const copy = openWriter(path, { synchronous: 'OFF' })
  try {
    return await look(copy)
  } finally {
    copy.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Laws 1 and 4, the file itself, and that each command is there whole: what is wrong, in words. */
export async function violationsOf(copy: Connection): Promise<string[]> {
  const checks = [...(await examine(copy, { views, tallies })), ...(await examineBooks(copy))]
  return checks.flatMap(({ name, findings }) =>
    findings.map((finding) => `${name}: ${finding.found}`),
  )
}

type Kept = { key: string; sequence: number; outcome: string; refusal: string | null }

const codeIn = (refusal: string | null): string | undefined =>
  refusal === null ? undefined : (JSON.parse(refusal) as { code: string } | null)?.code

/** Answers that clients were given and that the file does not bear out. */
export async function brokenPromises(
  copy: Connection,
  answers: ReadonlyMap<string, Answer>,
): Promise<string[]> {
  const kept = await copy.rows<Kept>(
    `SELECT k.key, k.sequence, j.outcome, j.refusal
     FROM kernel_idempotency_keys k JOIN kernel_journal j ON j.sequence = k.sequence`,
  )
  const byKey = new Map(kept.map((row) => [row.key, { ...row, code: codeIn(row.refusal) }]))
  const broken: string[] = []
  for (const [key, { field, sequence, codes }] of answers) {
    const row = byKey.get(key)
    const must = codes.length > 0 ? 'REFUSED' : 'ACCEPTED'
    if (!row) broken.push(`${field} ${key} was acknowledged as ${sequence} and is not there`)
    else if (row.sequence !== sequence || row.outcome !== must || row.code !== codes[0])
      broken.push(
        `${field} ${key} was acknowledged as ${sequence} ${must} ${codes[0] ?? ''}, and stands as ${row.sequence} ${row.outcome} ${row.code ?? ''}`,
      )
  }
  return broken
}
