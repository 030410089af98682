// Joins the orders that a customer placed as a guest to their account, by an e-mail that the identity
// provider verified and by no other.
import { and, asc, eq, isNull } from 'drizzle-orm'
import { emailKey } from '#domain/address.ts'
import { as, type Params, statement } from '#kernel/database/statement.ts'
import { integer, maybe } from '#kernel/input.ts'
import { requireSignedIn } from '#write/access/customer-only.ts'
import { NotSignedIn } from '#write/access/rejections.ts'
import { command } from '#write/command.ts'
import { claimDiscountUses } from '#write/discounts/usage.ts'
import { orderClaimed } from './events.ts'
import { EmailNotVerified } from './rejections.ts'
import { orders } from './tables.ts'

const ORDERS_PER_CLAIM_MAX = 100

export const claimOrders = command({
  name: 'ClaimOrders',
  summary: `Joins orders that were placed as a guest, with the e-mail that the identity provider verified, to the account of who is signed in: the oldest first. Give it again until it answers none.`,
  permission: 'account.write',
  input: {
    limit: maybe(integer({ min: 1, max: ORDERS_PER_CLAIM_MAX })).describe(
      `How many at most: 1 to ${ORDERS_PER_CLAIM_MAX}, which it is unless given.`,
    ),
  },
  rejections: [NotSignedIn, EmailNotVerified],
  usesVerifiedEmail: true,

  async handle({ tx, actor, record }, { limit }) {
    const customerId = requireSignedIn(actor)
    if (!actor.verifiedEmail) throw new EmailNotVerified({})
    const claimed = await unclaimed(tx, {
      emailKey: emailKey(actor.verifiedEmail),
      limit: limit ?? ORDERS_PER_CLAIM_MAX,
    })
    for (const { id: orderId } of claimed) {
      await claim(tx, { orderId, customerId })
      await claimDiscountUses(tx, { orderId, customerId })
      record(orderClaimed({ orderId, customerId }))
    }
    return { orders: claimed.map(({ id }) => id), customer: customerId }
  },
})

const unclaimed = statement((db, $: Params<{ emailKey: string; limit: number }>) =>
  db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.emailKey, $.emailKey), isNull(orders.customerId)))
    .orderBy(asc(orders.number))
    .limit($.limit),
)

const claim = statement((db, $: Params<{ orderId: string; customerId: string }>) =>
  db
    .update(orders)
    .set({ customerId: as(orders.customerId, $.customerId) })
    .where(eq(orders.id, $.orderId)),
)
