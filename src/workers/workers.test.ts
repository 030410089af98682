// A server of several processes, as those see it who ask it: one shop, whichever process answers.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import {
  pidsOf,
  runVerb,
  type ServerProcess,
  type Settings,
  startServer,
} from '#testing/server-process.ts'
import { overSse } from '#testing/subscribers.ts'

const OWNER_KEY = 'qm_sk_owner_of_many_processes'
const CREATE_LOCATION = `mutation ($code: String!) {
  createLocation(input: { code: $code, name: $code, countryCode: "GB" }) {
    location { id } errors { code } receipt { id sequence } } }`
const LOCATIONS = '{ locations(first: 100) { nodes { code } } }'

type Shop = {
  server: ServerProcess
  folder: string
  /** Asks over a connection of its own: each may come to another process. */
  ask: (query: string, variables?: object, headers?: Settings) => Promise<Asked>
}
// biome-ignore lint/suspicious/noExplicitAny: tests assert the shape of what they asked for.
type Asked = { status: number; body: any; headers: Headers }

async function shop(settings: Settings = {}, workers = '2'): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-workers-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const server = await startServer(folder, { OWNER_KEY, ...settings }, [
    'serve',
    '--workers',
    workers,
  ])
  onTestFinished(() => server.kill())
  const ask: Shop['ask'] = async (query, variables = {}, headers = {}) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${OWNER_KEY}`,
        connection: 'close',
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    })
    return { status: response.status, body: await response.json(), headers: response.headers }
  }
  return { server, folder, ask }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('what one process has answered, every other shows', async () => {
  const { ask } = await shop()
  for (let at = 0; at < 30; at++) {
    const { body } = await ask(CREATE_LOCATION, { code: `L${at}` })
    expect(body.data.createLocation.errors).toEqual([])
    const { sequence } = body.data.createLocation.receipt
    const seen = await Promise.all(
      Array.from({ length: 4 }, () => ask(LOCATIONS, {}, { 'min-sequence': String(sequence) })),
    )
    for (const one of seen) expect(one.body.data.locations.nodes).toHaveLength(at + 1)
  }
})

test('a key that was revoked opens no process any more', async () => {
  const { ask } = await shop()
  for (let round = 0; round < 5; round++) {
    const created = await ask(`mutation { createApiKey(
      input: { kind: STAFF, name: "a", permissions: [STOCK_READ] }) { secret apiKey { id } errors { message } } }`)
    const { secret, apiKey } = created.body.data.createApiKey
    const withIt = () =>
      Promise.all(
        Array.from({ length: 8 }, () => ask(LOCATIONS, {}, { authorization: `Bearer ${secret}` })),
      )
    expect((await withIt()).map(({ status }) => status)).toEqual(Array(8).fill(200))
    await ask(
      `mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { errors { code } } }`,
      {
        id: apiKey.id,
      },
    )
    const refused = await withIt()
    expect(refused.map(({ status }) => status)).toEqual(Array(8).fill(401))
  }
})

test('who follows hears of what is done through any process', async () => {
  const { server, ask } = await shop()
  const follower = () =>
    overSse(server.url, { query: 'subscription { eventRecorded { event { name } } }' }, OWNER_KEY)
  const followers = [follower(), follower(), follower(), follower()]
  const next = followers.map((one) => one.next())
  await sleep(500)
  await ask(CREATE_LOCATION, { code: 'A' })
  for (const { data } of await Promise.all(next))
    expect(data.eventRecorded.event.name).toBe('LocationCreated')
  await Promise.all(followers.map((one) => one.leave()))
})

test('requests and commands are counted over all processes, and so are those of one key', async () => {
  const { server, ask } = await shop({ RATE_LIMIT_PER_KEY: '20' })
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, at) => ask(CREATE_LOCATION, { code: `L${at}` })),
  )
  const taken = answers.filter(({ status }) => status === 200)
  expect(taken).toHaveLength(20)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(10)
  const page = await fetch(`${server.url}/metrics`, {
    headers: { authorization: `Bearer ${OWNER_KEY}` },
  })
  const text = await page.text()
  expect(text).toContain('quartermaster_requests_total{status="200"} 20')
  expect(text).toContain('quartermaster_requests_total{status="429"} 10')
  expect(text).toContain(
    'quartermaster_commands_total{command="CreateLocation",outcome="ACCEPTED"} 20',
  )
  expect(text).toContain('quartermaster_queue_length 0')
})

test('a command waits while the writer is replaced, and no longer than its deadline', async () => {
  const { server, ask } = await shop({ COMMAND_DEADLINE_MS: '500' })
  const [writer] = pidsOf(server, 'WRITER')
  process.kill(writer as number, 'SIGKILL')
  await expect.poll(() => isAlive(writer as number)).toBe(false)
  expect((await ask(LOCATIONS)).body.data.locations.nodes).toEqual([])
  const { body } = await ask(CREATE_LOCATION, { code: 'A' })
  expect(['TIMED_OUT', undefined]).toContain(body.data.createLocation.errors[0]?.code)
  const ready = async () => (await fetch(`${server.url}/ready`)).status
  await expect.poll(ready, { timeout: 20_000 }).toBe(200)
  const late = await ask(CREATE_LOCATION, { code: 'B' })
  expect(late.body.data.createLocation.errors).toEqual([])
})

test('a signal lets what was accepted be answered, and leaves no process behind', async () => {
  const { server, ask } = await shop()
  const asked = Array.from({ length: 40 }, (_, at) => ask(CREATE_LOCATION, { code: `L${at}` }))
  await asked[0]
  const isOver = server.stop('SIGINT')
  const answers = await Promise.allSettled(asked)
  expect(await isOver).toBe(0)
  for (const answer of answers) {
    // Who was not taken up any more was told so by a closed door, never by half an answer.
    if (answer.status === 'rejected') expect(answer.reason.cause?.code).toMatch(/ECONN|UND_ERR/)
    else expect(answer.value.body.data.createLocation.errors).toEqual([])
  }
  for (const pid of [...pidsOf(server, 'WRITER'), ...pidsOf(server, 'WORKER')])
    expect(isAlive(pid)).toBe(false)
})

test('a connection that a worker had not taken when it died is ended, or answered by another', async () => {
  const { server, ask } = await shop()
  const stopped = pidsOf(server, 'WORKER')[0] as number
  process.kill(stopped, 'SIGSTOP')
  const asking = Array.from({ length: 8 }, () =>
    ask('{ shop { name } }').then(
      ({ status }) => status,
      () => 'ended',
    ),
  )
  await Promise.any(asking) // The other one answers.
  process.kill(stopped, 'SIGKILL')
  const ends = await Promise.race([Promise.all(asking), sleep(10_000, ['somebody waits'])])
  expect(new Set(ends)).toEqual(new Set([200, 'ended']))
  expect(ends.filter((end) => end === 'ended')).toHaveLength(1)
})

test('a worker that reached for a writer which died then reaches the next', async () => {
  const { server, ask } = await shop()
  const writer = pidsOf(server, 'WRITER')[0] as number
  process.kill(writer, 'SIGSTOP')
  process.kill(pidsOf(server, 'WORKER')[0] as number, 'SIGKILL')
  const ready = () => fetch(`${server.url}/ready`, { headers: { connection: 'close' } })
  await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(503) // The new one waits for it.
  process.kill(writer, 'SIGKILL')
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => ask(CREATE_LOCATION, { code: `L${at}` })),
  )
  for (const { body } of answers)
    expect([undefined, 'OUTCOME_UNKNOWN']).toContain(body.data.createLocation.errors[0]?.code)
})

test('the supervisor’s death ends them all', async () => {
  const { server } = await shop()
  await server.kill()
  for (const pid of [...pidsOf(server, 'WRITER'), ...pidsOf(server, 'WORKER')])
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})

test('what can’t start says why, and ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quartermaster-workers-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  const verb = ['serve', '--workers', '2', '--port', String(port)]
  const taken = await runVerb(folder, {}, ...verb)
  expect(taken.code).toBe(1)
  expect(taken.error).toContain(`Something else listens on 127.0.0.1:${port} already`)
  const lacking = await runVerb(
    folder,
    { PERSISTED_OPERATIONS: join(folder, 'nowhere.json') },
    'serve',
    '--workers',
    '2',
  )
  expect(lacking.code).toBe(1)
  expect(lacking.error).toContain('nowhere.json')
  expect(lacking.error).toContain('The worker could not start.')
  const broken = await runVerb(
    folder,
    { DATABASE_URL: `file:${folder}` },
    'serve',
    '--workers',
    '2',
  )
  expect(broken.code).toBe(1)
  expect(broken.error).toContain('The process that writes could not start.')
})
