// When a product costs what, for filters and orders by price: an index finds what holds at a moment.
import {
  flag,
  index,
  instant,
  integer,
  money,
  primaryKey,
  table,
  text,
} from '#kernel/database/table.ts'

/** The first and last moment that there is: intervals without an end, in a column that compares. */
export const TIME_MIN = -8_640_000_000_000_000
export const TIME_MAX = 8_640_000_000_000_000

export const productPriceView = table(
  'product_price_view',
  {
    productId: text().notNull(),
    currency: text().notNull(),
    from: instant().notNull(),
    until: instant().notNull(),
    amount: money().notNull(),
    /** True for the lowest price of all its variants: at any moment one row a currency. */
    isLowest: flag().notNull(),
    /** Stands in for the product's id where rows are put in order. */
    serial: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.currency, t.from, t.until, t.amount] }),
    index('product_price_view_lowest').on(t.currency, t.isLowest, t.amount, t.serial),
  ],
)
