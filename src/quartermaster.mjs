#!/usr/bin/env node
// Starts the command line: from what `npm run build` made, as long as no source is newer, otherwise from
// the sources themselves.
import { readdirSync, statSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// A server on the same machine comes first: everything else has the time that it leaves.
if (process.argv[2] !== 'serve') setPriority(constants.priority.PRIORITY_LOW)

const SOURCES = dirname(fileURLToPath(import.meta.url))
const BUILT = join(SOURCES, '../dist/main.js')

function isBuilt() {
  const built = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built === 0) return false
  // A file that went makes its folder newer.
  const all = ['.', ...readdirSync(SOURCES, { recursive: true })]
  return all.every((path) => statSync(join(SOURCES, path)).mtimeMs <= built)
}

if (isBuilt()) await import(BUILT)
else {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./main.ts')
}
