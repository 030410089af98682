#!/usr/bin/env -S node --max-semi-space-size=4
// Starts the command line: from what `npm run build` made, as long as no source is newer, otherwise from
// the sources themselves. The flag keeps the heap of short-lived things to a size that a server needs: left alone it grows
// to four times as much, for nothing that could be measured.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// What is left of requests is collected before it has doubled the memory and more: a third less is held, as fast.
setFlagsFromString('--heap-growing-percent=50')

// A server on the same machine comes first: everything else has the time that it leaves.
const SERVERS = ['serve', 'demo']
if (!SERVERS.includes(process.argv[2])) setPriority(constants.priority.PRIORITY_LOW)

// Libraries leave out what helps only whoever writes against them; GraphQL.js is half as fast with it.
process.env.NODE_ENV ??= 'production'

const SOURCES = dirname(fileURLToPath(import.meta.url))
const PACKAGE = join(SOURCES, '../package.json')
const BUILT = join(SOURCES, '../dist/main.js')

function isBuilt() {
  const built = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built === 0) return false
  // A file that went makes its folder newer.
  const sources = ['.', ...readdirSync(SOURCES, { recursive: true })]
  const written = sources.filter((path) => !path.includes('generated'))
  const all = [PACKAGE, ...written.map((path) => join(SOURCES, path))]
  return all.every((path) => statSync(path).mtimeMs <= built)
}

// Modules of one's own share the sources' own words: beside what is built there would be two of each.
if (existsSync('.env')) process.loadEnvFile()
if (isBuilt() && !process.env.MODULES) await import(pathToFileURL(BUILT).href)
else {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./main.ts')
}
