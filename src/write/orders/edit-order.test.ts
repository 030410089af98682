import { beforeEach, describe, expect, test } from 'vitest'
import type { OrderRow } from '#read/order/load.ts'
import { type OrderDesk, orderDesk, type Sku, UNKNOWN } from '#testing/orders.ts'
import { OWNER, TEST_SHOP } from '#testing/shop.ts'

type Row = OrderRow['lines'][number]

let desk: OrderDesk
let order: OrderRow

const open = async (
  units: Partial<Record<Sku, number>> = { MUG: 3, CUP: 2 },
  shop: Partial<typeof TEST_SHOP> = {},
) => {
  desk = await orderDesk(undefined, { shop: { ...TEST_SHOP, ...shop } })
  order = await desk.placed(units)
}
beforeEach(() => open())

const lineOf = (sku: Sku, among = order): Row => among.lines.find((line) => line.sku === sku) as Row
const set = (sku: Sku, quantity: number) => ({
  setLines: [{ orderLineId: lineOf(sku).id, quantity }],
})
const add = (sku: Sku, quantity: number, others: object = {}) => ({
  addLines: [{ variantId: desk.variants[sku], quantity, ...others }],
})
const asked = (input: object) => ({ orderId: order.id, reason: 'They called', ...input })

/** Edits the order and answers its page. */
async function edited(input: object): Promise<OrderRow> {
  await desk.accepted('EditOrder', asked(input))
  order = await desk.page(order.id)
  return order
}
const refused = (input: object) => desk.refused('EditOrder', asked(input))
const address = (countryCode: string, city = 'Town') => ({
  ...{ name: 'Anna', line1: '1 High Street', city, postalCode: '1', countryCode },
})
const gbp = (amount: number) => ({ amount, currency: 'GBP' })

