// What `quartermaster` runs: a project of two small files in place of the real ones, run as a process.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { projectFile } from '#project-file'

let project = ''

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'quartermaster-launcher-'))
  for (const folder of ['src/room', 'dist']) mkdirSync(join(project, folder), { recursive: true })
  cpSync(projectFile('src/quartermaster.mjs'), join(project, 'src/quartermaster.mjs'))
  symlinkSync(projectFile('node_modules'), join(project, 'node_modules'))
  write('package.json', '{ "type": "module" }')
  write('src/main.ts', "const ran: string = 'sources'\nprocess.stdout.write(ran)")
  write('src/room/chair.ts', '')
  for (const path of ['.', 'room', 'quartermaster.mjs', 'main.ts', 'room/chair.ts'])
    changedAt(`src/${path}`, 1_000)
  changedAt('package.json', 1_000)
})

afterEach(() => rmSync(project, { recursive: true }))

const write = (path: string, text: string) => writeFileSync(join(project, path), text)
const changedAt = (path: string, seconds: number) =>
  utimesSync(join(project, path), seconds, seconds)
const built = () => {
  write('dist/main.js', "process.stdout.write('build')")
  changedAt('dist/main.js', 2_000)
}
const run = () => String(execFileSync(process.execPath, [join(project, 'src/quartermaster.mjs')]))

test('without a build the sources run', () => expect(run()).toBe('sources'))

test('a build that is as new as every source runs', () => {
  built()
  expect(run()).toBe('build')
})

test('what a build writes beside the sources, before it is done or later, is no source', () => {
  mkdirSync(join(project, 'src/room/generated'))
  write('src/room/generated/desk.ts', '')
  changedAt('src/room', 1_000)
  built()
  for (const path of ['src/room/generated/desk.ts', 'src/room/generated']) changedAt(path, 3_000)
  expect(run()).toBe('build')
})

test.each([
  ['a source that changed', 'src/room/chair.ts'],
  ['a folder from which a source went', 'src/room'],
  ['other packages', 'package.json'],
])('%s: the build does not run', (_, path) => {
  built()
  changedAt(path, 3_000)
  expect(run()).toBe('sources')
})
