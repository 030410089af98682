// Gift wrapping, as a module of one's own: `MODULES=examples/gift-wrapping/module.ts npm start`.
import { fileURLToPath } from 'node:url'
import { on, orderPersonErased, reactingTo, reaction, shopModule } from 'quartermaster/module'
import { orderUnwrapped, orderWrapped, unwrapOrder, wrapOrder } from './commands.ts'
import { giftWrapViews } from './view.ts'

/** A card says something personal: it goes with the person. */
const unwrapErasedOrders = reaction({
  name: 'unwrap-erased-orders',
  summary: 'Drops the card of an order whose customer was erased.',
  reactsTo: [
    reactingTo(orderPersonErased, ({ orderId }) => ({
      command: unwrapOrder.name,
      input: { orderId },
    })),
  ],
})

export default shopModule({
  name: 'gift-wrapping',
  migrations: fileURLToPath(new URL('drizzle', import.meta.url)),
  commands: [wrapOrder, unwrapOrder],
  events: [orderWrapped, orderUnwrapped],
  views: [giftWrapViews],
  wakes: [orderWrapped, orderUnwrapped].map((kind) => ({
    view: 'order_view',
    by: on(kind, ({ orderId }) => [orderId]),
  })),
  reactions: [unwrapErasedOrders],
  graphql: () => import('./graphql.ts'),
})
