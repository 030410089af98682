// Laws 1, 3 and 4: random commands against the model. Views equal what the model says, a repeated key
// has its effect once, the books balance, and no sequence makes money.

import { afterAll, expect, test } from 'vitest'
import fc, { SEED } from '#testing/random.ts'
import { commands } from '#write/commands.ts'
import type { TestApp } from '../app.ts'
import { runSequence, shortened } from '../model/run.ts'
import { KINDS, type Sequence, sequenceOf, WITHOUT_STEPS } from '../model/steps.ts'
import { brokenBooks } from './books.ts'

const SEQUENCES = Number(process.env.LAW_SEQUENCES ?? 300)

/** What came up too seldom is the theme of so many further sequences at most. */
const FURTHER = SEQUENCES / 10
const ACCEPTED = SEQUENCES / 30
const REFUSED = SEQUENCES / 100

/** `createProduct` is a step of `CreateProduct`. */
const commandOf = (kind: string): string => `${kind[0]?.toUpperCase()}${kind.slice(1)}`

test('every command has a step, or a reason why it has none', () => {
  const kinds = [...KINDS, ...Object.keys(WITHOUT_STEPS)]
  expect(kinds.map(commandOf).sort()).toEqual(commands.map(({ name }) => name).sort())
})

test(
  `the books balance, views equal the model and a key counts once, over ${SEQUENCES} sequences`,
  async () => {
    for (const theme of KINDS) await requireLaws(theme, Math.ceil(SEQUENCES / KINDS.length))
    for (const theme of KINDS)
      for (let turn = 1; turn <= FURTHER && isSeldom(commandOf(theme)); turn++)
        await requireLaws(theme, 1, turn)
  },
  SEQUENCES * 5_000,
)

async function requireLaws(theme: string, numRuns: number, turn = 0): Promise<void> {
  const seed = SEED + KINDS.indexOf(theme) * 1_000 + turn
  let failed: Sequence | undefined
  try {
    await fc.assert(
      fc.asyncProperty(sequenceOf(theme), async (sequence) => {
        failed = sequence
        await run(sequence)
      }),
      { numRuns, endOnFailure: true, seed },
    )
  } catch (fault) {
    if (!failed) throw fault
    const short = await shortened(failed, (sequence) =>
      run(sequence).then(
        () => false,
        () => true,
      ),
    )
    await run(short)
    throw fault
  }
}

const run = (sequence: Sequence) =>
  runSequence(sequence, async ({ app, model }) => {
    expect(brokenBooks(app)).toEqual([])
    countAnswers(app)
    for (const { discounts, shipping, lines } of model.orders) {
      if (discounts.size > 0) orders.discounted++
      if (discounts.size > 1) orders.discountedTwice++
      if (shipping.gross > 0) orders.shipped++
      if (lines.some(({ cost }) => cost.tax > 0)) orders.taxed++
    }
  })

const orders = { discounted: 0, discountedTwice: 0, shipped: 0, taxed: 0 }

const answers = new Map<string, { accepted: number; refused: number }>()

/** By the journal: what the shop did by itself counts too, and what was dry does not. */
function countAnswers(app: TestApp): void {
  const rows = app.rows<{ command: string; outcome: string; times: number }>(
    `select command, outcome, count(*) as times from kernel_journal
     where dry_run = 0 group by command, outcome`,
  )
  for (const { command, outcome, times } of rows) {
    const count = countOf(command)
    answers.set(command, count)
    if (outcome === 'ACCEPTED') count.accepted += times
    else count.refused += times
  }
}

afterAll(() => {
  for (const [command, { accepted, refused }] of [...answers].sort())
    console.log(`${command.padEnd(26)} accepted ${accepted}, refused ${refused}`)
  console.log(`seed ${SEED}, ${JSON.stringify(orders)}`)
})

/** What has nothing to refuse in a shop whose ids are all known. */
const NEVER_REFUSED = new Set([
  ...['ArchiveProduct', 'UpdateLocation', 'AddAddress', 'LapseReservations', 'AddOrderNote'],
  ...['ReturnStrandedPayments', 'ParkDeadLetter'],
])

const countOf = (command: string) => answers.get(command) ?? { accepted: 0, refused: 0 }

function isSeldom(command: string): boolean {
  const { accepted, refused } = countOf(command)
  return accepted < ACCEPTED || (refused < REFUSED && !NEVER_REFUSED.has(command))
}

test('every command was accepted often, and refused where it can be', () => {
  for (const command of KINDS.map(commandOf)) {
    const { accepted, refused } = countOf(command)
    expect.soft(accepted, `${command} accepted`).toBeGreaterThanOrEqual(ACCEPTED)
    if (!NEVER_REFUSED.has(command))
      expect.soft(refused, `${command} refused`).toBeGreaterThanOrEqual(REFUSED)
  }
})

test('many orders had discounts, tax and shipping in what they cost', () => {
  expect.soft(orders.discounted, 'discounted').toBeGreaterThan(SEQUENCES / 4)
  expect.soft(orders.discountedTwice, 'discounted twice').toBeGreaterThan(SEQUENCES / 30)
  expect.soft(orders.shipped, 'with shipping').toBeGreaterThan(SEQUENCES / 8)
  expect.soft(orders.taxed, 'taxed').toBeGreaterThan(SEQUENCES / 8)
})
