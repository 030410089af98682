// Brings products in from elsewhere, once or again: what a known external id or SKU names is brought up
// to date, the rest is added. All of an import is taken or none, unless each row is to stand alone.
import { list, maybe, object, text } from '#kernel/input.ts'
import { RowsRefused } from '#kernel/rejections.ts'
import { eachRow, idsOf, policy } from '#write/bulk.ts'
import { type Context, command } from '#write/command.ts'
import { productCreated } from './events.ts'
import {
  externalId,
  requireFreeProductExternalId,
  requireFreeVariantExternalIds,
} from './external-ids.ts'
import { type Standing, type Standings, standingsOf, updateStanding } from './import-standing.ts'
import { insertProduct, insertVariants, nextSerial } from './insert.ts'
import { PRODUCTS_PER_IMPORT_MAX, VARIANTS_PER_IMPORT_MAX } from './limits.ts'
import {
  description,
  firstStatus,
  type ProductInput,
  requireOnePriceEach,
  slug,
  variantList,
} from './product-input.ts'
import {
  CurrencyRepeated,
  ImportTooLarge,
  ProductExternalIdTaken,
  ProductIsArchived,
  ProductRepeated,
  SkusOfSeveralProducts,
  SkuTaken,
  SlugTaken,
  TooManyPrices,
  TooManyProductVariants,
  VariantExternalIdTaken,
  VariantIsArchived,
} from './rejections.ts'
import { freeProductSlugs } from './slugs.ts'

const productInput = object(
  'ImportedProductInput',
  'A product to add, or to bring up to date where its external id, or one of a variant, or a SKU is known.',
  {
    name: text().describe('What shoppers read.'),
    slug: maybe(slug()).describe(
      'Names it in web addresses, unique. Unless given, made from the name of a new product and left for a known one.',
    ),
    externalId: maybe(externalId()).describe(
      'Its id in another system, unique over all products. Names the product before its SKUs do; left as it is unless given.',
    ),
    description: maybe(description()).describe(
      'What the product page says of it, as plain text. Left as it is unless given.',
    ),
    status: maybe(firstStatus()).describe(
      'Whether shoppers see it. Unless given, DRAFT for a new product and left for a known one.',
    ),
    variants: variantList().describe(
      'Its variants. Those with a known external id or SKU get the SKUs, names and prices given here, the others are added; those not named here stay.',
    ),
  },
)

export const importProducts = command({
  name: 'ImportProducts',
  summary:
    'Adds products, or brings them up to date by their external ids and SKUs. Giving the same import again changes nothing.',
  permission: 'catalog.write',
  input: {
    products: list(productInput, { max: PRODUCTS_PER_IMPORT_MAX }).describe(
      `At most ${PRODUCTS_PER_IMPORT_MAX} products and ${VARIANTS_PER_IMPORT_MAX} variants, those that the known ones have already counted too.`,
    ),
    policy: policy(),
  },
  rejections: [
    ImportTooLarge,
    SkuTaken,
    SlugTaken,
    ProductExternalIdTaken,
    VariantExternalIdTaken,
    CurrencyRepeated,
    TooManyPrices,
    SkusOfSeveralProducts,
    ProductRepeated,
    ProductIsArchived,
    VariantIsArchived,
    TooManyProductVariants,
    RowsRefused,
  ],

  async handle(context, { products, policy }) {
    const { tx } = context
    const standings = await standingsOf(tx, products)
    requireBoundedImport(products, standings)
    const insert = await inserter(context, products, standings)
    const skusSeen = new Set<string>()
    const productsSeen = new Set<string>()
    const results = await eachRow(context, { rows: products, policy }, async (product, index) => {
      const path = ['input', 'products', String(index)]
      requireSound(product, skusSeen, path)
      const known = standingOf(product, standings, path)
      const productId = known?.product.id ?? ''
      if (productsSeen.has(productId)) throw new ProductRepeated({ productId }, path)
      if (known) await updateStanding(context, known, product, path)
      const id = known ? productId : await insert(product, index, path)
      productsSeen.add(id)
      for (const { sku } of product.variants) skusSeen.add(sku)
      return id
    })
    return { products: idsOf(results), results }
  },
})

