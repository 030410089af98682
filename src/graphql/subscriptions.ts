// Live data: notices of what commands changed, read like everything else when they are handed over. A
// subscriber who is slow misses nothing that still is so: what changed twice meanwhile is told once.
import { GraphQLError } from 'graphql'
import type { Key } from '#kernel/row-store.ts'
import { type EventRow, eventCursor, eventListing } from '#read/event-feed/load.ts'
import { builder, needs, PUBLIC } from './builder.ts'
import { Cart } from './carts.ts'
import { answering } from './connection.ts'
import { type Context, forbidden } from './context.ts'
import { EventRef } from './journal.ts'
import { Order } from './orders.ts'
import { Variant } from './variants.ts'
import { enumNamed } from './vocabulary.ts'

builder.subscriptionType({
  description:
    'What can be followed, over server-sent events (graphql-sse) or a WebSocket (graphql-ws). Each notice is read when it is handed over, as whoever follows may see it then.',
})

/** A key whose rows changed, and with which command; null for how things stand at the beginning. */
type Change = { key: Key; sequence: number | null }

const VARIANTS_MAX = 100

/** How each of these keys stands now, if named, and whatever changes of the view from now on. */
function changes({ backend: { feed } }: Context, view: string, keys: readonly string[] | null) {
  const wanted = keys && new Set<Key>(keys)
  let beginning: Change[] = (keys ?? []).map((key) => ({ key, sequence: null }))
  let place = feed.last()
  return feed.follow(async () => {
    const commits = feed.since(place)
    if (!commits) throw fellBehind()
    place = commits.at(-1)?.sequence ?? place
    const found = new Map<Key, Change>(beginning.map((change) => [change.key, change]))
    beginning = []
    for (const { sequence, changed } of commits)
      for (const key of changed[view] ?? [])
        if (!wanted || wanted.has(key)) found.set(key, { key, sequence })
    return [...found.values()]
  })
}

const fellBehind = () =>
  new GraphQLError(
    'More happened than was taken in time: look at how things stand, and subscribe again.',
    { extensions: { code: 'FELL_BEHIND' } },
  )

const sequenceField = 'The sequence of the command that changed it, for the header Min-Sequence.'

type OrderChange = Change & { isGranted: boolean }

const OrderNotice = builder.objectRef<OrderChange>('OrderNotice').implement({
  description: 'That an order was placed or changed.',
  fields: (t) => ({
    sequence: t.expose('sequence', {
      type: 'SafeInt',
      nullable: true,
      description: `${sequenceField} Null in the first notice, of how the order stands.`,
    }),
    order: t.field({
      type: Order.ref,
      nullable: true,
      description: 'The order as it is now; null where it is no longer for you.',
      resolve: ({ key, isGranted }, _, context) => {
        if (isGranted) context.grant(String(key))
        return context.row(Order.source, key)
      },
    }),
  }),
})

builder.subscriptionField('orderChanged', (t) =>
  t.field({
    ...needs(PUBLIC),
    description:
      'Told when an order changes, first of how it stands: one by its id for its customer and for staff, or by the id of the cart that became it. Without either every order is followed, from now on; that needs `orders.read`.',
    type: OrderNotice,
    args: {
      id: t.arg.id({ description: 'The id of one order.' }),
      cartId: t.arg.id({ description: 'The id of the cart that it was placed from.' }),
    },
    subscribe: async (_, { id, cartId }, context) => {
      if (id != null && cartId != null) throw oneOf('id', 'cartId')
      if (id == null && cartId == null) {
        if (!context.viewer.holds('orders.read')) throw forbidden(context, 'orders.read')
        return followed(null)
      }
      const orderId = id ?? (await orderOfCart(String(cartId), context))
      if (!orderId || !(await context.row(Order.source, orderId)))
        throw notFound(
          id == null ? 'No order was placed from this cart.' : 'There is no such order.',
        )
      return followed([orderId])

      function followed(ids: readonly string[] | null) {
        return changes(context, Order.source.view, ids) as AsyncIterable<Change>
      }
    },
    resolve: (change, { cartId }) => ({ ...(change as Change), isGranted: cartId != null }),
  }),
)

/** The order of a cart, which whoever has the cart's id may see. */
async function orderOfCart(cartId: string, context: Context): Promise<string | null> {
  const { orderId } = (await context.row(Cart.source, cartId)) ?? { orderId: null }
  if (orderId) context.grant(orderId)
  return orderId
}

const StockNotice = builder.objectRef<Change>('StockNotice').implement({
  description: 'That there is more or less of a variant.',
  fields: (t) => ({
    sequence: t.expose('sequence', {
      type: 'SafeInt',
      nullable: true,
      description: `${sequenceField} Null in the first notices, of how stock stands.`,
    }),
    variant: t.field({
      type: Variant.ref,
      nullable: true,
      description: 'The variant as it is now; null where it is not for you.',
      resolve: ({ key }, _, context) => context.row(Variant.source, key),
    }),
  }),
})

builder.subscriptionField('stockChanged', (t) =>
  t.field({
    ...needs(PUBLIC),
    description: `Told when there is more or less of a variant, first of how each stands. Shoppers see whether it can be had, by \`inStock\` and \`availability\`. Without ids all are followed, from now on; that needs \`stock.read\`.`,
    type: StockNotice,
    args: {
      variantIds: t.arg.idList({ description: `Of these alone: 1 to ${VARIANTS_MAX}.` }),
    },
    subscribe: async (_, { variantIds }, context) => {
      if (variantIds == null && !context.viewer.holds('stock.read'))
        throw forbidden(context, 'stock.read')
      const ids = variantIds?.map(String) ?? null
      if (ids && (ids.length === 0 || ids.length > VARIANTS_MAX))
        throw badInput(`1 to ${VARIANTS_MAX} variants can be followed, found ${ids.length}.`)
      return changes(context, 'variant_stock_view', ids) as AsyncIterable<Change>
    },
    resolve: (change) => change as Change,
  }),
)

