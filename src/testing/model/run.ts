// Runs a sequence through a shop of its own and through the model, and holds each answer, and each order
// page that an answer refreshed, to what the model says.
import { expect } from 'vitest'
import type { ConnectionOptions } from '#kernel/database/connection.ts'
import type { Accepted, Outcome } from '#kernel/outcome.ts'
import { loadOrderViews, type OrderRow } from '#read/order/load.ts'
import { type GiveOptions, openTestApp, type TestApp } from '../app.ts'
import { asked } from '../graphql.ts'
import { TEST_NOW, TEST_SHOP } from '../shop.ts'
import { Model } from './model.ts'
import type { Move, Step } from './plan.ts'
import { isPriced, priceCart, priceDraft } from './prices.ts'
import { modelProvider, PROVIDER } from './provider.ts'
import { orderOf, orderShown, restOf, restShown } from './shown.ts'
import { isDraftPriced } from './steps/drafts.ts'
import { catchUp, spanOf } from './steps/time.ts'
import { GIVE_AGAIN, leadOf, PASS_TIME, type Sequence, wishedOf } from './steps.ts'

/** A key is kept for 30 days. */
const KEYS_KEPT_MS = 20 * 24 * 60 * 60 * 1_000

/** A step that can't be taken yet is led to by so many moves at most. */
const LEADS_MAX = 6

type Given = { move: Move; as: GiveOptions; outcome: Outcome; at: number }
export type Run = { app: TestApp; model: Model; given: Given[]; told: string[] }

/** @param then What to look at once all of it has happened. */
export async function runSequence(
  { shop, steps }: Sequence,
  then: (run: Run) => Promise<void>,
  connection: ConnectionOptions = {},
): Promise<void> {
  const { app, dispose } = await openModelApp(shop, connection)
  const run: Run = { app, model: new Model(shop, TEST_NOW), given: [], told: [] }
  try {
    for (const step of steps) await take(run, step)
    await requireSame(run)
    await then(run)
  } catch (fault) {
    if (fault instanceof Error)
      fault.message += `\nin a shop with ${JSON.stringify(shop)}:\n${run.told.join('\n')}`
    throw fault
  } finally {
    await dispose()
  }
}

export const openModelApp = (shop: Sequence['shop'], connection: ConnectionOptions = {}) =>
  openTestApp({
    connection: { synchronous: 'OFF', ...connection },
    shop: { ...TEST_SHOP, ...shop, paymentProviders: [PROVIDER] },
    paymentProviders: [modelProvider()],
  })

async function take(run: Run, step: Step): Promise<void> {
  if (step.kind === PASS_TIME) return passTime(run, step)
  if (step.kind === GIVE_AGAIN) return giveAgain(run, step)
  for (let turn = 0; turn < LEADS_MAX; turn++) {
    const wished = wishedOf(run.model, step)
    if (wished) return give(run, wished, step.how)
    const lead = leadOf(run.model, { ...step, a: step.a + turn, n: step.n + turn })
    if (lead) await give(run, lead, 'ONCE')
  }
}

function pass({ app, model }: Run, ms: number): void {
  app.pass(ms)
  model.now += ms
}

/** Gives a command, twice at once with one key or as a dry run where the step says so. */
async function give(run: Run, move: Move, how: Step['how']): Promise<void> {
  const { app, model, told } = run
  pass(run, 1)
  const { command, input, expected, actor } = move
  const as = {
    idempotencyKey: `move-${told.length}`,
    dryRun: how === 'DRY',
    ...(actor && { actor }),
  }
  told.push(`${command} ${how} ${JSON.stringify(input)}`)
  const shown = await costShown(run, command, input)
  const [outcome, again] = await Promise.all([
    app.give(command, input, as),
    how === 'TWICE' ? app.give(command, input, as) : null,
  ])
  expect(`${command} ${answerOf(outcome)}`).toBe(`${command} ${expected}`)
  if (again) requireReplay(again, outcome)
  if (how === 'DRY') return
  run.given.push({ move, as, outcome, at: model.now })
  if (outcome.outcome !== 'ACCEPTED') return
  if (shown !== null) requireCharged(outcome, shown)
  move.apply(outcome)
  learnRequests(run)
  requirePages(run, command, outcome)
}

/** What a cart or a draft says that it costs, where it is placed to where it says that it goes. */
async function costShown(
  { app, model }: Run,
  command: string,
  input: Move['input'],
): Promise<number | null> {
  const draft = model.drafts.find(({ id }) => id === input.draftOrderId)
  if (command === 'CompleteDraftOrder' && draft?.status === 'OPEN')
    return (await asked(app, DRAFT, { id: draft.id })).shown.total.amount
  const cart = model.carts.find(({ id }) => id === input.cartId)
  const { countryCode } = (input.shippingAddress ?? {}) as { countryCode?: string }
  const isThere = (countryCode ?? cart?.country) === (cart?.country ?? 'GB')
  if (command !== 'PlaceOrder' || cart?.status !== 'OPEN' || !isThere) return null
  return (await asked(app, CART, { id: cart.id })).shown.total.amount
}

function requireCharged({ refreshed }: Accepted, shown: number): void {
  const [placed] = (refreshed.order_view ?? []) as unknown as OrderRow[]
  expect({ charged: placed?.total }).toEqual({ charged: shown })
}

/** Each order page that the answer refreshed is what the model says, and holds no money made of nothing. */
function requirePages(run: Run, command: string, { refreshed }: Accepted): void {
  const { model } = run
  for (const row of (refreshed.order_view ?? []) as unknown as OrderRow[]) {
    const order = model.orders.find(({ id }) => id === row.id)
    expect(orderShown(row)).toEqual(order && orderOf(model, order))
    requireNoMoneyMade(run, command === 'RefundPayment', row)
  }
}