describe('lines', () => {
  test('a line grows at the price that it was sold at, and its stock is allocated', async () => {
    await desk.accepted('SetPrice', { variantId: desk.variants.MUG, ...gbp(900) })
    expect(await edited(set('MUG', 5))).toMatchObject({ total: 3100, due: 3100, edits: 1 })
    expect(lineOf('MUG')).toMatchObject({ quantity: 5, unitPrice: 500, lineTotal: 2500 })
    expect(desk.levels()['MUG@MAIN']).toBe('10/5')
    expect(desk.ledger()).toEqual(desk.levels())
  })

  test('a new line has the price of now, and stands behind the others', async () => {
    await desk.accepted('SetPrice', { variantId: desk.variants.MUG, ...gbp(900) })
    await edited(add('MUG', 2))
    expect(order.lines.map(({ sku, quantity, unitPrice }) => [sku, quantity, unitPrice])).toEqual([
      ['MUG', 3, 500],
      ['CUP', 2, 300],
      ['MUG', 2, 900],
    ])
    expect(order).toMatchObject({ subtotal: 3900, total: 3900, currentTotal: 3900 })
  })

  test('what is added on the same terms makes a line grow, on others it is a line of its own', async () => {
    const byPhone = { unitPrice: 300, priceReason: 'Promised' }
    await edited({
      addLines: [
        { variantId: desk.variants.CUP, quantity: 1 },
        { variantId: desk.variants.CUP, quantity: 1, ...byPhone },
        { variantId: desk.variants.CUP, quantity: 4, ...byPhone },
        { variantId: desk.variants.CUP, quantity: 1, unitPrice: 0, priceReason: 'A gift' },
      ],
    })
    expect(
      order.lines.map(({ sku, quantity, unitPrice, priceReason }) => [
        ...[sku, quantity, unitPrice, priceReason],
      ]),
    ).toEqual([
      ['MUG', 3, 500, null],
      ['CUP', 3, 300, null],
      ['CUP', 5, 300, 'Promised'],
      ['CUP', 1, 0, 'A gift'],
    ])
  })

  test('staff may ask a price in a currency that the variant has none in', async () => {
    await desk.accepted('CreateProduct', {
      ...{ name: 'Vase', status: 'PUBLISHED' },
      variants: [{ sku: 'VASE', isService: true, prices: [{ amount: 100, currency: 'EUR' }] }],
    })
    const [vase] = desk.rows<{ id: string }>("select id from variants where sku = 'VASE'")
    const line = { variantId: vase?.id, quantity: 1 }
    expect(await refused({ addLines: [line] })).toMatchObject({
      ...{ code: 'PRICE_MISSING', path: ['input', 'addLines', '0', 'variantId'] },
      facts: { sku: 'VASE', currency: 'GBP' },
    })
    await edited({ addLines: [{ ...line, unitPrice: 70, priceReason: 'Agreed' }] })
    expect(order.total).toBe(2170)
  })

  test('staff add what is not published, and nobody what is archived', async () => {
    const [product] = desk.rows<{ id: string }>('select id from products')
    await desk.accepted('UnpublishProduct', { productId: product?.id })
    expect(await edited(add('CUP', 1))).toMatchObject({ total: 2400 })
    await desk.accepted('ArchiveProduct', { productId: product?.id })
    expect(await refused(add('CUP', 1))).toMatchObject({
      ...{ code: 'VARIANT_NOT_SELLABLE', path: ['input', 'addLines', '0', 'variantId'] },
    })
    // A line that stands was sold: it may grow while there is stock.
    expect(await edited(set('CUP', 4))).toMatchObject({ total: 2700 })
  })

  test('what a line loses is given back where it was held, and no more', async () => {
    desk = await orderDesk({ MAIN: { MUG: 3 }, NORTH: { MUG: 4 } })
    order = await desk.placed({ MUG: 6 })
    expect(desk.levels()).toMatchObject({ 'MUG@MAIN': '3/3', 'MUG@NORTH': '4/3' })
    await edited(set('MUG', 2))
    expect(desk.levels()).toMatchObject({ 'MUG@MAIN': '3/2', 'MUG@NORTH': '4/0' })
    await edited(set('MUG', 7))
    expect(desk.levels()).toMatchObject({ 'MUG@MAIN': '3/3', 'MUG@NORTH': '4/4' })
    expect(lineOf('MUG').allocations).toHaveLength(2)
  })

  test('units that one line gives back another may have', async () => {
    desk = await orderDesk({ MAIN: { MUG: 3, CUP: 1 } })
    order = await desk.placed({ MUG: 3 })
    await edited({ ...set('MUG', 1), ...add('MUG', 2, { unitPrice: 1, priceReason: 'Dented' }) })
    expect(order).toMatchObject({ total: 502 })
    expect(desk.levels()['MUG@MAIN']).toBe('3/3')
  })

  test('what there is too little of is told with numbers, and nothing is done', async () => {
    const levels = desk.levels()
    expect(
      await refused({ ...set('MUG', 12), ...add('CUP', 9), shippingAddress: address('GB') }),
    ).toMatchObject({
      code: 'INSUFFICIENT_STOCK',
      facts: {
        shortages: [
          { sku: 'MUG', requested: 9, available: 7 },
          { sku: 'CUP', requested: 9, available: 8 },
        ],
      },
    })
    expect(await desk.page(order.id)).toEqual(order)
    expect(desk.levels()).toEqual(levels)
  })

  test('a line keeps what is cancelled, ready or shipped of it', async () => {
    await open({ MUG: 6 })
    const units = (quantity: number) => ({
      orderId: order.id,
      lines: desk.unitsOf(order, { MUG: quantity }),
    })
    await desk.accepted('CancelOrderLines', units(1))
    const { fulfilment: fulfilmentId } = await desk.ids('CreateFulfilment', units(2))
    await desk.accepted('ShipFulfilment', { fulfilmentId })
    await desk.accepted('CreateFulfilment', units(1))
    expect(await refused(set('MUG', 3))).toEqual(
      expect.objectContaining({
        ...{ code: 'QUANTITY_TOO_LOW', path: ['input', 'setLines', '0', 'quantity'] },
        facts: {
          orderId: order.id,
          lines: [{ orderLineId: lineOf('MUG').id, sku: 'MUG', requested: 3, minimum: 4 }],
        },
      }),
    )
    await edited(set('MUG', 4))
    expect(order).toMatchObject({ total: 2000, currentTotal: 1500 })
    expect(desk.levels()['MUG@MAIN']).toBe('8/1')
  })

  test('0 takes a line off, which is named only where something was done to it before', async () => {
    const { fulfilment: fulfilmentId } = await desk.ids('CreateFulfilment', {
      ...{ orderId: order.id, lines: desk.unitsOf(order, { CUP: 1 }) },
    })
    await desk.accepted('CancelFulfilment', { fulfilmentId })
    const cup = lineOf('CUP')
    await edited(set('CUP', 0))
    expect(order.lines.map(({ sku }) => sku)).toEqual(['MUG'])
    expect(order.fulfilments).toMatchObject([{ lines: [{ orderLineId: cup.id, sku: 'CUP' }] }])
    expect(order).toMatchObject({ subtotal: 1500, total: 1500 })
    expect(await refused({ setLines: [{ orderLineId: cup.id, quantity: 1 }] })).toMatchObject({
      ...{ code: 'ORDER_LINE_NOT_FOUND', path: ['input', 'setLines', '0', 'orderLineId'] },
    })
    const terms = () =>
      desk
        .rows("select term from order_term_view where kind = 'SKU' order by term")
        .map(({ term }) => term)
    expect(terms()).toEqual(['mug'])
    await edited(add('CUP', 1))
    expect(lineOf('CUP').id).not.toBe(cup.id)
    expect(terms()).toEqual(['cup', 'mug'])
  })

  test('a unit that is not cancelled must be left', async () => {
    await desk.accepted('CancelOrderLines', {
      ...{ orderId: order.id, lines: desk.unitsOf(order, { MUG: 1 }) },
    })
    const both = {
      setLines: [
        { orderLineId: lineOf('MUG').id, quantity: 1 },
        { orderLineId: lineOf('CUP').id, quantity: 0 },
      ],
    }
    expect(await refused(both)).toMatchObject({ code: 'ORDER_WOULD_BE_EMPTY' })
    expect(await edited({ ...both, ...add('GIFT', 1) })).toMatchObject({ currentTotal: 100 })
  })

  test('where stock is counted otherwise than it was, a line is added rather than made to grow', async () => {
    await open({ GIFT: 2 })
    const variantId = desk.variants.GIFT
    await desk.accepted('SetStockPolicy', { variantId, tracked: true, backorder: true })
    expect(await refused(set('GIFT', 3))).toMatchObject({
      ...{ code: 'ORDER_LINE_NOT_GROWABLE', path: ['input', 'setLines', '0', 'quantity'] },
      facts: { sku: 'GIFT' },
    })
    await edited(add('GIFT', 3))
    expect(order.lines.map(({ quantity, allocations }) => [quantity, allocations.length])).toEqual([
      [2, 0],
      [3, 1],
    ])
    await desk.accepted('SetStockPolicy', { variantId, tracked: false })
    await edited(add('GIFT', 1))
    expect(order.lines.map(({ quantity }) => quantity)).toEqual([3, 3])
  })
})

