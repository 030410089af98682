// The contents page of the write side: every command, by module.
import type { AnyCommand } from '#kernel/command.ts'
import { createApiKey } from './access/create-api-key.ts'
import { createOwnerKey } from './access/create-owner-key.ts'
import { createRole } from './access/create-role.ts'
import { createStaffMember } from './access/create-staff-member.ts'
import { deactivateStaffMember } from './access/deactivate-staff-member.ts'
import { deleteRole } from './access/delete-role.ts'
import { reactivateStaffMember } from './access/reactivate-staff-member.ts'
import { revokeApiKey } from './access/revoke-api-key.ts'
import { rotateApiKey } from './access/rotate-api-key.ts'
import { updateRole } from './access/update-role.ts'
import { updateStaffMember } from './access/update-staff-member.ts'
import { abandonCart } from './carts/abandon-cart.ts'
import { applyDiscountCode } from './carts/apply-discount-code.ts'
import { chooseShipping } from './carts/choose-shipping.ts'
import { lapseReservations } from './carts/lapse-reservations.ts'
import { mergeCart } from './carts/merge-cart.ts'
import { removeDiscountCode } from './carts/remove-discount-code.ts'
import { setCartAddress } from './carts/set-cart-address.ts'
import { setCartCustomer } from './carts/set-cart-customer.ts'
import { setCartLine } from './carts/set-cart-line.ts'
import { startCart } from './carts/start-cart.ts'
import { addProductsToCollection } from './catalog/add-products-to-collection.ts'
import { addVariant } from './catalog/add-variant.ts'
import { archiveProduct } from './catalog/archive-product.ts'
import { archiveVariant } from './catalog/archive-variant.ts'
import { createCollection } from './catalog/create-collection.ts'
import { createProduct } from './catalog/create-product.ts'
import { importProducts } from './catalog/import-products.ts'
import { moveCollectionProduct } from './catalog/move-collection-product.ts'
import { publishCollection } from './catalog/publish-collection.ts'
import { publishProduct } from './catalog/publish-product.ts'
import { removePrice } from './catalog/remove-price.ts'
import { removeProductsFromCollection } from './catalog/remove-products-from-collection.ts'
import { setPrice } from './catalog/set-price.ts'
import { setPrices } from './catalog/set-prices.ts'
import { unpublishCollection } from './catalog/unpublish-collection.ts'
import { unpublishProduct } from './catalog/unpublish-product.ts'
import { updateCollection } from './catalog/update-collection.ts'
import { updateProduct } from './catalog/update-product.ts'
import { updateVariant } from './catalog/update-variant.ts'
import { addAddress } from './customers/add-address.ts'
import { importCustomers } from './customers/import-customers.ts'
import { registerCustomer } from './customers/register-customer.ts'
import { removeAddress } from './customers/remove-address.ts'
import { updateAddress } from './customers/update-address.ts'
import { updateCustomer } from './customers/update-customer.ts'
import { dropDeadLetter } from './dead-letters/drop-dead-letter.ts'
import { parkDeadLetter } from './dead-letters/park-dead-letter.ts'
import { retryDeadLetter } from './dead-letters/retry-dead-letter.ts'
import { createDiscount } from './discounts/create-discount.ts'
import { endDiscount } from './discounts/end-discount.ts'
import { updateDiscount } from './discounts/update-discount.ts'
import { completeDraftOrder } from './draft-orders/complete-draft-order.ts'
import { createDraftOrder } from './draft-orders/create-draft-order.ts'
import { deleteDraftOrder } from './draft-orders/delete-draft-order.ts'
import { updateDraftOrder } from './draft-orders/update-draft-order.ts'
import { eraseCustomer } from './erasure/erase-customer.ts'
import { eraseGuest } from './erasure/erase-guest.ts'
import { cancelFulfilment } from './fulfilment/cancel-fulfilment.ts'
import { createFulfilment } from './fulfilment/create-fulfilment.ts'
import { deliverFulfilment } from './fulfilment/deliver-fulfilment.ts'
import { shipFulfilment } from './fulfilment/ship-fulfilment.ts'
import { updateFulfilmentTracking } from './fulfilment/update-fulfilment-tracking.ts'
import { removeMetadata } from './metadata/remove-metadata.ts'
import { removePrivateMetadata } from './metadata/remove-private-metadata.ts'
import { setMetadata } from './metadata/set-metadata.ts'
import { setPrivateMetadata } from './metadata/set-private-metadata.ts'
import { addOrderNote } from './orders/add-order-note.ts'
import { cancelOrder } from './orders/cancel-order.ts'
import { cancelOrderLines } from './orders/cancel-order-lines.ts'
import { claimOrders } from './orders/claim-orders.ts'
import { closeOrder } from './orders/close-order.ts'
import { editOrder } from './orders/edit-order.ts'
import { expireOrder } from './orders/expire-order.ts'
import { holdOrder } from './orders/hold-order.ts'
import { importOrders } from './orders/import-orders.ts'
import { placeOrder } from './orders/place-order.ts'
import { releaseOrder } from './orders/release-order.ts'
import { authorizePayment } from './payments/authorize-payment.ts'
import { capturePayment } from './payments/capture-payment.ts'
import { recordManualPayment } from './payments/record-manual-payment.ts'
import { recordPaymentAnswer } from './payments/record-payment-answer.ts'
import { refundPayment } from './payments/refund-payment.ts'
import { reportPaymentEvent } from './payments/report-payment-event.ts'
import { returnStrandedPayments } from './payments/return-stranded-payments.ts'
import { voidPayment } from './payments/void-payment.ts'
import { approveReturn } from './returns/approve-return.ts'
import { cancelReturn } from './returns/cancel-return.ts'
import { grantRefund } from './returns/grant-refund.ts'
import { importRefunds } from './returns/import-refunds.ts'
import { importReturns } from './returns/import-returns.ts'
import { receiveReturn } from './returns/receive-return.ts'
import { refundReturn } from './returns/refund-return.ts'
import { rejectReturn } from './returns/reject-return.ts'
import { requestReturn } from './returns/request-return.ts'
import { setSearchSynonyms } from './search/set-search-synonyms.ts'
import { archiveShippingMethod } from './shipping/archive-shipping-method.ts'
import { createShippingMethod } from './shipping/create-shipping-method.ts'
import { updateShippingMethod } from './shipping/update-shipping-method.ts'
import { adjustStock } from './stock/adjust-stock.ts'
import { adjustStockLevels } from './stock/adjust-stock-levels.ts'
import { createLocation } from './stock/create-location.ts'
import { receiveStock } from './stock/receive-stock.ts'
import { setStock } from './stock/set-stock.ts'
import { setStockLevels } from './stock/set-stock-levels.ts'
import { setStockPolicy } from './stock/set-stock-policy.ts'
import { transferStock } from './stock/transfer-stock.ts'
import { updateLocation } from './stock/update-location.ts'
import { removeTaxRate } from './tax/remove-tax-rate.ts'
import { setTaxRate } from './tax/set-tax-rate.ts'
import { deleteWebhook } from './webhooks/delete-webhook.ts'
import { disableWebhook } from './webhooks/disable-webhook.ts'
import { enableWebhook } from './webhooks/enable-webhook.ts'
import { giveUpWebhook } from './webhooks/give-up-webhook.ts'
import { registerWebhook } from './webhooks/register-webhook.ts'
import { replayWebhook } from './webhooks/replay-webhook.ts'
import { rotateWebhookSecret } from './webhooks/rotate-webhook-secret.ts'
import { testWebhook } from './webhooks/test-webhook.ts'
import { updateWebhook } from './webhooks/update-webhook.ts'

