// What the documents point at is there: files, headings, scripts, verbs and settings.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { SETTINGS } from '#config'
import { createSchema } from '#graphql/schema.ts'
import { program } from '../command-line/program.ts'

const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'deploy/README.md'],
  ...['examples/storefront/README.md', 'examples/gift-wrapping/README.md'],
  ...['src/README.md', 'src/MAP.md', 'src/console/README.md'],
]
const read = (file: string) => readFileSync(file, 'utf8')
const found = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, one = '']) => one)

/** As a heading is linked to: in lower case, spaces as hyphens, the rest left out. */
const anchorsOf = (text: string) =>
  found(text, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\d\s-]/gu, '')
      .replace(/\s/g, '-'),
  )

test.each(DOCUMENTS)('every link of %s leads to something', (document) => {
  for (const link of found(read(document), /\]\(([^)]+)\)/g)) {
    if (/^https?:/.test(link)) continue
    const [path = '', anchor] = link.split('#')
    const file = path === '' ? document : join(dirname(document), path)
    expect([link, existsSync(file)]).toEqual([link, true])
    if (anchor !== undefined)
      expect([link, anchorsOf(read(file)).includes(anchor)]).toEqual([link, true])
  }
})

test.each(DOCUMENTS)('every script, verb and setting that %s names is there', (document) => {
  const text = read(document)
  const { scripts } = JSON.parse(read('package.json'))
  for (const script of found(text, /npm run ([\w:-]+)/g))
    expect([script, script in scripts]).toEqual([script, true])
  for (const script of found(text, /`(test:[a-z]+)`/g))
    expect([script, script in scripts]).toEqual([script, true])
  for (const words of found(text, /npx quartermaster ([a-z]+(?: [a-z-]+)*)/g)) {
    let command: Command | undefined = program
    for (const word of words.trim().split(' ')) {
      if (!command || command.commands.length === 0) break
      command = command.commands.find((each) => each.name() === word)
    }
    expect([words, command !== undefined]).toEqual([words, true])
  }
  for (const name of found(text, /`([A-Z]+(?:_[A-Z]+)+)`/g))
    if (
      /^(SHOP|CART|COMMAND|QUEUE|SLOW|WEBHOOK|DATABASE|CORS|RATE|STRIPE|COST|PRICES)/.test(name) &&
      !(name in SETTINGS)
    )
      expect([
        name,
        read('schema.graphql').includes(name.split('_').map(capital).join('')),
      ]).toEqual([name, true])
})

test.each(DOCUMENTS)('every operation of %s is one that the API takes', (document) => {
  const schema = createSchema()
  for (const operation of found(read(document), /^```graphql\n([\s\S]*?)^```/gm))
    expect([operation, validate(schema, parse(operation))]).toEqual([operation, []])
})

const capital = (word: string) => `${word[0]}${word.slice(1).toLowerCase()}`

test('the settings of .env.example are those that there are', () => {
  expect(found(read('.env.example'), /^# ([A-Z_]+)=/gm)).toEqual(Object.keys(SETTINGS))
})