describe('what may not be edited', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    [
      'on hold',
      () => desk.accepted('HoldOrder', { orderId: order.id, reason: 'Odd' }),
      'ORDER_ON_HOLD',
    ],
    ['cancelled', () => desk.accepted('CancelOrder', { orderId: order.id }), 'ORDER_NOT_OPEN'],
    ['completed', () => ship().then(() => pay(order.total)), 'ORDER_NOT_OPEN'],
  ])('an order that is %s', async (_what, done, code) => {
    expect((await desk.page(order.id)).availableActions).toContain('EDIT')
    await done()
    expect((await desk.page(order.id)).availableActions).not.toContain('EDIT')
    expect(await refused(set('MUG', 4))).toMatchObject({ code })
  })

  test.each<[string, () => object]>([
    ['nothing', () => ({})],
    ['empty lists', () => ({ addLines: [], setLines: [], addDiscountCodes: [] })],
    ['the same quantity', () => set('MUG', 3)],
    ['the same address', () => ({ shippingAddress: order.shippingAddress })],
    ['no way of shipping, where there is none', () => ({ shippingMethodId: null })],
  ])('an order that would be as it is: %s', async (_what, input) => {
    expect(await refused(input())).toMatchObject({
      ...{ code: 'NOTHING_TO_EDIT', facts: { orderId: order.id } },
    })
    expect(await desk.page(order.id)).toEqual(order)
  })

  test('an order that was edited a hundred times', async () => {
    for (let at = 0; at < 100; at++)
      await desk.accepted('EditOrder', asked(set('MUG', 4 - (at % 2))))
    expect(await refused(set('MUG', 4))).toMatchObject({
      ...{ code: 'TOO_MANY_EDITS', facts: { editsMax: 100 } },
    })
  })

  test('an order that somebody else has edited since it was looked at', async () => {
    const { version: expectedVersion } = order
    await desk.accepted('EditOrder', asked(set('MUG', 4)), { expectedVersion })
    expect(
      await desk.refused('EditOrder', asked(set('MUG', 2)), { expectedVersion }),
    ).toMatchObject({
      ...{ code: 'VERSION_CONFLICT', facts: { actualVersion: expectedVersion + 1 } },
    })
  })

  test('an order, by who may not', async () => {
    for (const permissions of [['orders.write', 'orders.read', 'orders.draft'], []])
      await expect(
        desk.give('EditOrder', asked(set('MUG', 4)), { actor: { ...OWNER, permissions } }),
      ).rejects.toThrow('orders.edit')
  })
})

async function ship(units?: Partial<Record<Sku, number>>): Promise<void> {
  const lines = units ? desk.unitsOf(order, units) : null
  const { fulfilment } = await desk.ids('CreateFulfilment', { orderId: order.id, lines })
  await desk.accepted('ShipFulfilment', { fulfilmentId: fulfilment })
}
const pay = (amount: number) =>
  desk.accepted('RecordManualPayment', { orderId: order.id, method: 'Cash', amount: gbp(amount) })

