// The command line as an operator meets it: real processes in an empty folder.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Command } from 'commander'
import { expect, onTestFinished, test } from 'vitest'
import { reports } from '#read/reports/reports.ts'
import {
  environmentOf,
  QUARTERMASTER,
  runVerb,
  type ServerProcess,
  type Settings,
  startServer,
} from '#testing/server-process.ts'
import type { Report } from './findings.ts'
import { nameOf, REPORT_NAMES } from './names.ts'
import { program } from './program.ts'

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qm-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function serving(folder: string, settings: Settings = {}, ...flags: string[]) {
  const server = await startServer(folder, settings, ['serve', ...flags])
  onTestFinished(() => server.kill())
  return server
}

const keyIn = (text: string) => /qm_[sp]k_[\w-]{43}/.exec(text)?.[0] ?? ''

async function viewerCode({ url }: ServerProcess, key: string): Promise<number> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: '{"query":"{ __typename }"}',
  })
  return response.status
}

const pageOf = async ({ url }: ServerProcess) =>
  (await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).text()

const VERBS = [
  [],
  ['serve'],
  ['demo'],
  ['import', 'online-retail'],
  ['import', 'shopify-products'],
  ['import', 'tax-rates'],
  ['key', 'create'],
  ['key', 'list'],
  ['key', 'rotate'],
  ['key', 'revoke'],
  ['backup'],
  ['verify'],
  ['restore'],
  ['move'],
  ['views', 'verify'],
  ['views', 'rebuild'],
  ['doctor'],
  ['report'],
  ['why'],
  ['export'],
  ['replay'],
  ['archive', 'create'],
  ['archive', 'verify'],
  ['schema'],
]

test.each(VERBS)('every verb explains itself with an example: %s %s', (...verb) => {
  let help = ''
  const named = verb.reduce<Command>(
    (command, name) => command.commands.find((each) => each.name() === name) as Command,
    program,
  )
  named.configureOutput({ writeOut: (text) => void (help += text) })
  named.outputHelp()
  expect(help).toMatch(new RegExp(`Examples:\\n {2}\\$ quartermaster ${verb.join(' ')}`))
})

test('no verb is without a test of its help', () => {
  const paths = (command: Command, path: string[]): string[][] =>
    command.commands.length === 0
      ? [path]
      : command.commands.flatMap((each) => paths(each, [...path, each.name()]))
  expect([[], ...paths(program, [])]).toEqual(VERBS)
})

const REPORT_OF = ['report', 'sales-by-day', '--from', '2026-01-01', '--to']

test('the command line knows every report, by the name of its query', () => {
  expect(reports.map(nameOf)).toEqual(REPORT_NAMES)
})

test.each([
  [{ PORT: 'x' }, ['serve'], 'PORT must be a whole number'],
  [{}, ['key', 'create', '--name', 'a', '--permission', 'all'], 'There is no permission all'],
  [{ DATABASE_URL: 'file:not-a.db' }, ['serve'], 'is not a SQLite database'],
  [{}, ['report', 'sales'], 'Allowed choices are sales-by-day'],
  [{}, ['report', 'sales-by-day', '--to', '2026-01-01'], '--from must be a day as YYYY-MM-DD'],
  [{}, [...REPORT_OF, '2026-02-30'], '--to must be a day as YYYY-MM-DD, found 2026-02-30'],
  [{}, [...REPORT_OF, '2026-01-02', '--currency', 'EURO'], 'must be an ISO 4217 code'],
  [{}, [...REPORT_OF, '2026-01-02'], 'There is no database at '],
  [{}, ['report', 'stock-valuation', '--from', '2026-01-01'], 'is of what stands now, in GBP'],
] as [Settings, string[], string][])(
  'with %j, %j fails in one plain line',
  async (settings, verb, told) => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'not-a.db'), 'Once upon a time there was a shop. '.repeat(100))
    const { code, error } = await runVerb(folder, settings, ...verb)
    expect(code).toBe(1)
    expect(error).toContain(told)
    expect(error).not.toMatch(/\n\s+at /)
  },
)

test('the first start prints the owner’s key once; the server stops when told, and leaves one file', async () => {
  const folder = emptyFolder()
  const first = await serving(folder)
  await expect.poll(() => keyIn(first.printed())).not.toBe('')
  const key = keyIn(first.printed())
  expect(await viewerCode(first, key)).toBe(200)
  expect(await viewerCode(first, `${key}x`)).toBe(401)
  expect(await first.stop('SIGTERM')).toBe(0)
  const left = readdirSync(folder).filter((name) => !name.includes('-lock'))
  expect(left).toEqual(['quartermaster.db'])

  const second = await serving(folder)
  expect(await viewerCode(second, key)).toBe(200)
  expect(keyIn(second.printed())).toBe('')
  expect(await second.stop('SIGINT')).toBe(0)
})

