// Adds a product with its variants and their prices to the catalog, whole or not at all.
import { maybe, text } from '#kernel/input.ts'
import { command } from '#write/command.ts'
import { productCreated } from './events.ts'
import {
  externalId,
  requireFreeProductExternalId,
  requireFreeVariantExternalIds,
} from './external-ids.ts'
import { insertProduct, insertVariants, nextSerial } from './insert.ts'
import {
  description,
  firstStatus,
  requireOnePriceEach,
  slug,
  variantList,
} from './product-input.ts'
import {
  CurrencyRepeated,
  ProductExternalIdTaken,
  SkuTaken,
  SlugTaken,
  VariantExternalIdTaken,
} from './rejections.ts'
import { requireFreeSkus } from './skus.ts'
import { freeProductSlugs } from './slugs.ts'

export const createProduct = command({
  name: 'CreateProduct',
  summary: 'Adds a product with its variants and their prices.',
  permission: 'catalog.write',
  input: {
    name: text().describe('What shoppers read.'),
    slug: maybe(slug()).describe(
      'Names it in web addresses, unique. Made from the name unless given.',
    ),
    externalId: maybe(externalId()).describe('Its id in another system, unique over all products.'),
    description: maybe(description()).describe('What the product page says of it, as plain text.'),
    status: maybe(firstStatus()).describe('Whether shoppers see it; DRAFT unless given.'),
    variants: variantList().describe('What is sold, in the order in which it is shown.'),
  },
  rejections: [
    SkuTaken,
    SlugTaken,
    ProductExternalIdTaken,
    VariantExternalIdTaken,
    CurrencyRepeated,
  ],

  async handle(context, { name, slug, externalId, description, status, variants }) {
    const { tx, now, newId, record } = context
    for (const [index, variant] of variants.entries())
      requireOnePriceEach(variant, variantPath(index))
    await requireFreeSkus(
      tx,
      variants.map(({ sku }, index) => ({ sku, path: [...variantPath(index), 'sku'] })),
    )
    await requireFreeProductExternalId(tx, { externalId }, ['input'])
    await requireFreeVariantExternalIds(
      tx,
      variants.map(({ externalId }, index) => ({ externalId, path: variantPath(index) })),
    )
    const productId = newId('product')
    const product = {
      id: productId,
      serial: await nextSerial(tx),
      slug: slug ?? ((await freeProductSlugs(tx, [name]))[0] as string),
      externalId: externalId ?? null,
      name,
      description: description ?? null,
      status: status ?? 'DRAFT',
      createdAt: now,
      updatedAt: now,
    }
    if (!(await insertProduct(tx, product)))
      throw new SlugTaken({ slug: product.slug }, ['input', 'slug'])
    const belonging = { productId, productName: name, position: 0 }
    const variantIds = await insertVariants(context, belonging, variants)
    record(productCreated({ productId, variantIds }))
    return { product: productId }
  },
})

const variantPath = (index: number): string[] => ['input', 'variants', String(index)]