describe('what is owed', () => {
  test('a captured order that is edited down owes the customer, and up the shop', async () => {
    await pay(2100)
    expect(await edited(set('MUG', 2))).toMatchObject({ due: -500, paymentStatus: 'OVERPAID' })
    expect(await edited(set('MUG', 5))).toMatchObject({
      due: 1000,
      paymentStatus: 'PARTIALLY_PAID',
    })
  })

  test('a pending order whose total falls to what is paid is confirmed', async () => {
    await open({ MUG: 3 }, { awaitsPaymentMs: 60_000 })
    await pay(1000)
    expect(await desk.page(order.id)).toMatchObject({ status: 'PENDING' })
    expect(await edited(set('MUG', 2))).toMatchObject({ status: 'CONFIRMED', expiresAt: null })
    expect(await edited(set('MUG', 3))).toMatchObject({ status: 'CONFIRMED', due: 500 })
  })

  test('an order that is paid and of which the edit leaves only what has shipped is completed', async () => {
    await pay(1000)
    await ship({ MUG: 2 })
    await edited({ setLines: [...set('MUG', 2).setLines, ...set('CUP', 0).setLines] })
    expect(order).toMatchObject({ status: 'COMPLETED', due: 0, fulfilmentStatus: 'FULFILLED' })
  })

  test('who owes whom began with the edit, and ends as it was where it is taken back', async () => {
    const side = () =>
      desk.rows(
        'select balance_side as side, balance_amount as amount, balance_since as since from order_list_view',
      )[0]
    await pay(2100)
    const { placedAt } = order
    desk.pass(1_000)
    await edited(set('MUG', 2))
    expect(side()).toEqual({ side: 'OWING', amount: 500, since: placedAt + 1_000 })
    desk.pass(1_000)
    await desk.accepted('CancelOrderLines', {
      ...{ orderId: order.id, lines: desk.unitsOf(order, { CUP: 1 }) },
    })
    expect(side()).toEqual({ side: 'OWING', amount: 800, since: placedAt + 1_000 })
    desk.pass(1_000)
    await edited(set('MUG', 4))
    expect(side()).toEqual({ side: 'OWED', amount: 200, since: placedAt + 3_000 })
  })

  test('what an edit changes is what its order counts for, on the day of its placement', async () => {
    const { customer: customerId } = await desk.ids('RegisterCustomer', {
      email: 'ben@example.com',
    })
    const { cart: cartId } = await desk.ids('StartCart', { currency: 'GBP' })
    await desk.accepted('SetCartCustomer', { cartId, customerId })
    await desk.accepted('SetCartLine', { cartId, variantId: desk.variants.MUG, quantity: 1 })
    const placing = { cartId, email: 'ben@example.com', shippingAddress: address('GB') }
    order = await desk.page((await desk.ids('PlaceOrder', placing)).order as string)
    desk.pass(7 * 24 * 60 * 60 * 1_000)
    await edited({ ...set('MUG', 4), ...add('CUP', 1) })
    await edited(set('MUG', 2))
    expect(desk.rows('select orders, units, gross from sales_by_day_view')).toEqual([
      { orders: 2, units: 8, gross: 2100 + 1300 },
    ])
    expect(desk.rows('select orders, gross from customer_totals_view')).toEqual([
      { orders: 1, gross: 1300 },
    ])
  })
})

