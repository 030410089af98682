// Plants each fault in a copy of the tree, runs the tests that must notice it, and expects red. Ends with
// 1 where one went unnoticed, or where the text to change is not there any more.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { PLANTS, type Plant } from './plants.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const COPIED = [
  'src',
  'drizzle',
  'examples',
  'package.json',
  'codegen.ts',
  'tsconfig.json',
  'vitest.config.ts',
  'schema.graphql',
  '.env.example',
]

type Verdict = 'noticed' | 'UNNOTICED' | 'STALE'

function planted(tree: string, { file, find, replace, noticedBy }: Plant): Verdict {
  const path = join(tree, file)
  const source = readFileSync(path, 'utf8')
  if (source.split(find).length !== 2) return 'STALE'
  writeFileSync(
    path,
    source.replace(find, () => replace),
  )
  try {
    return isGreen(tree, noticedBy) ? 'UNNOTICED' : 'noticed'
  } finally {
    writeFileSync(path, source)
  }
}

function isGreen(tree: string, tests: string): boolean {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const env = { ...process.env, ...(tests.includes('/postgres/') && { ENGINE: 'postgres' }) }
  return spawnSync(process.execPath, [vitest, 'run', tests], { cwd: tree, env }).status === 0
}

const tree = mkdtempSync(join(tmpdir(), 'quartermaster-planted-'))
try {
  for (const name of COPIED) cpSync(join(ROOT, name), join(tree, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
  const [, , only] = argv
  const plants = PLANTS.filter(({ name }) => only === undefined || name.includes(only))
  const suites = [...new Set(plants.map(({ noticedBy }) => noticedBy))]
  const red = suites.filter((tests) => !isGreen(tree, tests))
  if (red.length > 0) throw new Error(`Red before anything is planted: ${red.join(', ')}.`)
  let unnoticed = 0
  for (const plant of plants) {
    const verdict = planted(tree, plant)
    if (verdict !== 'noticed') unnoticed++
    stdout.write(`${verdict.padEnd(10)}${plant.name} (${plant.noticedBy})\n`)
  }
  stdout.write(`${plants.length - unnoticed} of ${plants.length} faults noticed.\n`)
  process.exitCode = unnoticed === 0 ? 0 : 1
} finally {
  rmSync(tree, { recursive: true, force: true })
}
