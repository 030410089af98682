// What is sold: products, their variants, and the prices that hold from one moment until another.
import { sql } from 'drizzle-orm'
import {
  check,
  flag,
  index,
  instant,
  integer,
  money,
  primaryKey,
  table,
  text,
  word,
} from '#kernel/database/table.ts'

export const products = table('products', {
  id: text().primaryKey(),
  /** Counts up; ties a product to its words in the search index. */
  serial: integer().notNull().unique(),
  slug: text().notNull().unique(),
  /** The id in another system. */
  externalId: text().unique(),
  name: text().notNull(),
  description: text(),
  status: word<'DRAFT' | 'PUBLISHED' | 'ARCHIVED'>().notNull(),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
})

export const variants = table(
  'variants',
  {
    id: text().primaryKey(),
    productId: text()
      .notNull()
      .references(() => products.id),
    sku: text().notNull().unique(),
    /** The id in another system. */
    externalId: text().unique(),
    name: text().notNull(),
    status: word<'ACTIVE' | 'ARCHIVED'>().notNull(),
    /** A service has no stock and ships nothing. */
    isService: flag().notNull(),
    /** How it is taxed. */
    taxClass: text().notNull(),
    /** Grams, packed; null where nobody said. */
    weight: integer(),
    position: integer().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('variants_by_product').on(t.productId, t.position)],
)

/** Prices are never changed, only added: the one with the latest start that holds now is the price. */
export const prices = table(
  'prices',
  {
    id: text().primaryKey(),
    variantId: text()
      .notNull()
      .references(() => variants.id),
    currency: text().notNull(),
    amount: money().notNull(),
    from: instant(),
    until: instant(),
    /** Later ones win among those that start together. */
    position: integer().notNull(),
  },
  (t) => [
    index('prices_by_variant').on(t.variantId, t.position),
    check('prices_amount', sql`${t.amount} >= 0`),
  ],
)

export const collections = table('collections', {
  id: text().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  description: text(),
  status: word<'DRAFT' | 'PUBLISHED'>().notNull(),
  createdAt: instant().notNull(),
})

export const collectionProducts = table(
  'collection_products',
  {
    collectionId: text()
      .notNull()
      .references(() => collections.id),
    productId: text()
      .notNull()
      .references(() => products.id),
    position: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.collectionId, t.productId] }),
    index('collection_products_by_product').on(t.productId),
  ],
)
