import { expect, test } from 'vitest'
import { verifyViews } from '#kernel/verify-views.ts'
import { tallies, views } from '#read/views.ts'
import { openTestApp } from '#testing/app.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk, type Sku } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { examineBooks } from '#write/doctor.ts'

const SEQUENCES = 40
const STEPS = 20
const ADDRESS = {
  ...{ name: 'Anna', line1: '1 High Street', city: 'Leeds' },
  ...{ postalCode: 'LS1 1AA', countryCode: 'GB' },
}

const line = fc.record({
  sku: fc.constantFrom<Sku[]>('MUG', 'MUG', 'CUP', 'GIFT', 'POST'),
  quantity: fc.integer({ min: 1, max: 3 }),
  unitPrice: fc.option(fc.integer({ min: 0, max: 999 })),
})
type Line = typeof line extends fc.Arbitrary<infer Drawn> ? Drawn : never

const VERBS = ['create', 'change', 'complete', 'remove', 'sell', 'receive', 'price', 'archive']
const WEIGHTS = [5, 4, 8, 1, 2, 1, 2, 0.3]
const step = fc.record({
  verb: fc.oneof(
    ...VERBS.map((verb, at) => ({
      weight: (WEIGHTS[at] as number) * 10,
      arbitrary: fc.constant(verb),
    })),
  ),
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  pick: fc.nat(20),
})
type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never

/** What the shop must be like, by plain counting. */
type Counted = {
  drafts: { id: string; status: string; lines: Line[]; total: number | null }[]
  free: Partial<Record<Sku, number>>
  prices: Record<Sku, number>
  archived: Set<Sku>
  orders: number
}

const unitsOf = (lines: readonly Line[], sku: Sku) =>
  lines.reduce((sum, one) => sum + (one.sku === sku ? one.quantity : 0), 0)

const linesFor = ({ variants }: OrderDesk, lines: readonly Line[]) =>
  lines.map(({ sku, quantity, unitPrice }) => ({
    ...{ variantId: variants[sku], quantity },
    ...(unitPrice !== null && { unitPrice, priceReason: 'Agreed' }),
  }))

/** The command of a step, what it must be answered with, and what is so once it is accepted. */
function planned(desk: OrderDesk, counted: Counted, { verb, lines, pick }: Step) {
  const { drafts, free, prices, archived } = counted
  // Two times of three one that is open still, so that what is in it decides.
  const open = drafts.filter(({ status }) => status === 'OPEN')
  const among = pick % 3 === 0 || open.length === 0 ? drafts : open
  const draft = among[pick % Math.max(1, among.length)]
  const sku = lines[0]?.sku as Sku
  const has = (wanted: readonly Line[]) => wanted.some((one) => archived.has(one.sku))
  const isShort = (wanted: readonly Line[]) =>
    (['MUG', 'CUP'] as const).some((one) => unitsOf(wanted, one) > (free[one] ?? 0))
  const shown = has(lines) ? 'VARIANT_NOT_SELLABLE' : 'ACCEPTED'
  const gone = draft?.status === 'DELETED' ? 'DRAFT_ORDER_NOT_FOUND' : null
  const closed = gone ?? (draft?.status === 'COMPLETED' ? 'DRAFT_ORDER_NOT_OPEN' : null)
  const draftOrderId = draft?.id
  const priced = linesFor(desk, lines)
  if (verb === 'create')
    return {
      command: 'CreateDraftOrder',
      input: { currency: 'GBP', lines: priced, shippingAddress: ADDRESS },
      expected: shown,
      apply: (id: string) => drafts.push({ id, status: 'OPEN', lines, total: null }),
    }
  if (verb === 'receive')
    return {
      command: 'ReceiveStock',
      input: {
        locationId: desk.locations.MAIN,
        lines: [{ variantId: desk.variants.MUG, quantity: 2 }],
      },
      expected: 'ACCEPTED',
      apply: () => (free.MUG = (free.MUG ?? 0) + 2),
    }
  if (verb === 'price')
    return {
      command: 'SetPrice',
      input: { variantId: desk.variants[sku], amount: 100 + pick, currency: 'GBP' },
      expected: archived.has(sku) ? 'VARIANT_IS_ARCHIVED' : 'ACCEPTED',
      apply: () => (prices[sku] = 100 + pick),
    }
  if (verb === 'archive')
    return {
      command: 'ArchiveVariant',
      input: { variantId: desk.variants.CUP },
      expected: 'ACCEPTED',
      apply: () => archived.add('CUP'),
    }
  if (!draft) return null
  if (verb === 'change')
    return {
      command: 'UpdateDraftOrder',
      input: { draftOrderId, lines: priced },
      expected: closed ?? shown,
      apply: () => (draft.lines = lines),
    }
  if (verb === 'remove')
    return {
      command: 'DeleteDraftOrder',
      input: { draftOrderId },
      expected: closed ?? 'ACCEPTED',
      apply: () => (draft.status = 'DELETED'),
    }
  const isOpen = draft.status === 'OPEN'
  const obstacle = has(draft.lines) ? 'VARIANT_NOT_SELLABLE' : null
  const shortage = isShort(draft.lines) ? 'INSUFFICIENT_STOCK' : null
  return {
    command: 'CompleteDraftOrder',
    input: { draftOrderId },
    expected: gone ?? (isOpen ? (obstacle ?? shortage ?? 'ACCEPTED') : 'ACCEPTED'),
    apply: () => {
      if (!isOpen) return
      draft.status = 'COMPLETED'
      draft.total = draft.lines.reduce(
        (sum, one) => sum + one.quantity * (one.unitPrice ?? prices[one.sku]),
        0,
      )
      for (const one of ['MUG', 'CUP'] as const)
        free[one] = (free[one] ?? 0) - unitsOf(draft.lines, one)
      counted.orders++
    },
  }
}

