// Writes the rows of new products, variants and prices, alike for creating, adding and importing.
import { sql } from 'drizzle-orm'
import { STANDARD_TAX_CLASS } from '#domain/tax.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { insertInto, type Params, statement } from '#kernel/database/statement.ts'
import type { Context } from '#write/command.ts'
import { insertPriceRows } from './price-book.ts'
import type { VariantInput } from './product-input.ts'
import type { Product } from './require.ts'
import { products, variants } from './tables.ts'

/** The number that ties the next product to its words in the search index. */
export async function nextSerial(tx: Connection): Promise<number> {
  return ((await lastSerial(tx, {}))[0]?.serial ?? 0) + 1
}

/** False where the slug is taken: then nothing is written. */
export async function insertProduct(tx: Connection, product: Product): Promise<boolean> {
  return (await insertOne(tx, product)).length > 0
}

type Belonging = { productId: string; productName: string; position: number }

/** Writes new variants after those that the product has, each with its prices. Answers their ids. */
export async function insertVariants(
  { tx, now, newId }: Context,
  { productId, productName, position }: Belonging,
  given: readonly VariantInput[],
): Promise<string[]> {
  const rows = given.map(({ sku, externalId, name, isService, taxClass, weight }, index) => ({
    id: newId('variant'),
    productId,
    sku,
    externalId: externalId ?? null,
    name: name ?? productName,
    status: 'ACTIVE' as const,
    isService: isService ?? false,
    taxClass: taxClass ?? STANDARD_TAX_CLASS,
    weight: weight ?? null,
    position: position + index,
    createdAt: now,
  }))
  await insertVariantRows(tx, rows)
  await insertPriceRows(
    tx,
    rows.flatMap(({ id: variantId }, index) =>
      (given[index]?.prices ?? []).map((price, position) => ({
        ...price,
        id: newId('price'),
        variantId,
        from: null,
        until: null,
        position,
      })),
    ),
  )
  return rows.map(({ id }) => id)
}

const insertVariantRows = insertInto(variants)

const lastSerial = statement((db) =>
  db.select({ serial: sql<number | null>`max(${products.serial})` }).from(products),
)

const insertOne = statement((db, $: Params<Product>) =>
  db
    .insert(products)
    .values({
      id: $.id,
      serial: $.serial,
      slug: $.slug,
      externalId: $.externalId,
      name: $.name,
      description: $.description,
      status: $.status,
      createdAt: $.createdAt,
      updatedAt: $.updatedAt,
    })
    .onConflictDoNothing({ target: products.slug })
    .returning({ id: products.id }),
)