describe('discounts', () => {
  const discount = async (code: string, others: object = {}): Promise<string> =>
    (
      await desk.ids('CreateDiscount', {
        ...{ name: code, code, takes: { rate: 10_000 }, isCombinable: true, ...others },
      })
    ).discount as string

  async function placedWith(codes: readonly string[], units: Partial<Record<Sku, number>>) {
    const { cart: cartId } = await desk.ids('StartCart', {
      currency: 'GBP',
      lines: Object.entries(units).map(([sku, quantity]) => ({
        ...{ variantId: desk.variants[sku as Sku], quantity },
      })),
    })
    for (const code of codes) await desk.accepted('ApplyDiscountCode', { cartId, code })
    const placing = { cartId, email: 'anna@example.com', shippingAddress: address('GB') }
    order = await desk.page((await desk.ids('PlaceOrder', placing)).order as string)
  }
  const uses = () =>
    Object.fromEntries(
      desk
        .rows<{ code: string; used: number }>('select code, used from discounts')
        .map(({ code, used }) => [code, used]),
    )
  const taken = () => order.discounts.map(({ code, amount }) => [code, amount])

  test('what was promised is kept, though the discount ends, is for other goods, and its minimum is undercut', async () => {
    const discountId = await discount('TEN', { minimumSubtotal: gbp(1_500) })
    await placedWith(['TEN'], { MUG: 3 })
    expect(order.total).toBe(1350)
    const { collection } = await desk.ids('CreateCollection', { name: 'Other goods' })
    await desk.accepted('UpdateDiscount', { discountId, collectionIds: [collection] })
    await desk.accepted('EndDiscount', { discountId })
    expect(await edited({ ...set('MUG', 1), ...add('CUP', 1) })).toMatchObject({
      ...{ subtotal: 800, discountTotal: 80, total: 720 },
    })
    expect(uses()).toEqual({ TEN: 1 })
  })

  test('a line that had something of a discount keeps it when its product leaves the collection, and another does not get it by joining', async () => {
    await desk.accepted('CreateProduct', {
      ...{ name: 'Vase', status: 'PUBLISHED' },
      variants: [{ sku: 'VASE', isService: true, prices: [gbp(200)] }],
    })
    const [mugs, vases] = desk.rows<{ id: string }>('select id from products order by name')
    const { collection: collectionId } = await desk.ids('CreateCollection', { name: 'Sale' })
    await desk.accepted('AddProductsToCollection', { collectionId, productIds: [mugs?.id] })
    await discount('TEN', { collectionIds: [collectionId] })
    await placedWith(['TEN'], { MUG: 2 })
    const [vase] = desk.rows<{ id: string }>("select id from variants where sku = 'VASE'")
    const addVase = { addLines: [{ variantId: vase?.id, quantity: 1 }] }
    await edited(addVase)
    expect(order).toMatchObject({ subtotal: 1200, discountTotal: 100 })
    await desk.accepted('RemoveProductsFromCollection', { collectionId, productIds: [mugs?.id] })
    await desk.accepted('AddProductsToCollection', { collectionId, productIds: [vases?.id] })
    await edited({ ...set('MUG', 3), ...addVase })
    expect(order).toMatchObject({ subtotal: 1900, discountTotal: 150 })
    // A line of its own is new, and goes by what the collection holds now.
    await edited({
      addLines: [{ variantId: vase?.id, quantity: 1, unitPrice: 100, priceReason: 'Old' }],
    })
    expect(order).toMatchObject({ subtotal: 2000, discountTotal: 160 })
  })

  test('a fixed amount is split anew over its goods, and what cancelled units had of it is gone', async () => {
    await discount('FIVE', { takes: { amount: gbp(500) } })
    await placedWith(['FIVE'], { MUG: 2, CUP: 5 })
    expect(order.lines.map(({ discount }) => discount)).toEqual([200, 300])
    await desk.accepted('CancelOrderLines', {
      ...{ orderId: order.id, lines: desk.unitsOf(order, { MUG: 1 }) },
    })
    expect(await desk.page(order.id)).toMatchObject({ total: 2000, currentTotal: 1600 })
    await edited(add('GIFT', 5))
    // The cancelled mug had 100; the other 400 are split over 500, 1500 and 500.
    expect(order.lines.map(({ discount }) => discount)).toEqual([180, 240, 80])
    expect(order).toMatchObject({ discountTotal: 500, total: 2500, currentTotal: 2100 })
  })

  test('a code is added on the terms of now, counted, and its use given back when it is removed', async () => {
    await discount('TEN', { usageLimit: 1 })
    await discount('SUMMER', { minimumSubtotal: gbp(2_000) })
    expect(await edited({ addDiscountCodes: ['ten'] })).toMatchObject({ discountTotal: 210 })
    expect(uses()).toEqual({ TEN: 1, SUMMER: 0 })
    expect(await refused({ addDiscountCodes: ['SUMMER', 'TEN'] })).toMatchObject({
      ...{ code: 'DISCOUNT_CODE_ON_ORDER', path: ['input', 'addDiscountCodes', '1'] },
    })
    expect(await refused({ ...set('MUG', 1), addDiscountCodes: ['SUMMER'] })).toMatchObject({
      ...{ code: 'DISCOUNT_MINIMUM_NOT_MET', path: ['input', 'addDiscountCodes', '0'] },
      facts: { minimum: 2_000, subtotal: 1_100 },
    })
    const first = order
    order = await desk.placed({ MUG: 1 })
    expect(await refused({ addDiscountCodes: ['TEN'] })).toMatchObject({
      ...{ code: 'DISCOUNT_LIMIT_REACHED', facts: { usageLimit: 1, isPerCustomer: false } },
    })
    order = first
    expect(await edited({ removeDiscountCodes: ['Ten'] })).toMatchObject({
      discountTotal: 0,
      discounts: [],
    })
    expect(uses()).toEqual({ TEN: 0, SUMMER: 0 })
    expect(await refused({ removeDiscountCodes: ['TEN'] })).toMatchObject({
      ...{ code: 'DISCOUNT_CODE_NOT_ON_ORDER', path: ['input', 'removeDiscountCodes', '0'] },
    })
  })

  test('what is removed and added in one edit has its present terms', async () => {
    const discountId = await discount('TEN', { usageLimit: 1 })
    await placedWith(['TEN'], { MUG: 2 })
    await desk.accepted('UpdateDiscount', { discountId, minimumSubtotal: gbp(2_000) })
    const anew = { removeDiscountCodes: ['TEN'], addDiscountCodes: ['TEN'] }
    expect(await refused(anew)).toMatchObject({ code: 'DISCOUNT_MINIMUM_NOT_MET' })
    expect(uses()).toEqual({ TEN: 1 })
    await edited({ ...anew, ...set('MUG', 4) })
    expect(order).toMatchObject({ discountTotal: 200 })
    expect(uses()).toEqual({ TEN: 1 })
  })

  test('one that stands alone lets no other come beside it', async () => {
    await discount('ALONE', { isCombinable: false })
    await discount('TEN')
    await placedWith(['ALONE'], { MUG: 2 })
    expect(await refused({ addDiscountCodes: ['TEN'] })).toMatchObject({
      ...{ code: 'DISCOUNT_NOT_COMBINABLE', path: ['input', 'addDiscountCodes', '0'] },
      facts: { discountCode: 'TEN', otherCode: 'ALONE' },
    })
  })

  test('what a removed discount gave to units that were cancelled before stays with them', async () => {
    await discount('TEN')
    await placedWith(['TEN'], { MUG: 3 })
    await desk.accepted('CancelOrderLines', {
      ...{ orderId: order.id, lines: desk.unitsOf(order, { MUG: 1 }) },
    })
    await edited({ removeDiscountCodes: ['TEN'] })
    expect(order).toMatchObject({ total: 1450, currentTotal: 1000, discountTotal: 50 })
    expect(order.discounts).toMatchObject([{ code: 'TEN', amount: 50, isRemoved: true }])
    expect(uses()).toEqual({ TEN: 0 })
    await edited({ addDiscountCodes: ['TEN'] })
    expect(order).toMatchObject({ total: 1350, currentTotal: 900 })
    expect(taken()).toEqual([['TEN', 150]])
    await desk.accepted('CancelOrder', { orderId: order.id })
    expect(uses()).toEqual({ TEN: 0 })
  })

  test('an automatic discount that began since is not for the order', async () => {
    await discount('', { code: null, name: 'Everybody' })
    expect(await edited(set('MUG', 4))).toMatchObject({ discountTotal: 0 })
  })

  test('a code that takes nothing is not used', async () => {
    await discount('FREE', { takes: { freeShipping: true } })
    expect(await refused({ addDiscountCodes: ['FREE'] })).toMatchObject({ code: 'NOTHING_TO_EDIT' })
    await edited({ ...set('MUG', 4), addDiscountCodes: ['FREE'] })
    expect(order.discounts).toEqual([])
    expect(uses()).toEqual({ FREE: 0 })
  })
})