/**
 * What the shop gives back, or has asked to be given back, is at most what it took and still has. A
 * provider may tell of more at any time; but then the shop itself does not add to it.
 */
function requireNoMoneyMade({ model }: Run, isRefund: boolean, { payments }: OrderRow): void {
  for (const { provider, reference, captured, refunded, requests } of payments) {
    const isTold = model.reports.some(
      (report) => report.provider === provider && report.paymentReference === reference,
    )
    const asked = requests.filter(({ kind, status }) => kind === 'REFUND' && status === 'PENDING')
    const leaving = asked.reduce((sum, { amount }) => sum + amount, 0)
    if (!isTold) expect(captured - refunded - leaving).toBeGreaterThanOrEqual(0)
    else if (isRefund && leaving > 0)
      expect(captured - refunded, 'left of a payment').toBeGreaterThanOrEqual(leaving)
  }
}

async function passTime(run: Run, step: Step): Promise<void> {
  const span = spanOf(step)
  run.told.push(`${span / 60_000} minutes pass`)
  pass(run, span)
  // What happens by itself may have more happen: an expired order's money is asked back.
  for (let turn = 0; turn < 3; turn++) await run.app.reactions.settle()
  catchUp(run.model)
  learnRequests(run)
}

async function giveAgain({ app, model, given, told }: Run, { a }: Step): Promise<void> {
  const fresh = given.filter(({ at }) => at + KEYS_KEPT_MS > model.now)
  const earlier = fresh[a % Math.max(1, fresh.length)]
  if (!earlier) return
  const { move, as, outcome } = earlier
  told.push(`${move.command} given again`)
  requireReplay(await app.give(move.command, move.input, as), outcome)
}

function requireReplay(again: Outcome, first: Outcome): void {
  expect(again).toMatchObject({ id: first.id, sequence: first.sequence, replayed: true })
  expect(answerOf(again)).toBe(answerOf(first))
}

/** The ids of what a provider was asked, which no answer names. */
function learnRequests({ app, model }: Run): void {
  if (model.requests.every(({ id }) => id !== null)) return
  const rows = app.rows<{ id: string; paymentId: string }>(
    'select id, payment_id as paymentId from payment_requests order by id',
  )
  for (const payment of new Set(model.requests.map(({ payment }) => payment))) {
    const own = model.requests.filter((request) => request.payment === payment)
    const ids = rows.filter(({ paymentId }) => paymentId === payment.id)
    for (const [index, request] of own.entries()) request.id = ids[index]?.id ?? null
  }
}

/** Each cart costs what placing it now would charge, or says why it can't be placed at that. */
async function requireCarts({ app, model }: Run): Promise<void> {
  for (const cart of model.carts) {
    if (cart.status !== 'OPEN' || cart.lines.size === 0 || !isPriced(model, cart)) continue
    const { shown } = await asked(app, CART, { id: cart.id })
    const cost = priceCart(model, cart)
    const problems: string[] = shown.problems.map(({ code }: { code: string }) => code)
    expect({ cart: cart.id, total: shown.total.amount }).toEqual({
      cart: cart.id,
      total: cost.total,
    })
    if (cost.refusal) expect(problems).toContain(cost.refusal)
    else expect(problems.filter((code) => !code.includes('STOCK'))).toEqual([])
  }
}

/** The same of drafts. */
async function requireDrafts({ app, model }: Run): Promise<void> {
  for (const draft of model.drafts) {
    const { shown } = await asked(app, DRAFT, { id: draft.id })
    const { id, status } = draft
    if (status === 'DELETED') expect(shown).toBeNull()
    else expect({ id, status: shown.status }).toEqual({ id, status })
    if (status !== 'OPEN' || !isDraftPriced(model, draft)) continue
    const cost = priceDraft(model, draft)
    expect({ id, total: shown.total.amount }).toEqual({ id, total: cost.total })
    const problems: string[] = shown.problems.map(({ code }: { code: string }) => code)
    if (cost.refusal) expect(problems).toContain(cost.refusal)
  }
}

const DRAFT =
  'query ($id: ID!) { shown: draftOrder(id: $id) { status total { amount } problems { code } } }'
const CART = 'query ($id: ID!) { shown: cart(id: $id) { total { amount } problems { code } } }'

async function requireSame(run: Run): Promise<void> {
  const { app, model } = run
  await requireCarts(run)
  await requireDrafts(run)
  const rows = await loadOrderViews(
    app.writer,
    model.orders.map(({ id }) => id),
  )
  expect(rows.map((row) => row && orderShown(row))).toEqual(
    model.orders.map((order) => orderOf(model, order)),
  )
  expect(restShown(app)).toEqual(restOf(model))
}

const answerOf = (outcome: Outcome): string => {
  if (outcome.outcome === 'REFUSED') return outcome.refusal.code
  return outcome.outcome === 'FAILED' ? outcome.error : 'ACCEPTED'
}

/** Without each step that it fails without, so that a person can read what is left. */
export async function shortened(
  sequence: Sequence,
  fails: (sequence: Sequence) => Promise<boolean>,
): Promise<Sequence> {
  let steps = sequence.steps
  for (let at = steps.length - 1; at >= 0; at--) {
    const without = { ...sequence, steps: steps.filter((_, index) => index !== at) }
    if (await fails(without)) steps = without.steps
  }
  return { ...sequence, steps }
}