test('a second server on the same database is refused in plain words', async () => {
  const folder = emptyFolder()
  await serving(folder)
  const { code, error } = await runVerb(folder, {}, 'serve')
  expect(code).toBe(1)
  expect(error).toMatch(/^Another process has .*quartermaster\.db open for writing\./)
})

test('a second signal ends a server that waits for someone who hangs', async () => {
  const server = await serving(emptyFolder())
  const { hostname, port } = new URL(server.url)
  const hanging = connect(Number(port), hostname)
  onTestFinished(() => void hanging.destroy())
  hanging.on('error', () => {})
  hanging.write('POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{')
  await expect(fetch(`${server.url}/health`)).resolves.toHaveProperty('status', 200)
  server.signal('SIGTERM')
  await expect.poll(() => fetch(`${server.url}/health`).catch(() => 'closed')).toBe('closed')
  const started = performance.now()
  expect(await server.stop('SIGTERM')).toBe(1)
  expect(performance.now() - started).toBeLessThan(3_000)
})

test('only a demo finds a key in the playground', async () => {
  const folder = emptyFolder()
  const owner = { OWNER_KEY: 'the-owner-has-chosen-this' }
  const plain = await serving(folder, owner)
  const page = await pageOf(plain)
  expect(page).toContain('BrowseProducts')
  expect(page).not.toMatch(/qm_[sp]k_|the-owner-has-chosen-this|Bearer [^\\"]/)
  await plain.stop()

  const demo = await serving(folder, owner, '--demo')
  const key = keyIn(await pageOf(demo))
  expect(await viewerCode(demo, key)).toBe(200)
  expect(statSync(join(folder, 'quartermaster.db-playground-key')).mode & 0o777).toBe(0o600)
  await demo.stop()

  const again = await serving(folder, owner)
  expect(await pageOf(again)).not.toContain(key)
})

test('keys are made, listed and revoked beside a running server, through a socket of its owner’s', async () => {
  const folder = emptyFolder()
  const server = await serving(folder)
  expect(statSync(join(folder, 'quartermaster.db-socket')).mode & 0o777).toBe(0o600)

  const made = await runVerb(folder, {}, 'key', 'create', '--name', 'Shop', '--publishable')
  const key = made.out.trim()
  expect(key).toMatch(/^qm_pk_/)
  expect(await viewerCode(server, key)).toBe(200)

  const { out } = await runVerb(folder, {}, 'key', 'list')
  const [id = ''] =
    out
      .split('\n')
      .find((line) => line.includes('Shop'))
      ?.split(' ') ?? []
  expect(out).not.toContain(key)
  expect((await runVerb(folder, {}, 'key', 'revoke', id)).code).toBe(0)
  expect(await viewerCode(server, key)).toBe(401)

  const again = await runVerb(folder, {}, 'key', 'revoke', id)
  expect(again).toMatchObject({ code: 1, error: `The API key ${id} was revoked before.\n` })
  await server.stop()
  expect((await runVerb(folder, {}, 'key', 'list')).out).toContain(`revoked`)
})

test('a running shop is backed up, examined and replayed; its views are rebuilt once it stops', async () => {
  const folder = emptyFolder()
  const server = await serving(folder)
  const [backup, doctor, replayed, rebuilt] = await Promise.all([
    runVerb(folder, {}, 'backup', 'copy.db'),
    runVerb(folder, {}, 'doctor'),
    runVerb(folder, {}, 'replay'),
    runVerb(folder, {}, 'views', 'rebuild'),
  ])
  expect(backup.out).toMatch(/^copy\.db: \d+ bytes, up to command 1, SHA-256 [0-9a-f]{64}\n/)
  expect(doctor).toMatchObject({ code: 0, error: '' })
  expect(doctor.out).toContain('ok  api_key_view (1 rows)')
  expect(replayed.out).toContain('The same came of it.')
  expect(rebuilt.out).toContain('api_key_view: 1 rows compared, 0 made anew')
  await server.stop()
  const verified = await runVerb(folder, {}, 'verify', 'copy.db')
  expect(verified).toMatchObject({ code: 0, error: '' })
  const elsewhere = { DATABASE_URL: 'file:elsewhere.db' }
  const restored = await runVerb(folder, elsewhere, 'restore', 'copy.db')
  expect(restored).toMatchObject({ code: 0, error: '' })
  expect(restored.out).toMatch(/^.*elsewhere\.db is the shop as of .*, up to command 1\.\n/)
})

test('old commands are archived, and an archiving that was cut short is brought to its end', async () => {
  const folder = emptyFolder()
  const server = await serving(folder)
  const create = () => runVerb(folder, {}, 'archive', 'create', 'archives', '--keep-days', '0')
  for (const name of ['one', 'two'])
    await runVerb(folder, {}, 'key', 'create', '--name', name, '--publishable')
  const first = await create()
  expect(first).toMatchObject({ code: 0, error: '' })
  expect(first.out).toMatch(/: commands 1 to [12] with [12] events, \S+ to \S+, \d+ bytes\n$/)
  await server.stop()

  await runVerb(folder, {}, 'key', 'create', '--name', 'three', '--publishable')
  const file = join(folder, 'quartermaster.db')
  copyFileSync(file, join(folder, 'before.db'))
  const second = await create()
  expect(second.out).toMatch(/: commands [23] to 3 /)
  copyFileSync(join(folder, 'before.db'), file) // As it was when the archive stood and nothing had gone.
  expect(await create()).toEqual(second)

  expect(await create()).toMatchObject({ out: 'There is nothing to archive.\n' })
  const verified = await runVerb(folder, {}, 'archive', 'verify', 'archives')
  expect(verified.out).toContain('2 archives, to the byte what their manifests say.')
  const alone = await runVerb(folder, {}, 'replay')
  expect(alone).toMatchObject({ code: 1, error: expect.stringContaining('were archived') })
  const replayed = await runVerb(folder, {}, 'replay', '--archives', 'archives')
  expect(replayed.out).toContain('The same came of it.')
  expect((await runVerb(folder, {}, 'doctor')).code).toBe(0)
})

test('what is found is told as one JSON document, and by the exit code', async () => {
  const folder = emptyFolder()
  const server = await serving(folder)
  await server.stop()
  const sqlite = new Sqlite(join(folder, 'quartermaster.db'))
  onTestFinished(() => void sqlite.close())
  const asked = async (...verb: string[]) => {
    const { code, out, error } = await runVerb(folder, {}, ...verb, '--json')
    const { verdict, checks } = JSON.parse(out) as Report
    return { code, verdict, error, findings: checks.flatMap(({ findings }) => findings) }
  }
  expect(await asked('doctor')).toEqual({ code: 0, verdict: 'SOUND', error: '', findings: [] })

  sqlite.exec(`INSERT INTO kernel_dead_letters
    VALUES ('dlt_1', 'abandon-idle-carts', 1, 0, 'No route', 10, 0, 'WAITING', NULL, NULL)`)
  const warned = await asked('doctor')
  expect(warned).toMatchObject({ code: 3, verdict: 'WARNINGS' })
  expect(warned.error).toBe('1 findings: 0 errors, 1 warnings.\n')
  expect(warned.findings).toEqual([
    {
      code: 'DEAD_LETTERS_WAITING',
      severity: 'WARNING',
      found: expect.stringContaining('1 of abandon-idle-carts'),
      advice: expect.stringContaining('retryDeadLetter'),
    },
  ])

  sqlite.exec(`UPDATE api_key_view SET name = 'x'`)
  expect(await asked('doctor')).toMatchObject({ code: 2, verdict: 'ERRORS' })
  const views = await asked('views', 'verify')
  expect(views).toMatchObject({ code: 2, findings: [{ code: 'VIEW_WRONG' }] })

  await runVerb(folder, {}, 'backup', 'copy.db')
  appendFileSync(join(folder, 'copy.db'), 'x')
  const backup = await asked('verify', 'copy.db')
  expect(backup.code).toBe(2)
  expect(backup.findings.map(({ code }) => code)).toContain('BACKUP_DAMAGED')
})

test('the schema is printed', async () => {
  const { out } = await runVerb(emptyFolder(), {}, 'schema', '-')
  expect(out).toContain('type Mutation {')
})

test('whoever reads a report may stop before its end', async () => {
  const folder = emptyFolder()
  const server = await serving(folder)
  await server.stop()
  const days = ['--from', '2026-01-01', '--to', '2026-12-31']
  const child = spawn(process.execPath, [QUARTERMASTER, 'report', 'sales-by-day', ...days], {
    cwd: folder,
    env: environmentOf({}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let error = ''
  child.stderr.on('data', (text) => {
    error += text
  })
  child.stdout.destroy()
  const [code] = await once(child, 'close')
  expect({ code, error }).toEqual({ code: 0, error: '' })
})
