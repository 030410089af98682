// Laws 1, 3 and 4: random commands against the model. Views equal what the model says, a repeated key
// has its effect once, the books balance, and no sequence makes money.
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { commands } from '#write/commands.ts'
import type { TestApp } from '../app.ts'
import { runSequence, shortened } from '../model/run.ts'
import { KINDS, type Sequence, sequenceOf, WITHOUT_STEPS } from '../model/steps.ts'
import { brokenBooks } from './books.ts'

const SEQUENCES = Number(process.env.LAW_SEQUENCES ?? 300)
const SEED = process.env.LAW_SEED ? { seed: Number(process.env.LAW_SEED) } : {}

test('every command has a step, or a reason why it has none', () => {
  const names = commands.map(({ name }) => `${name[0]?.toLowerCase()}${name.slice(1)}`)
  expect([...KINDS, ...Object.keys(WITHOUT_STEPS)].sort()).toEqual(names.sort())
})

test(
  `the books balance, views equal the model and a key counts once, over ${SEQUENCES} sequences`,
  async () => {
    let failed: Sequence | undefined
    try {
      await fc.assert(
        fc.asyncProperty(sequenceOf, async (sequence) => {
          failed = sequence
          await run(sequence)
        }),
        { numRuns: SEQUENCES, endOnFailure: true, ...SEED },
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
  },
  SEQUENCES * 5_000,
)

const run = (sequence: Sequence) =>
  runSequence(sequence, async ({ app }) => {
    expect(brokenBooks(app)).toEqual([])
    countAnswers(app)
  })

const answers = new Map<string, { accepted: number; refused: number }>()

/** By the journal: what the shop did by itself counts too, and what was dry does not. */
function countAnswers(app: TestApp): void {
  const rows = app.rows<{ command: string; outcome: string; times: number }>(
    `select command, outcome, count(*) as times from kernel_journal
     where dry_run = 0 group by command, outcome`,
  )
  for (const { command, outcome, times } of rows) {
    const count = answers.get(command) ?? { accepted: 0, refused: 0 }
    answers.set(command, count)
    if (outcome === 'ACCEPTED') count.accepted += times
    else count.refused += times
  }
}

afterAll(() => {
  for (const [command, { accepted, refused }] of [...answers].sort())
    console.log(`${command.padEnd(26)} accepted ${accepted}, refused ${refused}`)
})

/** What has nothing to refuse in a shop whose ids are all known. */
const NEVER_REFUSED = new Set([
  ...['ArchiveProduct', 'UpdateLocation', 'AddAddress', 'LapseReservations', 'AddOrderNote'],
  ...['ReturnStrandedPayments', 'ParkDeadLetter'],
])

test('every command was accepted often, and refused where it can be', () => {
  const [accepted, refused] = [SEQUENCES / 20, SEQUENCES / 60]
  for (const { name } of commands) {
    if (`${name[0]?.toLowerCase()}${name.slice(1)}` in WITHOUT_STEPS) continue
    const count = answers.get(name) ?? { accepted: 0, refused: 0 }
    expect(count.accepted, `${name} accepted`).toBeGreaterThanOrEqual(accepted)
    if (!NEVER_REFUSED.has(name))
      expect(count.refused, `${name} refused`).toBeGreaterThanOrEqual(refused)
  }
})