describe('tax and shipping', () => {
  const tax = (countryCode: string, rate: number) =>
    desk.accepted('SetTaxRate', { countryCode, taxClass: 'STANDARD', rate, name: 'VAT' })
  const method = async (price: number, others: object = {}): Promise<string> => {
    const brackets = [{ currency: 'GBP', price }]
    return (
      await desk.ids('CreateShippingMethod', {
        name: `For ${price}`,
        basis: 'FLAT',
        brackets,
        ...others,
      })
    ).shippingMethod as string
  }
  async function taxed(shippingMethodId: string | null = null) {
    desk = await orderDesk(undefined, { shop: { ...TEST_SHOP, pricesIncludeTax: false } })
    await tax('GB', 20_000)
    await tax('DE', 19_000)
    const { cart: cartId } = await desk.ids('StartCart', {
      ...{ currency: 'GBP', lines: [{ variantId: desk.variants.MUG, quantity: 2 }] },
    })
    const chosen = shippingMethodId ?? (await method(400))
    await desk.accepted('ChooseShipping', { cartId, shippingMethodId: chosen })
    const placing = { cartId, email: 'anna@example.com', shippingAddress: address('GB') }
    order = await desk.page((await desk.ids('PlaceOrder', placing)).order as string)
    return chosen
  }

  test('the rates of its placement stay while it goes to the same country; what is new is taxed as of now', async () => {
    await taxed()
    await tax('GB', 25_000)
    await edited({ shippingAddress: address('GB', 'Leeds'), ...set('MUG', 3), ...add('CUP', 1) })
    expect(order.lines.map(({ taxRate, tax }) => [taxRate, tax])).toEqual([
      [20_000, 300],
      [25_000, 75],
    ])
    expect(order).toMatchObject({ shippingTax: 80, shippingTaxRate: 20_000, taxTotal: 455 })
    expect(order.shippingAddress).toMatchObject({ city: 'Leeds' })
  })

  test('another country taxes all of it anew, at the rates of now', async () => {
    await taxed()
    await tax('DE', 7_000)
    await edited({ shippingAddress: address('DE') })
    expect(order).toMatchObject({
      ...{ countryCode: 'DE', taxTotal: 98, total: 1498, shippingTotal: 400, shippingTax: 28 },
    })
    expect(lineOf('MUG')).toMatchObject({ taxRate: 7_000, tax: 70, net: 1000 })
  })

  test('units that were cancelled keep the tax that they had, and their rate', async () => {
    await taxed()
    await desk.accepted('CancelOrderLines', {
      ...{ orderId: order.id, lines: desk.unitsOf(order, { MUG: 1 }) },
    })
    expect(await desk.page(order.id)).toMatchObject({ total: 1680, currentTotal: 1080 })
    await edited({ shippingAddress: address('DE') })
    expect(order).toMatchObject({ total: 600 + 595 + 476, currentTotal: 595 + 476 })
  })

  test('where nothing is taxed any more, what grows is not, whatever cancelled units had', async () => {
    await taxed()
    await desk.accepted('CancelOrderLines', {
      ...{ orderId: order.id, lines: desk.unitsOf(order, { MUG: 1 }) },
    })
    await edited({ shippingAddress: address('FR') })
    await edited(set('MUG', 3))
    expect(order).toMatchObject({
      total: 600 + 1000 + 400,
      currentTotal: 1000 + 400,
      taxTotal: 100,
    })
  })

  test('it can not go to another country once units have shipped, unless all came back', async () => {
    await taxed()
    await ship({ MUG: 1 })
    expect(await refused({ shippingAddress: address('DE') })).toMatchObject({
      ...{ code: 'ORDER_COUNTRY_FIXED', path: ['input', 'shippingAddress', 'countryCode'] },
      facts: { required: 'GB', found: 'DE', unitsShipped: 1 },
    })
    const { return: returnId } = await desk.ids('RequestReturn', {
      orderId: order.id,
      lines: desk.unitsOf(order, { MUG: 1 }).map((line) => ({ ...line, reason: 'OTHER' })),
    })
    await desk.accepted('ApproveReturn', { returnId })
    await desk.accepted('ReceiveReturn', {
      ...{ returnId, locationId: desk.locations.MAIN },
      lines: [{ orderLineId: lineOf('MUG').id, restock: 1, damaged: 0 }],
    })
    await edited({ shippingAddress: address('DE') })
    expect(order.total).toBe(600 + 595 + 476)
    await desk.accepted('RefundReturn', { returnId })
    expect(await desk.page(order.id)).toMatchObject({ currentTotal: 595 + 476, refundGranted: 600 })
  })

  test('shipping stays as it was, unless a way is chosen, at the price of now', async () => {
    const shippingMethodId = await taxed()
    const brackets = [{ currency: 'GBP', price: 900 }]
    await desk.accepted('UpdateShippingMethod', { shippingMethodId, brackets })
    expect(await edited(set('MUG', 3))).toMatchObject({ shippingTotal: 400, shippingGross: 480 })
    expect(await edited({ shippingMethodId })).toMatchObject({
      shippingTotal: 900,
      shippingTax: 180,
    })
    expect(await edited({ shippingMethodId: null })).toMatchObject({
      ...{ shippingTotal: 0, shippingGross: 0, shippingMethodId: null, shippingMethodName: null },
      total: 1800,
    })
    const express = await method(1_000, { countryCodes: ['DE'] })
    expect(await refused({ shippingMethodId: express })).toMatchObject({
      ...{ code: 'SHIPPING_METHOD_UNAVAILABLE', path: ['input', 'shippingMethodId'] },
    })
    await edited({ shippingMethodId: express, shippingAddress: address('DE') })
    expect(order).toMatchObject({ shippingMethodName: 'For 1000', shippingGross: 1190 })
  })

  test('by weight or price it is quoted for what is neither cancelled nor came back', async () => {
    const brackets = [
      { currency: 'GBP', price: 100, upTo: 1_000 },
      { currency: 'GBP', price: 200 },
    ]
    const shippingMethodId = await method(0, { basis: 'SUBTOTAL', brackets })
    await desk.accepted('CancelOrderLines', {
      ...{ orderId: order.id, lines: desk.unitsOf(order, { MUG: 3 }) },
    })
    expect(await edited({ shippingMethodId })).toMatchObject({ shippingTotal: 100 })
    expect(await edited({ shippingMethodId, ...set('CUP', 4) })).toMatchObject({
      shippingTotal: 200,
    })
  })

  test('an order from elsewhere keeps its own discount and tax, and what grows is taxed as it was', async () => {
    await desk.accepted('ImportOrders', {
      orders: [
        {
          ...{ externalId: 'old', placedAt: '2026-01-01T00:00:00Z', currency: 'GBP' },
          ...{ countryCode: 'GB', discountCode: 'OLD', pricesIncludeTax: false },
          lines: [
            { sku: 'MUG', quantity: 2, unitPrice: 500, discount: 99, tax: 90 },
            { sku: 'CUP', quantity: 1, unitPrice: 300, tax: 30, taxRate: 10_000 },
          ],
        },
      ],
    })
    const [row] = desk.rows<{ id: string }>("select id from orders where external_id = 'old'")
    order = await desk.page(row?.id as string)
    await edited(set('CUP', 2))
    expect(order.lines).toMatchObject([
      { discount: 99, tax: 90, gross: 991, taxRate: 0 },
      { discount: 0, tax: 60, gross: 660, taxRate: 10_000 },
    ])
    await edited(set('MUG', 3))
    expect(lineOf('MUG')).toMatchObject({ discount: 99, net: 1401, tax: 140, taxRate: 9_989 })
    await edited({ removeDiscountCodes: ['old'] })
    expect(order).toMatchObject({ discountTotal: 0, discounts: [] })
  })
})

