import { expect, test } from 'vitest'
import { replay } from '#kernel/replay.ts'
import { verifyViews } from '#kernel/verify-views.ts'
import type { OrderRow } from '#read/order/load.ts'
import { loadReturnViews } from '#read/return/load.ts'
import { tallies, views } from '#read/views.ts'
import { testApp } from '#testing/app.ts'
import { brokenBooks } from '#testing/laws/books.ts'
import { type OrderDesk, orderDesk } from '#testing/orders.ts'
import fc from '#testing/random.ts'
import { OWNER, TEST_SHOP } from '#testing/shop.ts'
import { examineBooks } from '#write/doctor.ts'

const RUNS = 60
const STEPS = 16
const CODES = ['TEN', 'FIVE', 'SHIPFREE'] as const
const ADDRESSES = { GB: 'LS1 1AA', DE: '10115', FR: '75001' } as const
type Country = keyof typeof ADDRESSES
const addressIn = (countryCode: Country) => ({
  ...{ name: 'Anna', line1: '1 High Street', city: 'Town' },
  ...{ postalCode: ADDRESSES[countryCode], countryCode },
})

const EDITING = [
  ...(['up', 'down', 'off', 'add', 'atPrice'] as const),
  ...(['giveCode', 'takeCode', 'ship otherwise', 'move'] as const),
]
const BESIDE = ['cancel', 'make', 'ship', 'send back', 'refund', 'grant', 'pay'] as const
const VERBS = [...EDITING, ...BESIDE]
type Verb = (typeof VERBS)[number]
type Step = { verb: Verb; pick: number; quantity: number }

const oftener = [
  'make',
  'make',
  'ship',
  'ship',
  'ship',
  'send back',
  'send back',
  'refund',
] as const
const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom<Verb[]>(...VERBS, ...oftener),
  pick: fc.noBias(fc.nat(99)),
  quantity: fc.constantFrom(1, 1, 2, 3, 7),
})
const life = fc.record({
  pricesIncludeTax: fc.boolean(),
  codes: fc.subarray([...CODES]),
  /** Whether something is in it that can't come back, and refunds are granted out of goodwill. */
  isPlain: fc.boolean(),
  steps: fc.array(step, { minLength: STEPS, maxLength: STEPS }),
})

type Shop = { desk: OrderDesk; methods: string[] }

async function openShop(pricesIncludeTax: boolean): Promise<Shop> {
  const stock = { MAIN: { MUG: 60, CUP: 60 }, NORTH: { MUG: 40, CUP: 40 } }
  const desk = await orderDesk(stock, { shop: { ...TEST_SHOP, pricesIncludeTax } })
  for (const [countryCode, rate] of Object.entries({ GB: 20_000, DE: 19_000 }))
    await desk.accepted('SetTaxRate', { countryCode, taxClass: 'STANDARD', rate, name: 'VAT' })
  const takes = {
    TEN: { rate: 10_000 },
    FIVE: { amount: { amount: 501, currency: 'GBP' } },
    SHIPFREE: { freeShipping: true },
  }
  for (const code of CODES)
    await desk.accepted('CreateDiscount', {
      name: code,
      code,
      takes: takes[code],
      isCombinable: true,
    })
  const methods: string[] = []
  for (const price of [399, 750]) {
    const brackets = [{ currency: 'GBP', price }]
    const method = { name: `For ${price}`, basis: 'FLAT', brackets }
    methods.push((await desk.ids('CreateShippingMethod', method)).shippingMethod as string)
  }
  return { desk, methods }
}

async function placed(
  { desk, methods }: Shop,
  { codes, isPlain }: { codes: readonly string[]; isPlain: boolean },
): Promise<string> {
  const { cart: cartId } = await desk.ids('StartCart', {
    currency: 'GBP',
    lines: [
      { variantId: desk.variants.MUG, quantity: 5 },
      { variantId: desk.variants.CUP, quantity: 3 },
      ...(isPlain ? [] : [{ variantId: desk.variants.POST, quantity: 1 }]),
      { variantId: desk.variants.GIFT, quantity: 2 },
    ],
  })
  for (const code of codes) await desk.accepted('ApplyDiscountCode', { cartId, code })
  await desk.accepted('ChooseShipping', { cartId, shippingMethodId: methods[0] })
  const shippingAddress = addressIn('GB')
  const placing = { cartId, email: 'anna@example.com', shippingAddress }
  return (await desk.ids('PlaceOrder', placing)).order as string
}

