// Laws 1 and 2: after random commands every view equals its recomputation, full text included, and
// replaying the journal into an empty shop gives the same events and the same state. Both go on holding
// when everybody is erased: the journal then tells the same story of nobody.

import { expect, test } from 'vitest'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import fc from '#testing/random.ts'
import { examineBooks } from '#write/doctor.ts'
import type { TestApp } from '../app.ts'
import { openModelApp, runSequence } from '../model/run.ts'
import { KINDS, type Sequence, sequenceOf } from '../model/steps.ts'
import { eraseAll } from './erase-all.ts'

const SEQUENCES = Math.ceil(Number(process.env.LAW_SEQUENCES ?? 300) / 15)

test(
  `views equal their recomputation and the journal replays to the same state, over ${SEQUENCES} sequences`,
  async () => {
    let erased = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...KINDS).chain(sequenceOf), (sequence) =>
        runSequence(sequence, async ({ app }) => {
          await requireLaws(app, sequence.shop)
          erased += await eraseAll(app)
          await requireLaws(app, sequence.shop)
          expect(known(app)).toEqual([])
        }),
      ),
      { numRuns: SEQUENCES, endOnFailure: true },
    )
    console.info(`${erased} people erased`)
    expect(erased).toBeGreaterThan(SEQUENCES)
  },
  SEQUENCES * 20_000,
)

async function requireLaws({ writer }: TestApp, shop: Sequence['shop']): Promise<void> {
  const verified = await verifyViews(writer, views, tallies)
  const books = await examineBooks(writer)
  expect([...verified, ...books].flatMap(({ findings }) => findings)).toEqual([])
  const { app: second, dispose } = await openModelApp(shop)
  try {
    const { differences } = await replay({ from: writer, into: second, release: 'test' })
    expect(differences).toEqual([])
  } finally {
    await dispose()
  }
}

const ERASED = "(select aggregate_id from kernel_events where name like '%Erased')"

/** Where somebody still stands who was erased. */
const known = (app: TestApp): unknown[] => [
  ...app.rows(`select id from orders where email is not null and id in ${ERASED}`),
  ...app.rows(`select * from order_term_view where term like '%@%' and order_id in ${ERASED}`),
  ...app.rows(`select id from customers where email is not null and id in ${ERASED}`),
  ...app.rows(
    `select j.input from kernel_journal j join kernel_journal_subjects s on s.sequence = j.sequence
     where s.is_fact = 1 and s.subject_id in ${ERASED} and j.command not like 'Import%'
       and (j.input like '%@example.%' or j.actor like '%@example.%')`,
  ),
]