const answers = new Map<string, number>()

async function taken(desk: OrderDesk, counted: Counted, one: Step): Promise<void> {
  desk.pass(1)
  if (one.verb === 'sell') {
    if ((counted.free.MUG ?? 0) === 0) return
    await desk.placed({ MUG: 1 })
    counted.free.MUG = (counted.free.MUG ?? 0) - 1
    counted.orders++
    return
  }
  const plan = planned(desk, counted, one)
  if (!plan) return
  const outcome = await desk.give(plan.command, plan.input)
  const answer = outcome.outcome === 'REFUSED' ? outcome.refusal.code : outcome.outcome
  expect(`${plan.command} ${answer}`).toBe(`${plan.command} ${plan.expected}`)
  answers.set(answer, (answers.get(answer) ?? 0) + 1)
  if (outcome.outcome === 'ACCEPTED') plan.apply(outcome.result.draftOrder as string)
  expect({ after: one, broken: brokenBooks(desk) }).toEqual({ after: one, broken: [] })
}

test('whatever is drafted, changed, completed, deleted and sold meanwhile, each draft is what it says and the books balance', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: STEPS, maxLength: STEPS }),
      async (steps: readonly Step[]) => {
        const { app, dispose } = await openTestApp()
        try {
          const desk = await orderDesk({ MAIN: { MUG: 4, CUP: 4 } }, {}, async () => app)
          const counted: Counted = {
            ...{ drafts: [], orders: 0, archived: new Set<Sku>(), free: { MUG: 4, CUP: 4 } },
            prices: { MUG: 500, CUP: 300, POST: 450, GIFT: 100 },
          }
          for (const one of steps) await taken(desk, counted, one)
          await requireSame(desk, counted)
        } finally {
          await dispose()
        }
      },
    ),
    { numRuns: SEQUENCES },
  )
  for (const code of ['ACCEPTED', 'INSUFFICIENT_STOCK', 'DRAFT_ORDER_NOT_OPEN'])
    expect(answers.get(code), code).toBeGreaterThan(SEQUENCES / 4)
})

async function requireSame(desk: OrderDesk, { drafts, free, orders }: Counted): Promise<void> {
  expect(
    desk.rows(
      `select d.id, d.number, d.status, o.total, (select count(*) from json_each(d.lines)) as lines
       from draft_order_view d left join order_view o on o.id = d.order_id order by d.number`,
    ),
  ).toEqual(
    drafts
      .map(({ id, status, total, lines }, at) => ({
        ...{ id, number: 1_001 + at, status, total, lines: lines.length },
      }))
      .filter(({ status }) => status !== 'DELETED'),
  )
  expect(desk.rows('select count(*) as count from order_view')).toEqual([{ count: orders }])
  expect(
    desk.rows(
      `select v.sku, sum(on_hand - allocated) as free from stock_level_view s
       join variants v on v.id = s.variant_id group by v.sku order by v.sku`,
    ),
  ).toEqual([
    { sku: 'CUP', free: free.CUP },
    { sku: 'MUG', free: free.MUG },
  ])
  const checks = [
    ...(await verifyViews(desk.writer, views, tallies)),
    ...(await examineBooks(desk.writer)),
  ]
  expect(checks.flatMap(({ findings }) => findings as unknown[])).toEqual([])
}
