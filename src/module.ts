// What a module of one's own is written with: the same words as the shop's. See examples/gift-wrapping.
import type { ShopModule } from './modules.ts'

export { builder, needs } from '#graphql/builder.ts'
export { mutation } from '#graphql/mutation.ts'
export { Order } from '#graphql/orders.ts'
export { Product } from '#graphql/products.ts'
export type { Connection } from '#kernel/database/connection.ts'
export { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
export * as column from '#kernel/database/table.ts'
export { event } from '#kernel/event.ts'
export * as word from '#kernel/input.ts'
export { reactingTo, reaction } from '#kernel/reaction.ts'
export { rejection } from '#kernel/rejection.ts'
export { keysOf, on, onFirst, view } from '#kernel/view.ts'
export { command, currency, id, money } from '#write/command.ts'
export { orderPersonErased, orderPlaced } from '#write/orders/events.ts'
export { requireOrder, requireOrderAt } from '#write/orders/order.ts'
export { OrderNotFound, OrderNotOpen } from '#write/orders/rejections.ts'

/** Says what a module brings, to whoever names its file in MODULES. */
export const shopModule = (declared: ShopModule): ShopModule => declared
