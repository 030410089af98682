import { expect, test } from 'vitest'
import { tallies, views } from '#read/views.ts'
import { type TestApp, testApp } from '#testing/app.ts'
import { examineBooks } from '#write/doctor.ts'
import { stateHash } from './database/state-hash.ts'
import { examine } from './doctor.ts'
import { findWrong } from './mend-views.ts'
import { replay } from './replay.ts'

const place = (code: string) => ({ code, name: `The ${code}`, countryCode: 'GB' })

async function shopWithPlaces(): Promise<TestApp> {
  const app = await testApp()
  for (const code of ['MAIN', 'NORTH']) {
    app.pass(1_000)
    await app.accepted('CreateLocation', place(code))
  }
  await app.give('CreateLocation', place('MAIN')) // Refused, and takes a sequence.
  app.pass(1_000)
  await app.accepted('CreateLocation', place('SOUTH'))
  return app
}

const findingsOf = ({ database }: TestApp) =>
  database.examine(async (copy) =>
    [...(await examine(copy, { views, tallies })), ...(await examineBooks(copy))].flatMap(
      ({ findings }) => findings,
    ),
  )

test('a healthy shop has nothing to find, while it is open', async () => {
  expect(await findingsOf(await shopWithPlaces())).toEqual([])
})

test.each([
  ['a row that is missing', `DELETE FROM location_view WHERE code = 'MAIN'`, 'no row'],
  ['a row that is too many', `DELETE FROM locations WHERE code = 'MAIN'`, 'not there any more'],
  [
    'a value that differs',
    `UPDATE location_view SET name = 'x' WHERE code = 'MAIN'`,
    'name "x", must be "The MAIN"',
  ],
  [
    'a lost command',
    'DELETE FROM kernel_journal WHERE sequence = 1',
    '3 commands up to sequence 4',
  ],
  [
    'a level without movements',
    `INSERT INTO stock_levels (variant_id, location_id, on_hand, allocated, reserved) SELECT 'var_1', id, 5, 0, 0 FROM locations WHERE code = 'MAIN'`,
    '5, must be 0',
  ],
  [
    'a reference to nothing',
    `INSERT INTO order_lines (id, order_id, position, variant_id, sku, name, is_service, quantity,
      unit_price, line_total, tax_class, discounts, discount, net, tax, gross, tax_rate,
      cancelled, in_fulfilment, fulfilled, returned)
    VALUES ('oli_1', 'ord_1', 0, 'var_1', 'A', 'a', 0, 1, 1, 1, 'STANDARD', '[]', 0, 1, 0, 1, 0,
      0, 0, 0, 0)`,
    'refers to a orders row',
  ],
])('%s is found', async (_, damage, found) => {
  const app = await shopWithPlaces()
  await app.change(damage)
  expect((await findingsOf(app)).map((finding) => finding.found).join('\n')).toContain(found)
})

test('mending makes every view as it must be', async () => {
  const app = await shopWithPlaces()
  const before = await stateHash(app.writer)
  await app.change(`UPDATE location_view SET name = 'x'; DELETE FROM api_key_view`)
  expect((await stateHash(app.writer)).hash).not.toBe(before.hash)
  for (const wrong of await findWrong(app.writer, { views, tallies })) await app.mend(wrong)
  expect(await stateHash(app.writer)).toEqual(before)
})

test('the hash of a state is that of its rows, not of how they came', async () => {
  const [one, other] = [await shopWithPlaces(), await shopWithPlaces()]
  const rows = 'UPDATE locations SET id = code, created_at = 0; DELETE FROM location_view'
  await one.change(rows)
  expect((await stateHash(one.writer)).hash).not.toBe((await stateHash(other.writer)).hash)
  await other.change(rows)
  expect(await stateHash(one.writer)).toEqual(await stateHash(other.writer))
})

test('replaying the journal gives the same events and the same state', async () => {
  const [from, into] = [await shopWithPlaces(), await testApp()]
  const replayed = await replay({ from: from.writer, into, release: 'test' })
  expect(replayed).toMatchObject({ commands: 3, events: 3, differences: [] })
  expect(replayed.hash).toBe((await stateHash(from.writer)).hash)
})

test('replaying tells what came out otherwise', async () => {
  const [from, into] = [await shopWithPlaces(), await testApp()]
  await from.change(`UPDATE locations SET name = 'x' WHERE code = 'MAIN'`)
  const { differences } = await replay({ from: from.writer, into, release: 'test' })
  expect(differences).toEqual(['the rows of locations are others now'])
})

test('replaying opens the shop as it was at a command or a moment', async () => {
  const from = await shopWithPlaces()
  const codesUntil = async (until: { sequence: number } | { at: number }) => {
    const into = await testApp()
    const { differences } = await replay({ from: from.writer, into, release: 'test', until })
    expect(differences).toEqual([])
    return into.rows('SELECT code FROM location_view ORDER BY code').map(({ code }) => code)
  }
  expect(await codesUntil({ sequence: 2 })).toEqual(['MAIN', 'NORTH'])
  expect(await codesUntil({ at: from.clock() - 1 })).toEqual(['MAIN', 'NORTH'])
  expect(await codesUntil({ at: from.clock() })).toEqual(['MAIN', 'NORTH', 'SOUTH'])
})

test('replaying refuses to cross a release', async () => {
  const [from, into] = [await shopWithPlaces(), await testApp()]
  const asked = replay({ from: from.writer, into, release: 'later' })
  await expect(asked).rejects.toThrow('was given to release test, this is later')
})