const all: AnyCommand[] = [
  createProduct,
  updateProduct,
  publishProduct,
  unpublishProduct,
  archiveProduct,
  addVariant,
  updateVariant,
  archiveVariant,
  setPrice,
  setPrices,
  removePrice,
  createCollection,
  updateCollection,
  publishCollection,
  unpublishCollection,
  addProductsToCollection,
  removeProductsFromCollection,
  moveCollectionProduct,
  importProducts,

  setMetadata,
  removeMetadata,
  setPrivateMetadata,
  removePrivateMetadata,

  createLocation,
  updateLocation,
  receiveStock,
  adjustStock,
  adjustStockLevels,
  setStock,
  setStockLevels,
  transferStock,
  setStockPolicy,
  createDiscount,
  updateDiscount,
  endDiscount,
  setTaxRate,
  removeTaxRate,
  createShippingMethod,
  updateShippingMethod,
  archiveShippingMethod,

  registerCustomer,
  updateCustomer,
  importCustomers,
  addAddress,
  updateAddress,
  removeAddress,
  eraseCustomer,
  eraseGuest,
  createApiKey,
  createOwnerKey,
  parkDeadLetter,
  retryDeadLetter,
  dropDeadLetter,
  revokeApiKey,
  rotateApiKey,
  createRole,
  updateRole,
  deleteRole,
  createStaffMember,
  updateStaffMember,
  deactivateStaffMember,
  reactivateStaffMember,
  startCart,
  setCartLine,
  setCartCustomer,
  setCartAddress,
  applyDiscountCode,
  removeDiscountCode,
  chooseShipping,
  abandonCart,
  lapseReservations,
  mergeCart,
  placeOrder,
  createDraftOrder,
  updateDraftOrder,
  completeDraftOrder,
  deleteDraftOrder,
  importOrders,
  cancelOrderLines,
  editOrder,
  cancelOrder,
  addOrderNote,
  authorizePayment,
  capturePayment,
  voidPayment,
  refundPayment,
  expireOrder,
  holdOrder,
  releaseOrder,
  closeOrder,
  claimOrders,
  recordManualPayment,
  reportPaymentEvent,
  recordPaymentAnswer,
  returnStrandedPayments,
  createFulfilment,
  shipFulfilment,
  deliverFulfilment,
  cancelFulfilment,
  updateFulfilmentTracking,
  requestReturn,
  approveReturn,
  rejectReturn,
  cancelReturn,
  receiveReturn,
  refundReturn,
  grantRefund,
  importReturns,
  importRefunds,
  registerWebhook,
  updateWebhook,
  disableWebhook,
  giveUpWebhook,
  enableWebhook,
  rotateWebhookSecret,
  replayWebhook,
  testWebhook,
  deleteWebhook,
  setSearchSynonyms,
]

export const commands: readonly AnyCommand[] = all

/** Those that a module from outside brings. */
export const addCommands = (more: readonly AnyCommand[]): void => void all.push(...more)