type Edit = (shop: Shop, order: OrderRow, step: Step) => object
const EDITS: Partial<Record<Verb, Edit>> = {
  up: (_, { lines }, { pick, quantity }) => setting(lines[pick % lines.length], quantity),
  down: (_, { lines }, { pick, quantity }) => setting(lines[pick % lines.length], -quantity),
  off: (_, { lines }, { pick }) => setting(lines[pick % lines.length], -1_000),
  add: ({ desk }, _, { pick, quantity }) => ({
    addLines: [{ variantId: goodsOf(desk)[pick % 3], quantity }],
  }),
  atPrice: ({ desk }, _, { pick, quantity }) => ({
    addLines: [
      {
        ...{ variantId: goodsOf(desk)[pick % 3], quantity },
        ...{ unitPrice: 100 + (pick % 3), priceReason: 'Promised on the telephone' },
      },
    ],
  }),
  giveCode: (_, __, { pick }) => ({ addDiscountCodes: [CODES[pick % 3]] }),
  takeCode: (_, { discounts }, { pick }) => ({
    removeDiscountCodes: [discounts[pick % Math.max(1, discounts.length)]?.code ?? 'NONE'],
  }),
  'ship otherwise': ({ methods }, _, { pick }) => ({
    shippingMethodId: [null, ...methods][pick % 3],
  }),
  move: (_, __, { pick }) => ({
    shippingAddress: addressIn((['GB', 'DE', 'FR'] as const)[pick % 3] as Country),
  }),
}

/** The service is never among them. */
const goodsOf = ({ variants: { MUG, CUP, GIFT } }: OrderDesk) => [MUG, CUP, GIFT]

function setting(line: OrderRow['lines'][number] | undefined, by: number) {
  if (!line) return {}
  const least = line.cancelled + line.inFulfilment
  const quantity = Math.max(least, line.quantity + by)
  return { setLines: [{ orderLineId: line.id, quantity }] }
}

/** What units cost that were cancelled, as the page's own sums tell it. */
const cutOf = ({ total, currentTotal, refundGranted }: OrderRow) =>
  total - currentTotal - refundGranted

async function edit(shop: Shop, order: OrderRow, step: Step): Promise<boolean> {
  const { desk } = shop
  const asked = EDITS[step.verb]?.(shop, order, step)
  const input = { orderId: order.id, ...asked, reason: 'They called' }
  const preview = await desk.dispatch({
    ...{ command: 'EditOrder', input, options: { dryRun: true }, actor: OWNER },
  })
  expect(await desk.page(order.id)).toEqual(order)
  const outcome = await desk.give('EditOrder', input)
  expect(outcome.outcome, JSON.stringify(outcome)).toBe(preview.outcome.outcome)
  expect(outcome.outcome).not.toBe('FAILED')
  if (outcome.outcome !== 'ACCEPTED' || preview.outcome.outcome !== 'ACCEPTED') return false
  const now = await desk.page(order.id)
  expect(preview.outcome.result.difference).toEqual(outcome.result.difference)
  expect(outcome.result.difference).toEqual({
    ...{ amount: now.total - order.total, currency: 'GBP' },
  })
  expect(now.refundGranted).toBe(order.refundGranted)
  if (order.currentTotal > 0 && now.currentTotal > 0) expect(cutOf(now)).toBe(cutOf(order))
  return true
}

async function other({ desk }: Shop, order: OrderRow, { verb, pick, quantity }: Step) {
  const orderId = order.id
  const line = order.lines[pick % order.lines.length]
  const lines = [{ orderLineId: line?.id, quantity }]
  const give = async (command: string, input: object) => {
    const { outcome } = await desk.give(command, input)
    expect(outcome, command).not.toBe('FAILED')
    return outcome === 'ACCEPTED'
  }
  if (verb === 'cancel') return give('CancelOrderLines', { orderId, lines })
  if (verb === 'make') {
    const locationId = line?.allocations[0]?.locationId ?? desk.locations.MAIN
    const some = pick % 3 ? lines : null
    return give('CreateFulfilment', { orderId, locationId, lines: some })
  }
  if (verb === 'ship') {
    const pending = order.fulfilments.find(({ status }) => status === 'PENDING')
    return pending ? give('ShipFulfilment', { fulfilmentId: pending.id }) : false
  }
  if (verb === 'send back') return sendBack(desk, order, pick, quantity)
  if (verb === 'refund') return refundSome(desk, order)
  const amount = { amount: quantity * 101, currency: 'GBP' }
  if (verb === 'grant') return give('GrantRefund', { orderId, amount, reason: 'Goodwill' })
  return give('RecordManualPayment', { orderId, amount, method: 'Cash' })
}

async function sendBack(desk: OrderDesk, order: OrderRow, pick: number, quantity: number) {
  const fit = order.lines.filter(({ returnable }) => returnable > 0)
  const line = fit[pick % Math.max(1, fit.length)]
  if (!line || order.status === 'PENDING') return false
  const units = { orderLineId: line.id, quantity: Math.min(quantity, line.returnable) }
  const { return: returnId } = await desk.ids('RequestReturn', {
    ...{ orderId: order.id, lines: [{ ...units, reason: 'UNWANTED' }] },
  })
  await desk.accepted('ApproveReturn', { returnId })
  await desk.accepted('ReceiveReturn', {
    ...{ returnId, locationId: desk.locations.MAIN, isLast: true },
    lines: [{ orderLineId: units.orderLineId, restock: units.quantity, damaged: 0 }],
  })
  if (pick % 2 === 0) await desk.give('RefundReturn', { returnId })
  return true
}

