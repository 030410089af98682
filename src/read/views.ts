// The contents page of the read side: every view, and every tally.
import type { Tally } from '#kernel/tally.ts'
import type { View } from '#kernel/view.ts'
import { apiKeyViews } from './api-key/refresh.ts'
import { cartViews } from './cart/refresh.ts'
import { cartReservationViews } from './cart-reservation/refresh.ts'
import { collectionProductViews, collectionViews } from './collection/refresh.ts'
import { customerTermViews, customerTotals, customerViews } from './customer/refresh.ts'
import { discountUsageViews, discountViews } from './discount/refresh.ts'
import { draftOrderViews } from './draft-order/refresh.ts'
import { fulfilmentViews } from './fulfilment/refresh.ts'
import { fulfilmentQueueViews } from './fulfilment-queue/refresh.ts'
import { locationViews } from './location/refresh.ts'
import { metadataViews } from './metadata/refresh.ts'
import { orderViews } from './order/refresh.ts'
import { orderListViews, orderTermViews } from './order-list/refresh.ts'
import { orderRevisionViews } from './order-revision/refresh.ts'
import { paymentViews } from './payment/refresh.ts'
import { unmatchedReportViews } from './payment-report/refresh.ts'
import { productViews } from './product/refresh.ts'
import { productPriceViews } from './product-price/refresh.ts'
import { productSearchViews } from './product-search/refresh.ts'
import { refundsByDay } from './refunds-by-day/refresh.ts'
import { returnViews } from './return/refresh.ts'
import { roleViews } from './role/refresh.ts'
import { salesByDay } from './sales-by-day/refresh.ts'
import { salesByDiscount } from './sales-by-discount/refresh.ts'
import { salesByTaxRate } from './sales-by-tax-rate/refresh.ts'
import { salesByVariant } from './sales-by-variant/refresh.ts'
import { searchSynonymsViews } from './search-synonyms/refresh.ts'
import { shippingMethodViews } from './shipping-method/refresh.ts'
import { staffMemberViews } from './staff-member/refresh.ts'
import { stockLevelViews } from './stock-level/refresh.ts'
import { stockMovementViews } from './stock-movement/refresh.ts'
import { taxRateViews } from './tax-rate/refresh.ts'
import { variantViews } from './variant/refresh.ts'
import { variantStockViews } from './variant-stock/refresh.ts'
import { webhookViews } from './webhook/refresh.ts'

const allViews: View[] = [
  productViews,
  variantViews,
  productPriceViews,
  productSearchViews,
  collectionViews,
  collectionProductViews,

  discountViews,
  discountUsageViews,
  taxRateViews,
  shippingMethodViews,
  locationViews,
  stockLevelViews,
  stockMovementViews,
  variantStockViews,
  roleViews,
  staffMemberViews,
  apiKeyViews,
  cartViews,
  cartReservationViews,
  draftOrderViews,
  orderViews,
  fulfilmentViews,
  fulfilmentQueueViews,
  returnViews,
  customerViews,
  customerTermViews,
  orderListViews,
  orderTermViews,
  orderRevisionViews,
  metadataViews,
  paymentViews,
  unmatchedReportViews,
  webhookViews,
  searchSynonymsViews,
]

const allTallies: Tally[] = [
  salesByDay,
  salesByVariant,
  salesByDiscount,
  salesByTaxRate,
  refundsByDay,
  customerTotals,
]

export const views: readonly View[] = allViews
export const tallies: readonly Tally[] = allTallies

/** Those that a module from outside brings. */
export function addViews(more: readonly View[], counted: readonly Tally[]): void {
  allViews.push(...more)
  allTallies.push(...counted)
}
