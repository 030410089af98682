// A shop in plain TypeScript: what stands in it, so that the files beside this one can say what each
// command must answer and leave behind. It shares no code with the rules that it predicts.

export type Answer = 'ACCEPTED' | (string & {})

export type ModelShop = {
  awaitsPaymentMs: number | null
  reservationMs: number | null
  shipsUnpaid: boolean
  cartLifetimeMs: number
  pricesIncludeTax: boolean
}

export type ModelPrice = { amount: number; from: number; until: number }
export type ModelProduct = {
  id: string
  slug: string | null
  status: 'DRAFT' | 'PUBLISHED' | 'ARCHIVED'
}
export type ModelVariant = {
  id: string
  product: ModelProduct
  sku: string
  isService: boolean
  isArchived: boolean
  taxClass: string
  prices: ModelPrice[]
}
export type ModelCollection = { id: string; slug: string }
export type ModelLocation = { id: string; code: string; priority: number }
export type Level = { onHand: number; allocated: number; reserved: number }
export type Policy = { tracked: boolean; backorder: boolean; safety: number }
export type ModelCustomer = {
  id: string
  email: string | null
  externalId: string | null
  addresses: { id: string; isDefault: boolean }[]
}
export type ModelCart = {
  id: string
  status: 'OPEN' | 'COMPLETED' | 'ABANDONED' | 'MERGED'
  customerId: string | null
  /** Where it goes to, once it says so. */
  country: string | null
  /** As they were entered. */
  codes: ModelDiscount[]
  method: ModelMethod | null
  /** Units by variant, in the order in which they were put in. */
  lines: Map<string, number>
  order: ModelOrder | null
  mergedInto: ModelCart | null
  touchedAt: number
}
export type ModelDiscount = {
  id: string
  /** Null where it is applied by itself. */
  code: string | null
  takes: { kind: 'SHARE'; rate: number } | { kind: 'AMOUNT'; amount: number } | { kind: 'SHIPPING' }
  minimum: number
  /** The one product that it is for; null is all. */
  productId: string | null
  startsAt: number
  endsAt: number
  limit: number
  limitEach: number
  isCombinable: boolean
}
/** One price up to a subtotal, and another above it or none at all. */
export type ModelMethod = {
  id: string
  country: string | null
  price: number
  upTo: number | null
  priceAbove: number | null
  isArchived: boolean
}
/** What staff put together; a price that they set stands before the catalog's. */
export type ModelDraft = {
  id: string
  status: 'OPEN' | 'COMPLETED' | 'DELETED'
  items: { variantId: string; quantity: number; unitPrice: number | null }[]
  customerId: string | null
  email: string | null
  country: string | null
  codes: ModelDiscount[]
  method: ModelMethod | null
}
export type ModelReservation = {
  cart: ModelCart
  variantId: string
  locationId: string
  quantity: number
  expiresAt: number
}
/** What a line or shipping costs: `net` and `tax` make up `gross`. */
export type Cost = {
  discount: number
  /** What each discount took of it. */
  parts: Map<ModelDiscount, number>
  net: number
  tax: number
  gross: number
  taxRate: number
}
export type ModelLine = {
  id: string
  variantId: string
  isService: boolean
  unitPrice: number
  quantity: number
  /** What all of it costs, after discounts and with its tax. */
  cost: Cost
  cancelled: number
  shipped: number
  returned: number
  /** What each location still owes the line, and how much of that stands in fulfilments. */
  held: Map<string, { quantity: number; ready: number }>
  /** Units that stand in fulfilments and that no location was asked to hold. */
  looseReady: number
}
export type ModelOrder = {
  id: string
  status: 'PENDING' | 'CONFIRMED' | 'COMPLETED' | 'CANCELLED' | 'EXPIRED'
  email: string | null
  customerId: string | null
  lines: ModelLine[]
  /** As the shop's prices did when it was placed. Of a past order that was imported they do. */
  pricesIncludeTax: boolean
  country: string | null
  shipping: Cost & { price: number }
  discounts: Map<ModelDiscount, number>
  edits: number
  granted: number
  expiresAt: number | null
  onHold: boolean
  notes: number
}
export type EntryType =
  | 'AUTHORIZED'
  | 'AUTHORIZATION_FAILED'
  | 'VOIDED'
  | 'CAPTURED'
  | 'CAPTURE_FAILED'
  | 'REFUNDED'
  | 'REFUND_FAILED'
  | 'DISPUTED'
  | 'DISPUTE_WON'
  | 'DISPUTE_LOST'
