// What is known of wrapped orders, and the same as it is read.
import { sqliteTable, text } from 'drizzle-orm/sqlite-core'

const columns = () => ({
  orderId: text().primaryKey(),
  paper: text().notNull(),
  /** What the card says; null goes without one. */
  card: text(),
})

export const giftWraps = sqliteTable('gift_wraps', columns())
export const giftWrapView = sqliteTable('gift_wrap_view', columns())
