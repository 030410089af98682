// Brings products in from elsewhere, once or again: what has a known SKU is brought up to date, what
// has none is added. All of an import is taken, or none.
import { list, maybe, object, text } from '#kernel/input.ts'
import { type Context, command } from '#write/command.ts'
import { productCreated } from './events.ts'
import { type Standing, standingBySku, updateStanding } from './import-standing.ts'
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
  ProductIsArchived,
  ProductRepeated,
  SkusOfSeveralProducts,
  SkuTaken,
  SlugTaken,
  TooManyProductVariants,
  VariantIsArchived,
} from './rejections.ts'
import { requireDistinctSkus } from './skus.ts'
import { freeProductSlugs } from './slugs.ts'

const productInput = object(
  'ImportedProductInput',
  'A product to add, or to bring up to date where one of its SKUs is known.',
  {
    name: text().describe('What shoppers read.'),
    slug: maybe(slug()).describe(
      'Names it in web addresses, unique. Unless given, made from the name of a new product and left for a known one.',
    ),
    description: maybe(description()).describe(
      'What the product page says of it, as plain text. Left as it is unless given.',
    ),
    status: maybe(firstStatus()).describe(
      'Whether shoppers see it. Unless given, DRAFT for a new product and left for a known one.',
    ),
    variants: variantList().describe(
      'Its variants. Those with a known SKU get the names and prices given here, the others are added; those not named here stay.',
    ),
  },
)

export const importProducts = command({
  name: 'ImportProducts',
  summary:
    'Adds products, or brings them up to date by their SKUs. Giving the same import again changes nothing.',
  permission: 'catalog.write',
  input: {
    products: list(productInput, { max: PRODUCTS_PER_IMPORT_MAX }).describe(
      `At most ${PRODUCTS_PER_IMPORT_MAX} products and ${VARIANTS_PER_IMPORT_MAX} variants, those that the known ones have already counted too.`,
    ),
  },
  rejections: [
    ImportTooLarge,
    SkuTaken,
    SlugTaken,
    CurrencyRepeated,
    SkusOfSeveralProducts,
    ProductRepeated,
    ProductIsArchived,
    VariantIsArchived,
    TooManyProductVariants,
  ],

  async handle(context, { products }) {
    requireSoundImport(products)
    const standing = await standingBySku(
      context.tx,
      products.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
    )
    const found = products.map((product, index) => standingOf(product, standing, index))
    requireEachOnce(found)
    requireBoundedImport(products, found)
    for (const [index, product] of products.entries()) {
      const known = found[index]
      if (known) await updateStanding(context, known, product, pathOf(index))
    }
    const located = products.map((product, index) => ({ product, path: pathOf(index) }))
    const added = await insertAll(
      context,
      located.filter((_, index) => found[index] === null),
    )
    return { products: found.map((known) => known?.product.id ?? (added.shift() as string)) }
  },
})

const pathOf = (index: number): string[] => ['input', 'products', String(index)]

/** What can be said without looking at the catalog. */
function requireSoundImport(products: readonly ProductInput[]): void {
  const wanted = products.flatMap(({ variants }, product) =>
    variants.map((variant, index) => ({
      variant,
      sku: variant.sku,
      path: [...pathOf(product), 'variants', String(index), 'sku'],
    })),
  )
  requireDistinctSkus(wanted)
  for (const { variant, path } of wanted) requireOnePriceEach(variant, path.slice(0, -1))
}

function requireEachOnce(found: readonly (Standing | null)[]): void {
  const seen = new Set<string>()
  for (const [index, known] of found.entries()) {
    if (!known) continue
    const productId = known.product.id
    if (seen.has(productId)) throw new ProductRepeated({ productId }, pathOf(index))
    seen.add(productId)
  }
}

/** Views follow every variant of a product that changes, so those that stand count too. */
function requireBoundedImport(
  products: readonly ProductInput[],
  found: readonly (Standing | null)[],
): void {
  let variantsFound = products.reduce((sum, { variants }) => sum + variants.length, 0)
  for (const { variants } of found.filter((known) => known !== null))
    variantsFound += variants.length
  if (variantsFound > VARIANTS_PER_IMPORT_MAX)
    throw new ImportTooLarge({ variantsFound, variantsMax: VARIANTS_PER_IMPORT_MAX }, [
      'input',
      'products',
    ])
}

/** The one product that bears SKUs of this one, or null where it is new. */
function standingOf(
  { variants }: ProductInput,
  standing: ReadonlyMap<string, Standing>,
  index: number,
): Standing | null {
  const owners = new Map<string, { sku: string; known: Standing }>()
  for (const { sku } of variants) {
    const known = standing.get(sku)
    if (known && !owners.has(known.product.id)) owners.set(known.product.id, { sku, known })
  }
  const [first, ...others] = owners.values()
  if (!first) return null
  if (others.length > 0)
    throw new SkusOfSeveralProducts({ skus: [first, ...others].map(({ sku }) => sku) }, [
      ...pathOf(index),
      'variants',
    ])
  return first.known
}

async function insertAll(
  context: Context,
  given: readonly { product: ProductInput; path: readonly string[] }[],
): Promise<string[]> {
  if (given.length === 0) return []
  const { tx, now, newId, record } = context
  const unnamed = given.filter(({ product }) => product.slug == null)
  const wanted = given.flatMap(({ product }) => product.slug ?? [])
  const made = await freeProductSlugs(
    tx,
    unnamed.map(({ product }) => product.name),
    wanted,
  )
  let serial = await nextSerial(tx)
  const ids: string[] = []
  for (const { product, path } of given) {
    const { name, description, status, variants } = product
    const slug = product.slug ?? (made.shift() as string)
    const id = newId('product')
    const row = {
      id,
      serial: serial++,
      slug,
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
    ids.push(id)
  }
  return ids
}
