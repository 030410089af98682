// Changes what a product is called, where it stands on the web, or what its page says.
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { changeProduct, productIdBySlug } from './change.ts'
import { productUpdated } from './events.ts'
import { externalId, requireFreeProductExternalId } from './external-ids.ts'
import { description, slug } from './product-input.ts'
import {
  ProductExternalIdTaken,
  ProductIsArchived,
  ProductNotFound,
  SlugTaken,
} from './rejections.ts'
import { requireOpenProduct } from './require.ts'

export const updateProduct = command({
  name: 'UpdateProduct',
  summary: "Changes a product's own words. What is left out stays.",
  permission: 'catalog.write',
  input: {
    productId: id('product').describe('The product to change.'),
    name: maybe(text()).describe(
      'Its new name; null leaves it. Variants without a name of their own follow.',
    ),
    slug: maybe(slug()).describe('Its new slug, unique; null leaves it.'),
    externalId: maybe(externalId()).describe(
      'Its new id in another system, unique over all products; null clears it.',
    ),
    description: maybe(description()).describe(
      'Its new description, as plain text; null clears it.',
    ),
  },
  target: ({ productId }) => ({ aggregate: 'product', id: productId }),
  rejections: [ProductNotFound, ProductIsArchived, SlugTaken, ProductExternalIdTaken],

  async handle({ tx, now, record }, { productId, name, slug, externalId, description }) {
    const product = await requireOpenProduct(tx, productId)
    if (slug != null) {
      const [owner] = await productIdBySlug(tx, { slug })
      if (owner && owner.id !== productId) throw new SlugTaken({ slug }, ['input', 'slug'])
    }
    await requireFreeProductExternalId(tx, { externalId, productId }, ['input'])
    await changeProduct(tx, product, {
      ...product,
      name: name ?? product.name,
      slug: slug ?? product.slug,
      externalId: externalId === undefined ? product.externalId : externalId,
      description: description === undefined ? product.description : description,
      updatedAt: now,
    })
    record(productUpdated({ productId }))
    return { product: productId }
  },
})
