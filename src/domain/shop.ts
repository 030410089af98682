// The shop's own settings that business rules depend on. They come from the environment, not from a
// table: replaying the journal gives the same state under the same settings.

export type Shop = {
  /** ISO 4217. Reports and unit costs are in it unless they say otherwise. */
  currency: string
  /** ISO 3166-1 alpha-2. Where a cart is taxed that says nothing of where it goes. */
  countryCode: string
  /** Whether the prices of the catalog and of shipping have tax in them, or it comes on top. */
  pricesIncludeTax: boolean
  /** IANA name. Decides which day an order belongs to. */
  timeZone: string
  /** Milliseconds that a cart is left alone before it is abandoned. */
  cartLifetimeMs: number
  /** False ships only orders that are paid, or authorized, in full. */
  shipsUnpaid: boolean
  /** Providers that can be asked to move money, by name. What they can't be asked is entered by people. */
  paymentProviders: readonly string[]
  /** Milliseconds that an order waits for its payment before it expires; null confirms it at once. */
  awaitsPaymentMs: number | null
  /** Milliseconds that a cart holds its units back after its lines changed; null holds none back. */
  reservationMs: number | null
  /** Where webhooks may lead: nowhere, to public addresses by https, or anywhere. */
  webhooks: 'OFF' | 'PUBLIC' | 'ANYWHERE'
}