/** What people work off, by the view that their list reads, and what it takes to see it. */
const WORK_LISTS = {
  ORDERS: { view: 'order_list_view', permission: 'orders.read', lists: '`orders`' },
  FULFILMENT_QUEUE: {
    view: 'fulfilment_queue_view',
    permission: 'orders.read',
    lists: '`fulfilmentQueue`',
  },
  RETURNS: { view: 'return_view', permission: 'orders.read', lists: '`returns`' },
  STOCK: { view: 'variant_stock_view', permission: 'stock.read', lists: '`lowStock`' },
} as const
type WorkList = keyof typeof WORK_LISTS

const WorkListEnum = enumNamed(
  'WorkList',
  Object.fromEntries(
    Object.entries(WORK_LISTS).map(([name, { lists, permission }]) => [
      name,
      `What ${lists} shows. It needs \`${permission}\`.`,
    ]),
  ),
)

const WorkListNotice = builder
  .objectRef<{ list: WorkList; sequence: number }>('WorkListNotice')
  .implement({
    description: 'That a list may show something else than before.',
    fields: (t) => ({
      sequence: t.expose('sequence', { type: 'SafeInt', description: sequenceField }),
      list: t.field({ type: WorkListEnum, description: 'Which.', resolve: ({ list }) => list }),
    }),
  })

builder.subscriptionField('workListChanged', (t) =>
  t.field({
    ...needs(PUBLIC),
    description:
      'Told when one of these lists may have changed: read the page that is shown again. However much happened since the last notice, a list is named once.',
    type: WorkListNotice,
    args: {
      lists: t.arg({ type: [WorkListEnum], required: true, description: 'Which are followed.' }),
    },
    subscribe: async (_, { lists }, context) => {
      const wanted = [...new Set(lists as WorkList[])]
      for (const list of wanted) {
        const { permission } = WORK_LISTS[list]
        if (!context.viewer.holds(permission)) throw forbidden(context, permission)
      }
      const { feed } = context.backend
      let place = feed.last()
      return feed.follow(async () => {
        const commits = feed.since(place) ?? [{ sequence: feed.last(), changed: null }]
        place = commits.at(-1)?.sequence ?? place
        return wanted.flatMap((list) => {
          const newest = commits.findLast(
            ({ changed }) => !changed || WORK_LISTS[list].view in changed,
          )
          return newest ? { list, sequence: newest.sequence } : []
        })
      }) as AsyncIterable<{ list: WorkList; sequence: number }>
    },
    resolve: (change) => change as { list: WorkList; sequence: number },
  }),
)

type Recorded = { cursor: string; event: EventRow }

const EventNotice = builder.objectRef<Recorded>('EventNotice').implement({
  description: 'A fact, and its place among all of them.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Its place: what `after` takes, here and in `events`.',
    }),
    event: t.expose('event', { type: EventRef, description: 'The fact.' }),
  }),
})

builder.subscriptionField('eventRecorded', (t) =>
  t.field({
    ...needs('journal.read'),
    description:
      'Every fact in the order in which they happened, none twice and none left out: from after a cursor, or from now on. Whoever was cut off goes on from the cursor of the last one that was dealt with; from one that was archived it is refused as EVENTS_ARCHIVED.',
    type: EventNotice,
    args: { after: t.arg.string({ description: 'Only what follows this cursor.' }) },
    subscribe: async (_, { after }, context) =>
      (await eventsAfter(context, after ?? null)) as AsyncIterable<Recorded>,
    resolve: (recorded) => recorded as Recorded,
  }),
)

const PORTION = 100

/** Reads on from a place, then takes each commit as it comes; whoever falls behind reads on again. */
async function eventsAfter(context: Context, after: string | null) {
  const { feed, readers } = context.backend
  /** Up to where all has been handed over; null while that is not known. */
  let caughtUpTo = after === null ? feed.last() : null
  let cursor = after ?? eventCursor({ sequence: feed.last() })
  const page = (tx: Parameters<typeof eventListing.page>[0]) =>
    eventListing.page(tx, { first: PORTION, after: cursor })
  if (after !== null) await answering(() => context.read(page)) // A cursor that is none is told at once.

  return feed.follow(async (): Promise<Recorded[]> => {
    const commits = caughtUpTo === null ? null : feed.since(caughtUpTo)
    if (commits) {
      caughtUpTo = commits.at(-1)?.sequence ?? caughtUpTo
      if (caughtUpTo !== null) cursor = eventCursor({ sequence: caughtUpTo })
      return commits.flatMap(({ events }) =>
        events.map((event) => ({ cursor: eventCursor(event), event: event as EventRow })),
      )
    }
    const { edges } = await answering(() => {
      caughtUpTo = feed.last()
      return readers.reading(page, feed.last())
    })
    if (edges.length > 0) caughtUpTo = null
    cursor = edges.at(-1)?.cursor ?? cursor
    return edges.map(({ cursor, row }) => ({ cursor, event: row }))
  })
}

const notFound = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'NOT_FOUND' } })
const badInput = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
const oneOf = (...names: string[]) => badInput(`At most one of ${names.join(', ')} can be given.`)
