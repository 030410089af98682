// Laws 1, 3 and 4: random commands against the model. Views equal what the model says, a repeated key
// has its effect once, and the books balance, after any sequence.
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Accepted, Outcome } from '#kernel/outcome.ts'
import { openTestApp, type TestApp } from '../app.ts'
import { Model, owedOf, readyOf } from '../model/model.ts'
import { KIND_NAMES, planOf, type Step, sequenceOf } from '../model/steps.ts'
import { brokenBooks } from './books.ts'

const SEQUENCES = Number(process.env.LAW_SEQUENCES ?? 300)
const tried = new Map<string, { accepted: number; refused: number }>()

test(`the books balance, views equal the model and a key counts once, over ${SEQUENCES} sequences`, async () => {
  await fc.assert(
    fc.asyncProperty(sequenceOf, async (steps) => {
      const { app, dispose } = await openTestApp()
      try {
        const model = new Model()
        for (const [index, step] of steps.entries()) await take(app, model, step, index)
        expect(brokenBooks(app)).toEqual([])
        expect(stockShown(app)).toEqual(stockOf(model))
        expect(ordersShown(app)).toEqual(ordersOf(model))
      } finally {
        await dispose()
      }
    }),
    { numRuns: SEQUENCES, ...(process.env.LAW_SEED ? { seed: Number(process.env.LAW_SEED) } : {}) },
  )
}, 600_000)

afterAll(() => {
  for (const [kind, { accepted, refused }] of tried)
    console.log(`${kind.padEnd(22)} accepted ${accepted}, refused ${refused}`)
})

test('every kind of command was accepted often, and refused where it can be', () => {
  const never = new Set(['archiveProduct', 'receiveStock', 'setStockPolicy', 'addOrderNote'])
  for (const kind of KIND_NAMES) {
    const { accepted = 0, refused = 0 } = tried.get(kind) ?? {}
    expect(accepted, `${kind} accepted`).toBeGreaterThan(10)
    if (!never.has(kind)) expect(refused, `${kind} refused`).toBeGreaterThan(0)
  }
})

/** Gives a command, twice with one key where the step repeats, and holds its answer to the model. */
async function take(app: TestApp, model: Model, step: Step, index: number): Promise<void> {
  app.pass(1)
  const move = planOf(model, step)
  if (!move) return
  const { command, input, expected, apply } = move
  const idempotencyKey = `step-${index}`
  const [outcome, again] = await Promise.all([
    app.give(command, input, { idempotencyKey }),
    step.repeats ? app.give(command, input, { idempotencyKey }) : null,
  ])
  expect(`${command} ${answerOf(outcome)}`).toBe(`${command} ${expected}`)
  if (again) {
    expect(again).toMatchObject({ id: outcome.id, sequence: outcome.sequence, replayed: true })
    expect(answerOf(again)).toBe(expected)
  }
  const count = tried.get(step.kind) ?? { accepted: 0, refused: 0 }
  tried.set(step.kind, count)
  if (outcome.outcome === 'ACCEPTED') {
    count.accepted++
    apply(outcome as Accepted)
  } else count.refused++
}

const answerOf = (outcome: Outcome): string => {
  if (outcome.outcome === 'REFUSED') return outcome.refusal.code
  return outcome.outcome === 'FAILED' ? outcome.error : 'ACCEPTED'
}

const stockShown = (app: TestApp) =>
  app.rows(
    `select variant_id as variantId, location_id as locationId, on_hand as onHand, allocated
     from stock_level_view where on_hand <> 0 or allocated <> 0 order by 1, 2`,
  )

const stockOf = ({ levels }: Model) =>
  [...levels]
    .map(([key, level]) => {
      const [variantId, locationId] = key.split(' ')
      return { variantId, locationId, ...level }
    })
    .filter(({ onHand, allocated }) => onHand !== 0 || allocated !== 0)
    .sort((one, other) =>
      `${one.variantId} ${one.locationId}` < `${other.variantId} ${other.locationId}` ? -1 : 1,
    )

const ordersShown = (app: TestApp) =>
  app
    .rows<{ id: string; status: string; lines: string; captured: number; current_total: number }>(
      'select id, status, lines, captured, current_total from order_view order by number',
    )
    .map(({ id, status, lines, captured, current_total }) => ({
      id,
      status,
      captured,
      owed: current_total,
      lines: (JSON.parse(lines) as Record<string, unknown>[]).map(
        ({ id, quantity, cancelled, inFulfilment, fulfilled }) => ({
          ...{ id, quantity, cancelled, inFulfilment, fulfilled },
        }),
      ),
    }))

const ordersOf = ({ orders }: Model) =>
  orders.map((order) => ({
    id: order.id,
    status: order.status,
    captured: order.captured,
    owed: owedOf(order),
    lines: order.lines.map((line) => ({
      id: line.id,
      quantity: line.quantity,
      cancelled: line.cancelled,
      inFulfilment: line.shipped + readyOf(line),
      fulfilled: line.shipped,
    })),
  }))