/** Grants what the returns are worth that none was granted for. */
async function refundSome(desk: OrderDesk, { returnIds }: OrderRow): Promise<boolean> {
  let some = false
  for (const back of await loadReturnViews(desk.writer, returnIds))
    if (back && back.refundGranted === 0)
      some = (await desk.give('RefundReturn', { returnId: back.id })).outcome === 'ACCEPTED' || some
  return some
}

/** Ships what is ready, cancels what is open, and has all come back that ever left. */
async function undo(desk: OrderDesk, orderId: string): Promise<OrderRow> {
  for (const { id, status } of (await desk.page(orderId)).fulfilments)
    if (status === 'PENDING') await desk.accepted('ShipFulfilment', { fulfilmentId: id })
  const { lines, status } = await desk.page(orderId)
  const open = lines
    .map(({ id, quantity, cancelled, inFulfilment }) => ({
      ...{ orderLineId: id, quantity: quantity - cancelled - inFulfilment },
    }))
    .filter(({ quantity }) => quantity > 0)
  if (open.length > 0 && status === 'CONFIRMED')
    await desk.accepted('CancelOrderLines', { orderId, lines: open })
  for (;;) {
    const page = await desk.page(orderId)
    if (!(await sendBack(desk, page, 0, 1_000))) break
  }
  return desk.page(orderId)
}

const sound = async ({ desk }: Shop) => {
  expect(brokenBooks(desk)).toEqual([])
  expect((await examineBooks(desk.writer)).flatMap(({ findings }) => findings)).toEqual([])
}

test('whatever is edited between cancels, parcels, returns and refunds, the books hold, and giving all back ends at exactly zero', async () => {
  const done: Partial<Record<Verb, number>> = {}
  const endings = { shipping: 0, nothing: 0 }
  const shops = new Map<boolean, Shop>()
  for (const isIncluded of [true, false]) shops.set(isIncluded, await openShop(isIncluded))
  await fc.assert(
    fc.asyncProperty(life, async ({ pricesIncludeTax, codes, isPlain, steps }) => {
      const shop = shops.get(pricesIncludeTax) as Shop
      const { desk } = shop
      for (const sku of ['MUG', 'CUP'] as const)
        for (const locationId of [desk.locations.MAIN, desk.locations.NORTH])
          await desk.give('SetStock', { variantId: desk.variants[sku], locationId, onHand: 200 })
      const orderId = await placed(shop, { codes, isPlain })
      for (const one of steps) {
        if (isPlain && one.verb === 'grant') continue
        const order = await desk.page(orderId)
        const isDone = await (one.verb in EDITS ? edit : other)(shop, order, one)
        if (!isDone) continue
        done[one.verb] = (done[one.verb] ?? 0) + 1
      }
      await sound(shop)

      const undone = await undo(desk, orderId)
      if (undone.status === 'CANCELLED') expect(undone.currentTotal).toBe(0)
      else if (isPlain) {
        await refundSome(desk, undone)
        const { currentTotal, shippingGross, lines } = await desk.page(orderId)
        expect(
          lines.every(({ returned, cancelled, quantity }) => returned + cancelled === quantity),
        ).toBe(true)
        endings[shippingGross > 0 ? 'shipping' : 'nothing']++
        expect(currentTotal).toBe(shippingGross)
      }
      const { currentTotal } = await desk.page(orderId)
      if (currentTotal > 0)
        await desk.accepted('GrantRefund', {
          ...{ orderId, reason: 'All of it', amount: { amount: currentTotal, currency: 'GBP' } },
        })
      for (const { id, captured, refunded } of (await desk.page(orderId)).payments)
        if (captured > refunded)
          await desk.accepted('RefundPayment', {
            ...{ paymentId: id, amount: { amount: captured - refunded, currency: 'GBP' } },
            reason: 'All of it',
          })
      expect(await desk.page(orderId)).toMatchObject({ currentTotal: 0, due: 0 })
      await sound(shop)
    }),
    { numRuns: RUNS },
  )
  for (const [pricesIncludeTax, { desk }] of shops) {
    const found = await verifyViews(desk.writer, views, tallies)
    expect(found.flatMap(({ findings }) => findings)).toEqual([])
    const into = await testApp({ shop: { ...TEST_SHOP, pricesIncludeTax } })
    const { differences } = await replay({ from: desk.writer, into, release: 'test' })
    expect(differences).toEqual([])
  }
  for (const verb of VERBS) expect(done[verb as Verb], verb).toBeGreaterThan(0)
  expect(Math.min(endings.shipping, endings.nothing)).toBeGreaterThan(0)
})
