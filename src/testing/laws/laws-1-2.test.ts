// Laws 1 and 2: after random commands every view equals its recomputation, full text included, and
// replaying the journal into an empty shop gives the same events and the same state.

import { expect, test } from 'vitest'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import fc from '#testing/random.ts'
import { openModelApp, runSequence } from '../model/run.ts'
import { KINDS, sequenceOf } from '../model/steps.ts'

const SEQUENCES = Math.ceil(Number(process.env.LAW_SEQUENCES ?? 300) / 15)

test(
  `views equal their recomputation and the journal replays to the same state, over ${SEQUENCES} sequences`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...KINDS).chain(sequenceOf), (sequence) =>
        runSequence(sequence, async ({ app: { writer } }) => {
          const found = await verifyViews(writer, views, tallies)
          expect(found.flatMap(({ findings }) => findings)).toEqual([])
          const { app: second, dispose } = await openModelApp(sequence.shop)
          try {
            const { differences } = await replay({ from: writer, into: second, release: 'test' })
            expect(differences).toEqual([])
          } finally {
            await dispose()
          }
        }),
      ),
      { numRuns: SEQUENCES, endOnFailure: true },
    )
  },
  SEQUENCES * 20_000,
)
