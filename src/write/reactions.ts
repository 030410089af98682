// Every reaction: what happens by itself after a fact.
import type { Shop } from '#domain/shop.ts'
import type { Reaction } from '#kernel/reaction.ts'
import { abandonIdleCarts, lapseCartReservations } from './carts/reactions.ts'
import { expireUnpaidOrders } from './orders/reactions.ts'
import { returnMoneyOfExpiredOrders } from './payments/reactions.ts'

export const reactionsOf = (shop: Shop): readonly Reaction[] => [
  abandonIdleCarts(shop),
  lapseCartReservations,
  expireUnpaidOrders,
  returnMoneyOfExpiredOrders,
]
