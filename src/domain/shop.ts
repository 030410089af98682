// The shop's own settings that business rules depend on. They come from the environment, not from a
// table: replaying the journal gives the same state under the same settings.

export type Shop = {
  /** ISO 4217. Reports and unit costs are in it unless they say otherwise. */
  currency: string
  /** IANA name. Decides which day an order belongs to. */
  timeZone: string
  /** Milliseconds that a cart is left alone before it is abandoned. */
  cartLifetimeMs: number
  /** False ships only orders that are paid, or authorized, in full. */
  shipsUnpaid: boolean
}
