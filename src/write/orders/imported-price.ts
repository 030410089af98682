// What an order that was placed elsewhere cost, by its own word: nothing is worked out anew, and what
// does not add up is refused.
import { sumOf } from '#domain/money.ts'
import type { NewOrder, PricedOrderLine } from './insert-order.ts'
import { ImportedPriceInvalid } from './placing-rejections.ts'

type GivenTax = {
  tax?: number | null | undefined
  taxRate?: number | null | undefined
}
type GivenLine = GivenTax & {
  unitPrice: number
  quantity: number
  discount?: number | null | undefined
}
type Given = {
  lines: readonly GivenLine[]
  shipping?: (GivenTax & { name: string; price: number }) | null | undefined
  pricesIncludeTax?: boolean | null | undefined
  discountCode?: string | null | undefined
}

type Parts = Omit<PricedOrderLine, keyof NewLine> & { subtotal: number }
type NewLine = Pick<
  PricedOrderLine,
  'variantId' | 'sku' | 'name' | 'isService' | 'quantity' | 'unitPrice' | 'taxClass'
>

export type ImportedPrice = Pick<
  NewOrder,
  'priced' | 'pricesIncludeTax' | 'discounts' | 'shippingMethod'
> & { lines: Parts[] }

export function importedPriceOf(given: Given, path: readonly string[]): ImportedPrice {
  const pricesIncludeTax = given.pricesIncludeTax ?? true
  const lines = given.lines.map((line, index) =>
    partsOf(
      { ...line, subtotal: line.unitPrice * line.quantity, discount: line.discount ?? 0 },
      pricesIncludeTax,
      [...path, 'lines', String(index)],
    ),
  )
  const shipping = partsOf(
    { ...given.shipping, subtotal: given.shipping?.price ?? 0, discount: 0 },
    pricesIncludeTax,
    [...path, 'shipping'],
  )
  const parts = [...lines, shipping]
  const discountTotal = sumOf(parts.map(({ discount }) => discount))
  const code = given.discountCode ?? null
  return {
    lines,
    pricesIncludeTax,
    priced: {
      shipping,
      subtotal: sumOf(lines.map(({ subtotal }) => subtotal)),
      discountTotal,
      shippingTotal: shipping.subtotal,
      taxTotal: sumOf(parts.map(({ tax }) => tax)),
      total: sumOf(parts.map(({ gross }) => gross)),
    },
    discounts:
      discountTotal === 0
        ? []
        : [
            {
              discountId: null,
              code,
              name: code ?? 'Discount',
              amount: discountTotal,
              terms: null,
            },
          ],
    shippingMethod: given.shipping ? { id: null, name: given.shipping.name } : null,
  }
}

function partsOf(
  { subtotal, discount, tax, taxRate }: GivenTax & { subtotal: number; discount: number },
  isIncluded: boolean,
  path: readonly string[],
): Parts {
  const left = subtotal - discount
  if (left < 0)
    throw new ImportedPriceInvalid({ price: subtotal, found: discount }, [...path, 'discount'])
  const taxed = tax ?? 0
  if (isIncluded ? taxed > left : taxed > 0 && left === 0)
    throw new ImportedPriceInvalid({ price: left, found: taxed }, [...path, 'tax'])
  return {
    subtotal,
    discounts: discount === 0 ? [] : [{ discountId: null, amount: discount }],
    discount,
    net: isIncluded ? left - taxed : left,
    tax: taxed,
    gross: isIncluded ? left : left + taxed,
    taxRate: taxRate ?? 0,
  }
}