test('every earlier version stays as it was, with who changed it, when and why', async () => {
  const before = order
  const name = 'Phone desk'
  const { apiKey } = await desk.ids('CreateApiKey', {
    name,
    kind: 'STAFF',
    permissions: ['ORDERS_EDIT'],
  })
  const actor = { kind: 'STAFF' as const, id: apiKey as string, permissions: ['orders.edit'] }
  desk.pass(5_000)
  await desk.accepted(
    'EditOrder',
    asked({ ...set('MUG', 1), shippingAddress: address('GB', 'York') }),
    { actor },
  )
  await edited({ ...set('CUP', 0), reason: 'Out of fashion' })
  const revisions = desk.rows('select * from order_revision_view order by number')
  expect(revisions).toMatchObject(
    [
      {
        ...{ number: 1, authorId: apiKey, author_id: apiKey, reason: 'They called' },
        ...{ at: before.placedAt + 5_000, total: 2100, subtotal: 2100 },
      },
      { number: 2, reason: 'Out of fashion', total: 1100 },
    ].map(({ authorId: _, ...row }: Record<string, unknown>) => row),
  )
  const [first, second] = revisions.map(({ lines, shipping_address }) => ({
    city: JSON.parse(String(shipping_address)).city,
    lines: JSON.parse(String(lines)).map((line: Row) => [line.sku, line.quantity, line.gross]),
  }))
  expect(first).toEqual({
    city: 'Leeds',
    lines: [
      ['MUG', 3, 1500],
      ['CUP', 2, 600],
    ],
  })
  expect(second).toEqual({
    city: 'York',
    lines: [
      ['MUG', 1, 500],
      ['CUP', 2, 600],
    ],
  })
})