/** What can be said without looking at the catalog. `skusSeen` stand in rows before it. */
function requireSound(
  { variants }: ProductInput,
  skusSeen: ReadonlySet<string>,
  path: readonly string[],
): void {
  const seen = new Set(skusSeen)
  for (const [index, variant] of variants.entries()) {
    const { sku } = variant
    const variantPath = [...path, 'variants', String(index)]
    if (seen.has(sku)) throw new SkuTaken({ sku }, [...variantPath, 'sku'])
    seen.add(sku)
    requireOnePriceEach(variant, variantPath)
  }
}

/** Views follow every variant of a product that changes, so those that stand count too. */
function requireBoundedImport(products: readonly ProductInput[], { all }: Standings): void {
  let variantsFound = 0
  for (const { variants } of [...products, ...all]) variantsFound += variants.length
  if (variantsFound > VARIANTS_PER_IMPORT_MAX)
    throw new ImportTooLarge({ variantsFound, variantsMax: VARIANTS_PER_IMPORT_MAX }, [
      'input',
      'products',
    ])
}

/** The one product that this one's external ids and SKUs name, or null where it is new. */
function standingOf(
  product: ProductInput,
  standings: Standings,
  path: readonly string[],
): Standing | null {
  const [first, ...others] = ownersOf(product, standings)
  if (!first) return null
  const skuOf = ({ variants }: Standing) => variants[0]?.variant.sku as string
  if (others.length > 0)
    throw new SkusOfSeveralProducts({ skus: [first, ...others].map(skuOf) }, [...path, 'variants'])
  // What another external id names already is another product, whatever its SKUs.
  const { externalId } = product
  const own = first.product.externalId
  if (externalId != null && own !== null && own !== externalId)
    throw new SkuTaken({ sku: skuOf(first) }, [...path, 'variants'])
  return first
}

function ownersOf({ externalId, variants }: ProductInput, standings: Standings): Set<Standing> {
  const found = [
    externalId != null && standings.byExternalId.get(externalId),
    ...variants.map(
      ({ externalId, sku }) =>
        (externalId != null && standings.byVariantExternalId.get(externalId)) ||
        standings.bySku.get(sku),
    ),
  ]
  return new Set(found.flatMap((known) => known || []))
}

/** Adds new products one by one, with slugs that were found for all of them at once. */
async function inserter(context: Context, products: readonly ProductInput[], standings: Standings) {
  const { tx, now, newId, record } = context
  const unnamed = [...products.entries()].filter(
    ([, product]) => product.slug == null && ownersOf(product, standings).size === 0,
  )
  const made = await freeProductSlugs(
    tx,
    unnamed.map(([, { name }]) => name),
    products.flatMap(({ slug }) => slug ?? []),
  )
  const slugs = new Map(unnamed.map(([index], place) => [index, made[place] as string]))
  let serial = await nextSerial(tx)

  return async (product: ProductInput, index: number, path: readonly string[]): Promise<string> => {
    const { name, externalId, description, status, variants } = product
    await requireFreeProductExternalId(tx, { externalId }, path)
    await requireFreeVariantExternalIds(
      tx,
      variants.map(({ externalId }, index) => ({
        externalId,
        path: [...path, 'variants', String(index)],
      })),
    )
    const slug = product.slug ?? (slugs.get(index) as string)
    const id = newId('product')
    const row = {
      id,
      serial,
      slug,
      externalId: externalId ?? null,
      name,
      description: description ?? null,
      status: status ?? ('DRAFT' as const),
      createdAt: now,
      updatedAt: now,
    }
    if (!(await insertProduct(tx, row))) throw new SlugTaken({ slug }, [...path, 'slug'])
    const belonging = { productId: id, productName: name, position: 0 }
    const variantIds = await insertVariants(context, belonging, variants)
    record(productCreated({ productId: id, variantIds }))
    serial++ // Last, so that a row which is refused takes no number.
    return id
  }
}
