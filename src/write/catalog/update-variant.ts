// Changes what a variant is called, how it is taxed or what it weighs.
import { STANDARD_TAX_CLASS } from '#domain/tax.ts'
import { maybe, text } from '#kernel/input.ts'
import { command, id } from '#write/command.ts'
import { taxClass } from '#write/tax/tax-class.ts'
import { changeVariant, touchProduct } from './change.ts'
import { variantUpdated } from './events.ts'
import { externalId, requireFreeVariantExternalIds } from './external-ids.ts'
import { sku, weight } from './product-input.ts'
import {
  ProductIsArchived,
  SkuTaken,
  VariantExternalIdTaken,
  VariantIsArchived,
  VariantNotFound,
} from './rejections.ts'
import { requireOpenVariant } from './require.ts'
import { requireFreeSkus } from './skus.ts'

export const updateVariant = command({
  name: 'UpdateVariant',
  summary:
    "Changes a variant's name, SKU, tax class or weight. What is left out stays; orders keep what they show.",
  permission: 'catalog.write',
  input: {
    variantId: id('variant').describe('The variant to change.'),
    name: maybe(text()).describe("Its new name; null makes it the product's again."),
    sku: maybe(sku()).describe('Its new SKU, unique; null leaves it.'),
    externalId: maybe(externalId()).describe(
      'Its new id in another system, unique over all variants; null clears it.',
    ),
    taxClass: maybe(taxClass()).describe(
      `How it is taxed from now on; null is ${STANDARD_TAX_CLASS} again.`,
    ),
    weight: maybe(weight()).describe('Grams, packed; null is not known.'),
  },
  rejections: [
    VariantNotFound,
    VariantIsArchived,
    ProductIsArchived,
    SkuTaken,
    VariantExternalIdTaken,
  ],

  async handle({ tx, now, record }, { variantId, name, sku, externalId, taxClass, weight }) {
    const { variant, product } = await requireOpenVariant(tx, variantId)
    if (sku != null && sku !== variant.sku)
      await requireFreeSkus(tx, [{ sku, path: ['input', 'sku'] }])
    if (externalId !== variant.externalId)
      await requireFreeVariantExternalIds(tx, [{ externalId, path: ['input'] }])
    await changeVariant(tx, {
      ...variant,
      name: name === undefined ? variant.name : (name ?? product.name),
      sku: sku ?? variant.sku,
      externalId: externalId === undefined ? variant.externalId : externalId,
      taxClass: taxClass === undefined ? variant.taxClass : (taxClass ?? STANDARD_TAX_CLASS),
      weight: weight === undefined ? variant.weight : weight,
    })
    await touchProduct(tx, { id: product.id, updatedAt: now })
    record(variantUpdated({ productId: product.id, variantId }))
    return { variant: variantId, product: product.id }
  },
})
