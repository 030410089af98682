// The shop that tests run, and the actors who work in it.
import type { Shop } from '#domain/shop.ts'
import type { Actor } from '#kernel/actor.ts'

export const TEST_SHOP: Shop = {
  currency: 'GBP',
  countryCode: 'GB',
  pricesIncludeTax: true,
  timeZone: 'Europe/London',
  cartLifetimeMs: 7 * 24 * 60 * 60 * 1_000,
  shipsUnpaid: true,
  paymentProviders: [],
  awaitsPaymentMs: null,
  reservationMs: null,
  webhooks: 'ANYWHERE',
}

/** 2026-03-02T10:00:00Z, a Monday. */
export const TEST_NOW = Date.UTC(2026, 2, 2, 10)

export const OWNER: Actor = { kind: 'STAFF', id: 'key_owner', permissions: ['*'] }
