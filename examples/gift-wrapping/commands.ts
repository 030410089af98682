// Wrapping an order and unwrapping it: the rules, and the facts that come of them.
import { eq, sql } from 'drizzle-orm'
import * as quartermaster from 'quartermaster/module'
import { OrderNotFound, OrderNotOpen, type Params, word } from 'quartermaster/module'
import { giftWraps } from './tables.ts'

const { command, event, id, rejection, requireOrder, requireOrderAt, statement } = quartermaster

export const PAPERS = { STARS: 'Blue with stars.', PLAIN: 'Brown, with a ribbon.' }

/** An order that is wrapped has changed: whoever follows it is told. */
const order = { aggregate: 'order', id: 'orderId' } as const

export const orderWrapped = event<{ orderId: string }>()({
  ...order,
  name: 'OrderWrapped',
  summary: 'An order is to be wrapped as a gift.',
})

export const orderUnwrapped = event<{ orderId: string }>()({
  ...order,
  name: 'OrderUnwrapped',
  summary: 'An order is no longer to be wrapped.',
})

export const OrderNotWrapped = rejection({
  name: 'OrderNotWrapped',
  summary: 'The order is not to be wrapped in the first place.',
  facts: { orderId: id('order').describe('The order that was meant.') },
  message: ({ orderId }) => `Order ${orderId} is not wrapped.`,
})

export const wrapOrder = command({
  name: 'WrapOrder',
  summary: 'Has an order wrapped as a gift, or wrapped otherwise.',
  permission: 'orders.write',
  input: {
    orderId: id('order').describe('The order.'),
    paper: word.choice('GiftPaper', PAPERS).describe('In which paper.'),
    card: word
      .maybe(word.personal(word.text({ max: 200 })))
      .describe('What the card says, up to 200 characters. Left out, there is none.'),
  },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotOpen],

  async handle({ tx, record }, { orderId, paper, card }) {
    await requireOrderAt(tx, orderId, ['PENDING', 'CONFIRMED'])
    await put(tx, { orderId, paper, card: card ?? null })
    record(orderWrapped({ orderId }))
    return { order: orderId }
  },
})

export const unwrapOrder = command({
  name: 'UnwrapOrder',
  summary: 'Has an order go without wrapping. What its card said is gone.',
  permission: 'orders.write',
  input: { orderId: id('order').describe('The order.') },
  target: ({ orderId }) => ({ aggregate: 'order', id: orderId }),
  rejections: [OrderNotFound, OrderNotWrapped],

  async handle({ tx, record }, { orderId }) {
    await requireOrder(tx, orderId)
    const taken = await take(tx, { orderId })
    if (taken.length === 0) throw new OrderNotWrapped({ orderId }, ['input', 'orderId'])
    record(orderUnwrapped({ orderId }))
    return { order: orderId }
  },
})

type Wrap = typeof giftWraps.$inferSelect

const put = statement((db, $: Params<Wrap>) =>
  db
    .insert(giftWraps)
    .values({ orderId: $.orderId, paper: $.paper, card: $.card })
    .onConflictDoUpdate({
      target: giftWraps.orderId,
      set: { paper: sql`excluded.paper`, card: sql`excluded.card` },
    }),
)

const take = statement((db, $: Params<{ orderId: string }>) =>
  db
    .delete(giftWraps)
    .where(eq(giftWraps.orderId, $.orderId))
    .returning({ orderId: giftWraps.orderId }),
)
