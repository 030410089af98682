// Laws 1 and 2: after random commands every view equals its recomputation, full text included, and
// replaying the journal into an empty shop gives the same events and the same state.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { openTestApp } from '../app.ts'
import { Model } from '../model/model.ts'
import { planOf, sequenceOf } from '../model/steps.ts'

const SEQUENCES = Math.ceil(Number(process.env.LAW_SEQUENCES ?? 300) / 15)

test(`views equal their recomputation and the journal replays to the same state, over ${SEQUENCES} sequences`, async () => {
  await fc.assert(
    fc.asyncProperty(sequenceOf, async (steps) => {
      const first = await openTestApp()
      const second = await openTestApp()
      try {
        const model = new Model()
        for (const step of steps) {
          first.app.pass(1)
          const move = planOf(model, step)
          if (!move) continue
          const outcome = await first.app.give(move.command, move.input)
          if (outcome.outcome === 'ACCEPTED') move.apply(outcome)
        }
        const { writer } = first.app
        const findings = (await verifyViews(writer, views, tallies)).flatMap(
          ({ findings }) => findings,
        )
        expect(findings).toEqual([])
        const { differences } = await replay({
          from: writer,
          into: second.app,
          release: 'test',
        })
        expect(differences).toEqual([])
      } finally {
        await first.dispose()
        await second.dispose()
      }
    }),
    { numRuns: SEQUENCES },
  )
}, 300_000)