test.each<[string, () => object, string, string]>([
  ['no order', () => ({ orderId: undefined }), 'INVALID_INPUT', 'orderId'],
  ['an order that is none', () => ({ orderId: UNKNOWN('ord') }), 'ORDER_NOT_FOUND', 'orderId'],
  [
    'the id of a line for an order',
    () => ({ orderId: lineOf('MUG').id }),
    'INVALID_INPUT',
    'orderId',
  ],
  ['no reason', () => ({ reason: undefined }), 'INVALID_INPUT', 'reason'],
  ['an empty reason', () => ({ reason: ' ' }), 'INVALID_INPUT', 'reason'],
  ['a reason with NUL', () => ({ reason: 'a\0b' }), 'INVALID_INPUT', 'reason'],
  ['a reason that is a book', () => ({ reason: 'a'.repeat(501) }), 'INVALID_INPUT', 'reason'],
  [
    'an order whole of lines',
    () => ({ addLines: Array.from({ length: 1001 }, () => add('MUG', 1).addLines[0]) }),
    'INVALID_INPUT',
    'addLines',
  ],
  [
    'a variant that is none',
    () => ({ addLines: [{ variantId: UNKNOWN('var'), quantity: 1 }] }),
    'VARIANT_NOT_FOUND',
    'addLines.0.variantId',
  ],
  [
    'a product for a variant',
    () => ({ addLines: [{ variantId: UNKNOWN('prd'), quantity: 1 }] }),
    'INVALID_INPUT',
    'addLines.0.variantId',
  ],
  ['none of a variant', () => add('MUG', 0), 'INVALID_INPUT', 'addLines.0.quantity'],
  ['fewer than none', () => add('MUG', -1), 'INVALID_INPUT', 'addLines.0.quantity'],
  ['half a unit', () => add('MUG', 0.5), 'INVALID_INPUT', 'addLines.0.quantity'],
  ['more than a line holds', () => add('GIFT', 1_000_001), 'INVALID_INPUT', 'addLines.0.quantity'],
  [
    'more than a line holds, in two parts',
    () => ({ addLines: [add('GIFT', 900_000).addLines[0], add('GIFT', 900_000).addLines[0]] }),
    'QUANTITY_TOO_LARGE',
    'addLines.1.quantity',
  ],
  [
    'more than an order can cost',
    () => add('GIFT', 1_000_000, { unitPrice: 1_000_000_000, priceReason: 'Gold' }),
    'ORDER_TOO_LARGE',
    '',
  ],
  [
    'a price without a reason',
    () => add('MUG', 1, { unitPrice: 1 }),
    'INVALID_INPUT',
    'addLines.0.priceReason',
  ],
  [
    'a reason without a price',
    () => add('MUG', 1, { priceReason: 'Kind' }),
    'INVALID_INPUT',
    'addLines.0.unitPrice',
  ],
  [
    'a price below nothing',
    () => add('MUG', 1, { unitPrice: -1, priceReason: 'Kind' }),
    'INVALID_INPUT',
    'addLines.0.unitPrice',
  ],
  [
    'a line that is none',
    () => ({ setLines: [{ orderLineId: UNKNOWN('oli'), quantity: 1 }] }),
    'ORDER_LINE_NOT_FOUND',
    'setLines.0.orderLineId',
  ],
  [
    'a line named twice',
    () => ({
      setLines: [...set('MUG', 1).setLines, ...set('CUP', 1).setLines, ...set('MUG', 2).setLines],
    }),
    'ORDER_LINE_NAMED_TWICE',
    'setLines.2.orderLineId',
  ],
  ['a line of fewer than none', () => set('MUG', -1), 'INVALID_INPUT', 'setLines.0.quantity'],
  [
    'a line of a million and one',
    () => set('MUG', 1_000_001),
    'INVALID_INPUT',
    'setLines.0.quantity',
  ],
  [
    'a country that is none',
    () => ({ shippingAddress: address('XX') }),
    'INVALID_INPUT',
    'shippingAddress.countryCode',
  ],
  [
    'a city with NUL',
    () => ({ shippingAddress: address('GB', 'a\0') }),
    'INVALID_INPUT',
    'shippingAddress.city',
  ],
  [
    'a code that is none',
    () => ({ addDiscountCodes: ['NONE'] }),
    'DISCOUNT_CODE_UNKNOWN',
    'addDiscountCodes.0',
  ],
  [
    'a code with a space',
    () => ({ addDiscountCodes: ['A B'] }),
    'INVALID_INPUT',
    'addDiscountCodes.0',
  ],
  [
    'more codes than an order holds',
    () => ({ addDiscountCodes: Array.from({ length: 99 }, (_, at) => `C${at}`) }),
    'INVALID_INPUT',
    'addDiscountCodes',
  ],
  [
    'a code that it has not',
    () => ({ removeDiscountCodes: ['NONE'] }),
    'DISCOUNT_CODE_NOT_ON_ORDER',
    'removeDiscountCodes.0',
  ],
  [
    'a way of shipping that is none',
    () => ({ shippingMethodId: UNKNOWN('shm') }),
    'SHIPPING_METHOD_NOT_FOUND',
    'shippingMethodId',
  ],
  ['a field that is none', () => ({ total: 1 }), 'INVALID_INPUT', ''],
])('%s is refused by its path', async (_what, input, code, path) => {
  const given = desk.give('EditOrder', asked(input())).then(
    (outcome) => (outcome.outcome === 'REFUSED' ? outcome.refusal : outcome),
    (thrown) => thrown,
  )
  expect(await given).toMatchObject({ code, path: ['input', ...path.split('.')].filter(Boolean) })
  expect(await desk.page(order.id)).toEqual(order)
})

test("another order's line is none of this one", async () => {
  const other = await desk.placed({ MUG: 1 })
  const setLines = [{ orderLineId: lineOf('MUG', other).id, quantity: 2 }]
  expect(await refused({ setLines })).toMatchObject({ code: 'ORDER_LINE_NOT_FOUND' })
})