export type ModelEntry = {
  type: EntryType
  amount: number
  reference: string | null
  occurredAt: number
}
export type RequestKind = 'AUTHORIZE' | 'CAPTURE' | 'VOID' | 'REFUND'
export type ModelRequest = {
  /** Learnt from the shop once it stands. */
  id: string | null
  payment: ModelPayment
  kind: RequestKind
  /** The how-manieth of its kind for its payment. */
  ordinal: number
  amount: number
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED'
  /** The provider has been asked. */
  isAsked: boolean
}
export type ModelPayment = {
  id: string
  order: ModelOrder
  provider: string
  reference: string | null
  entries: ModelEntry[]
}
export type ReportType =
  | 'AUTHORIZED'
  | 'CAPTURED'
  | 'VOIDED'
  | 'REFUNDED'
  | 'FAILED'
  | 'DISPUTE_OPENED'
  | 'DISPUTE_WON'
  | 'DISPUTE_LOST'
export type ModelReport = {
  provider: string
  reference: string
  type: ReportType
  amount: number | null
  currency: string
  occurredAt: number
  paymentReference: string
  isCounted: boolean
}
export type ModelFulfilment = {
  id: string
  order: ModelOrder
  locationId: string
  units: Map<ModelLine, number>
  status: 'PENDING' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED'
}
export type ModelReturn = {
  id: string
  order: ModelOrder
  units: Map<ModelLine, { asked: number; restocked: number; damaged: number; granted: number }>
  status: 'REQUESTED' | 'APPROVED' | 'PARTIALLY_RECEIVED' | 'RECEIVED' | 'REJECTED' | 'CANCELLED'
  granted: number
}
export type ModelLetter = { id: string; isWaiting: boolean }

export class Model {
  readonly products: ModelProduct[] = []
  readonly variants: ModelVariant[] = []
  readonly collections: ModelCollection[] = []
  /** In the order in which they are asked: by priority, then by code. */
  readonly locations: ModelLocation[] = []
  readonly levels = new Map<string, Level>()
  readonly policies = new Map<string, Policy>()
  readonly customers: ModelCustomer[] = []
  readonly discounts: ModelDiscount[] = []
  /** By country and class. */
  readonly taxRates = new Map<string, number>()
  readonly methods: ModelMethod[] = []
  readonly carts: ModelCart[] = []
  readonly drafts: ModelDraft[] = []
  reservations: ModelReservation[] = []
  readonly orders: ModelOrder[] = []
  readonly payments: ModelPayment[] = []
  readonly requests: ModelRequest[] = []
  readonly reports: ModelReport[] = []
  readonly fulfilments: ModelFulfilment[] = []
  readonly returns: ModelReturn[] = []
  readonly letters: ModelLetter[] = []
  readonly externalIds = new Set<string>()

  readonly shop: ModelShop
  now: number

  constructor(shop: ModelShop, now: number) {
    this.shop = shop
    this.now = now
  }

  variant(id: string): ModelVariant {
    return this.variants.find((variant) => variant.id === id) as ModelVariant
  }

  policy(variantId: string): Policy {
    return this.policies.get(variantId) ?? { tracked: true, backorder: false, safety: 0 }
  }
}

export const isSellable = ({ isArchived, product }: ModelVariant): boolean =>
  !isArchived && product.status === 'PUBLISHED'

/** Of the prices that hold, the one that began last; of those, the one that was set last. */
export function priceOf({ prices }: ModelVariant, now: number): number | null {
  const holding = prices.filter(({ from, until }) => from <= now && now < until)
  if (holding.length === 0) return null
  const latest = Math.max(...holding.map(({ from }) => from))
  return holding.filter(({ from }) => from === latest).at(-1)?.amount ?? null
}

/** An e-mail as it is compared. */
export const emailKeyOf = (email: string): string => email.toLowerCase()

export const sum = (numbers: Iterable<number>): number => {
  let total = 0
  for (const number of numbers) total += number
  return total
}
