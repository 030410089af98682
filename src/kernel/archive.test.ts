// Old commands leave the journal for archives and nothing is lost: what still counts stays, what is left is
// whole, and the archives and the rest together replay to the same shop.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { tallies, views } from '#read/views.ts'
import { testApp } from '#testing/app.ts'
import { ask, asked } from '#testing/graphql.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import {
  ArchiveDamaged,
  archivesIn,
  requireSameAsJournal,
  requireUndamaged,
  writeArchive,
} from './archive.ts'
import { stateHash } from './database/state-hash.ts'
import { examine } from './doctor.ts'
import { ReplayImpossible, replay } from './replay.ts'
import { archivableUpTo, floorOf } from './retention.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const EVER = Number.MAX_SAFE_INTEGER

let desk: OrderDesk
let folder: string

/** Orders on each of three days, without keys; reactions have dealt with all of it. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quartermaster-archive-'))
  const made = folder
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  desk = await orderDesk({ MAIN: { MUG: 1_000 } })
  for (let day = 0; day < 3; day++) {
    await desk.give('CancelOrder', { orderId: `ord_${'0'.repeat(26)}` }) // Refused.
    const { id: orderId, total } = await desk.placed({ MUG: 2 })
    const amount = { amount: total, currency: 'GBP' }
    await desk.accepted('RecordManualPayment', { orderId, amount, method: 'Cash' })
    desk.pass(DAY_MS)
  }
  await desk.reactions.settle()
})

async function archived(upTo: number): Promise<void> {
  const { writer } = desk
  await writeArchive(writer, folder, (await floorOf(writer)) + 1, upTo)
  await desk.dropUpTo(upTo)
}

const last = () =>
  desk.rows<{ n: number }>('select max(sequence) as n from kernel_journal')[0]?.n ?? 0
const findings = async () =>
  (await examine(desk.writer, { views, tallies })).flatMap(({ findings }) => findings)

async function replayed(archives?: string) {
  const into = await testApp({ reacts: false })
  return replay({
    ...{ from: desk.writer, into, release: 'test' },
    ...(archives !== undefined && { archives }),
  })
}

test('what leaves is in the archive, what stays is whole, and both replay to the same shop', async () => {
  const before = desk.rows('select * from kernel_journal order by sequence')
  const end = last()
  const state = (await stateHash(desk.writer)).hash
  const half = end >> 1
  await archived(half)
  await archived(end - 1)
  expect(desk.rows('select sequence from kernel_journal')).toEqual([{ sequence: end }])
  expect(desk.rows('select * from kernel_events where sequence < ?', end)).toEqual([])
  expect(desk.rows('select * from kernel_journal_subjects where sequence < ?', end)).toEqual([])
  expect(archivesIn(folder).map(({ from, to }) => [from, to])).toEqual([
    [1, half],
    [half + 1, end - 1],
  ])
  expect(before.length).toBe(end)
  expect(await findings()).toEqual([])
  expect((await stateHash(desk.writer)).hash).toBe(state)

  const { commands, differences, hash } = await replayed(folder)
  expect({ differences, hash }).toEqual({ differences: [], hash: state })
  expect(commands).toBe(
    before.filter((row) => (row as { outcome: string }).outcome === 'ACCEPTED').length,
  )
  await expect(replayed()).rejects.toThrow(ReplayImpossible)

  await desk.placed({ MUG: 1 }) // The sequence goes on where it was.
  expect(last()).toBe(end + 2) // A cart and its order.
  expect(await findings()).toEqual([])
})

test('commands go on while others leave, and what left once leaves no further', async () => {
  const end = last()
  const leaving = async () => {
    for (let upTo = 1; upTo < end; upTo++) await desk.dropUpTo(upTo)
  }
  const [, ...placed] = await Promise.all([
    leaving(),
    ...Array.from({ length: 20 }, () => desk.placed({ MUG: 1 })),
  ])
  expect(placed).toHaveLength(20)
  expect(desk.rows("select * from kernel_journal where outcome = 'FAILED'")).toEqual([])
  expect(await floorOf(desk.writer)).toBe(end - 1)
  await desk.dropUpTo(3)
  expect(await floorOf(desk.writer)).toBe(end - 1)
  expect(await findings()).toEqual([])
})

test('replay refuses archives that do not reach what is left', async () => {
  await archived(5)
  await archived(10)
  const [first, second] = archivesIn(folder).map(({ file }) => file) as [string, string]
  rmSync(second)
  await expect(replayed(folder)).rejects.toThrow('must hold the commands from 1 to 10')
  rmSync(first)
  await expect(replayed(folder)).rejects.toThrow('found none to 0')
})

test('what still counts stays: keys, facts that a reaction has yet to deal with, dead letters', async () => {
  const end = last()
  expect(await archivableUpTo(desk.writer, EVER)).toBe(end - 1)
  const { writer } = desk
  const bound = async (sql: string) => {
    await writer.transaction.begin()
    await writer.rows(sql)
    const upTo = await archivableUpTo(writer, EVER)
    await writer.transaction.rollback()
    return upTo
  }
  expect(
    await bound(
      "INSERT INTO kernel_idempotency_keys VALUES ('a', '', 'k', 'h', 7, 99999999999999)",
    ),
  ).toBe(6)
  expect(await bound('UPDATE kernel_cursors SET sequence = 8')).toBe(7)
  expect(await bound("INSERT INTO kernel_retries VALUES ('r', 9, 0, 'a', 1, 0, 'e')")).toBe(8)
  const letter = (status: string) =>
    `INSERT INTO kernel_dead_letters (id, reaction, sequence, "index", error, attempts, at, status)
     VALUES ('d', 'r', 5, 0, 'e', 1, 0, '${status}')`
  expect(await bound(letter('WAITING'))).toBe(4)
  expect(await bound(letter('DROPPED'))).toBe(end - 1)
  await expect(desk.dropUpTo(end)).rejects.toThrow(`needed from command ${end} on`)
  expect(await floorOf(desk.writer)).toBe(0)
})

test('only what was given before a moment is archived', async () => {
  const [second] = desk.rows<{ first: number }>(
    'select min(sequence) as first from kernel_journal where at >= ?',
    desk.clock() - 2 * DAY_MS,
  )
  expect(await archivableUpTo(desk.writer, desk.clock() - 2 * DAY_MS)).toBe(
    (second?.first ?? 0) - 1,
  )
  expect(await archivableUpTo(desk.writer, 0)).toBe(0)
})

test('whoever reads on from events that were archived is told so', async () => {
  const events = (args: string) =>
    `{ events(first: 2${args}) { edges { cursor node { sequence } } } }`
  const { events: page } = await asked(desk, events(''))
  const cursor = page.edges[0].cursor
  await archived(8)
  const answered = async (args: string) => {
    const { data, errors } = await ask(desk, events(args))
    return errors?.[0]?.extensions.code ?? data?.events.edges[0]?.node.sequence
  }
  const from = (bound: string) => answered(`, where: { sequence: { range: { ${bound} } } }`)
  expect(await answered(`, after: "${cursor}"`)).toBe('EVENTS_ARCHIVED')
  expect(await from('gt: 7')).toBe('EVENTS_ARCHIVED')
  expect(await from('gte: 8')).toBe('EVENTS_ARCHIVED')
  expect(await answered(', where: { and: [{ sequence: { range: { gt: 7 } } }] }')).toBe(
    'EVENTS_ARCHIVED',
  )
  expect(await from('gt: 8')).toBe(await from('gte: 9'))
  expect(await answered('')).toBeGreaterThan(8)
  expect((await asked(desk, '{ archivedUpTo }')).archivedUpTo).toBe(8)
})

test.each([
  ['a byte that flipped', (bytes: Buffer) => bytes.fill(bytes[100] === 0 ? 1 : 0, 100, 101)],
  ['an end that is missing', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
  ['bytes on top', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
])('an archive with %s is refused', async (_, damaged) => {
  await archived(8)
  const [archive] = archivesIn(folder)
  if (!archive) throw new Error('There is no archive.')
  await requireUndamaged(archive)
  writeFileSync(archive.file, damaged(readFileSync(archive.file)))
  await expect(requireUndamaged(archive)).rejects.toThrow(ArchiveDamaged)
  await expect(replayed(folder)).rejects.toThrow(ArchiveDamaged)
})

test('archives with a gap between them, or without a manifest, are refused', async () => {
  for (const upTo of [4, 6, 8]) await archived(upTo)
  const names = readdirSync(folder).sort()
  rmSync(join(folder, names[2] as string))
  expect(() => archivesIn(folder)).toThrow(
    'begins with command 7, but the one before it ends with 4',
  )
  rmSync(join(folder, names[1] as string))
  expect(() => archivesIn(folder)).toThrow('is not the manifest of an archive')
})

test('archives that stand count only where they hold what the journal holds', async () => {
  const { writer } = desk
  await writeArchive(writer, folder, 1, 4)
  await writeArchive(writer, folder, 5, 8)
  await desk.dropUpTo(2)
  const same = () => requireSameAsJournal(writer, folder, { after: 2, to: 8 })
  await same()
  for (const other of [
    "UPDATE kernel_journal SET id = 'cmd_other' WHERE sequence = 7",
    "UPDATE kernel_events SET name = 'Other' WHERE sequence BETWEEN 3 AND 8",
    'DELETE FROM kernel_journal WHERE sequence = 3',
    'DELETE FROM kernel_journal WHERE sequence > 7',
  ]) {
    await writer.transaction.begin()
    await writer.rows(other)
    await expect(same(), other).rejects.toThrow('hold another command')
    await writer.transaction.rollback()
  }
})

test('what a killed run left half is cleared away', async () => {
  writeFileSync(join(folder, 'journal-000000000001-000000000009.jsonl.gz.partial'), 'half')
  writeFileSync(join(folder, 'journal-000000000001-000000000009.partial'), 'not ours')
  await writeArchive(desk.writer, folder, 1, 4)
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([
    'journal-000000000001-000000000009.partial',
  ])
})

test('a journal with a gap is not archived', async () => {
  await desk.change('DELETE FROM kernel_journal WHERE sequence = 3')
  await expect(writeArchive(desk.writer, folder, 1, 5)).rejects.toThrow(
    'holds 4 commands, must hold 5',
  )
  expect(readdirSync(folder)).toEqual([])
})
