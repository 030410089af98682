// What an order costs once it is edited. Whatever the edit does not concern keeps its price to the
// penny. What it does concern is quoted anew, less the units that were cancelled or came back before: they
// keep what they cost, and what they had of a fixed discount is no longer there for the rest.
import { portionOf, sumOf } from './money.ts'
import type { OrderLineDiscount } from './order-price.ts'
import { type QuoteDiscount, type QuotedPart, quote, RATE_WHOLE, splitOver } from './quote.ts'
import { type Settled, type SettledPart, shareOfFirst } from './worth.ts'

/** What a line or the shipping costs. */
export type PricedPart = {
  discounts: OrderLineDiscount[]
  discount: number
  net: number
  tax: number
  gross: number
  taxRate: number
}

/** A line as it stands before the edit. */
export type StandingLine = PricedPart & {
  quantity: number
  cancelled: number
  returned: number
  settled: Settled | null
}

export type LineToPrice = {
  unitPrice: number
  /** Units from now on, cancelled ones and those that came back too. */
  quantity: number
  /** Null where it is new. */
  stood: StandingLine | null
  /** What it is taxed at, where it is priced anew. */
  taxRate: number
  /** The discounts that it may have something of. */
  discountIds: readonly string[]
}

export type EditToPrice = {
  lines: readonly LineToPrice[]
  /** Those that hold from now on, in their order of application. */
  discounts: readonly { id: string; takes: QuoteDiscount['takes']; isNew: boolean }[]
  /** Those that hold no more; null is what the order had when it was placed elsewhere. */
  removedIds: ReadonlySet<string | null>
  shipping: {
    stood: PricedPart
    price: number
    taxRate: number
    /** True where another way of shipping was chosen. */
    isNew: boolean
  }
  /** True where it is taxed by another country from now on. */
  isRetaxed: boolean
  pricesIncludeTax: boolean
}

export type RepricedOrder = {
  /** In the order of the lines that were given. */
  lines: (PricedPart & { settled: Settled | null })[]
  shipping: PricedPart
}

export function reprice(edit: EditToPrice): RepricedOrder {
  const { lines, discounts, removedIds, shipping, pricesIncludeTax } = edit
  const concerned = concernedLines(edit)
  const split = lines.map((line) =>
    line.stood && concerned.has(line)
      ? splitLine(line.unitPrice, line.stood, pricesIncludeTax)
      : null,
  )
  const ownDiscounts = split.flatMap((parts, index) =>
    parts && !removedIds.has(null) ? ownOf(parts.live, index) : [],
  )
  const settledParts = split.flatMap((parts) =>
    parts ? [...parts.settled.cancelled, ...parts.settled.returned] : [],
  )
  const isShippingConcerned = concernsShipping(edit)
  const quoted = quote({
    lines: lines.flatMap((line, index) => {
      const quantity = liveUnits(line)
      if (!concerned.has(line) || quantity === 0) return []
      const { unitPrice, taxRate, discountIds } = line
      const collectionIds = [...discountIds, ownId(index)] // Who gets what is decided already.
      return [{ key: String(index), productId: '', collectionIds, unitPrice, quantity, taxRate }]
    }),
    discounts: [
      ...ownDiscounts,
      ...discounts.map(({ id, takes }) => ({
        ...{ id, productIds: [], collectionIds: [id] },
        takes:
          takes.kind === 'FIXED'
            ? { ...takes, amount: Math.max(0, takes.amount - takenBy(id, settledParts)) }
            : takes,
      })),
    ],
    shipping: isShippingConcerned ? shipping : { price: 0, taxRate: 0 },
    pricesIncludeTax,
  })
  const byKey = new Map(quoted.lines.map((line) => [line.key, line]))
  return {
    lines: lines.map(({ stood, taxRate }, index) => {
      const parts = split[index]
      if (stood && !parts) return unchanged(stood)
      const settled = parts?.settled ?? { cancelled: [], returned: [] }
      const live = partOf(byKey.get(String(index)), taxRate)
      const all = [...settled.cancelled, ...settled.returned]
      return { ...addedTo(live, all), settled: all.length > 0 ? settled : null }
    }),
    shipping: isShippingConcerned ? partOf(quoted.shipping, shipping.taxRate) : shipping.stood,
  }
}

const unchanged = ({
  discounts,
  discount,
  net,
  tax,
  gross,
  taxRate,
  settled,
}: StandingLine): RepricedOrder['lines'][number] => {
  return { discounts, discount, net, tax, gross, taxRate, settled }
}

/** Units that are neither cancelled nor came back. */
const liveUnits = ({ quantity, stood }: LineToPrice): number =>
  quantity - (stood ? stood.cancelled + stood.returned : 0)

/** Lines that the edit prices anew: a fixed discount is split anew over all its lines or over none. */
function concernedLines({
  lines,
  discounts,
  removedIds,
  isRetaxed,
}: EditToPrice): Set<LineToPrice> {
  const newIds = discounts.filter(({ isNew }) => isNew).map(({ id }) => id)
  const concerned = new Set(
    lines.filter(
      ({ stood, quantity, discountIds }) =>
        stood === null ||
        isRetaxed ||
        quantity !== stood.quantity ||
        stood.discounts.some(({ discountId }) => removedIds.has(discountId)) ||
        newIds.some((id) => discountIds.includes(id)),
    ),
  )
  const shared = discounts
    .filter(({ takes }) => takes.kind === 'FIXED')
    .map(({ id }) => lines.filter(({ discountIds }) => discountIds.includes(id)))
  for (let before = -1; before < concerned.size; ) {
    before = concerned.size
    for (const group of shared)
      if (group.some((line) => concerned.has(line))) for (const line of group) concerned.add(line)
  }
  return concerned
}

function concernsShipping({ shipping, isRetaxed, discounts, removedIds }: EditToPrice): boolean {
  const { isNew, stood } = shipping
  return (
    isNew ||
    isRetaxed ||
    stood.discounts.some(({ discountId }) => removedIds.has(discountId)) ||
    discounts.some(({ isNew, takes }) => isNew && takes.kind === 'FREE_SHIPPING')
  )
}

/** The units of a line that an edit may still price, between those that it may not. */
function splitLine(
  unitPrice: number,
  { settled, cancelled, returned, ...line }: StandingLine,
  pricesIncludeTax: boolean,
): { settled: Settled; live: SettledPart } {
  const known = settled ?? { cancelled: [], returned: [] }
  const rest = [...known.cancelled, ...known.returned].reduce<SettledPart>(without, line)
  const newlyCancelled = cancelled - unitsOf(known.cancelled)
  const newlyReturned = returned - unitsOf(known.returned)
  const firstOf = (units: number) => firstUnits(units, unitPrice, rest, pricesIncludeTax)
  const first = firstOf(newlyCancelled)
  const last = without(rest, firstOf(rest.quantity - newlyReturned))
  return {
    settled: {
      cancelled: [...known.cancelled, first].filter(({ quantity }) => quantity > 0),
      returned: [...known.returned, last].filter(({ quantity }) => quantity > 0),
    },
    live: without(without(rest, first), last),
  }
}

/** What the first units of a part cost: of everything that share which their worth has. */
function firstUnits(
  quantity: number,
  unitPrice: number,
  part: SettledPart,
  pricesIncludeTax: boolean,
): SettledPart {
  const net = shareOfFirst(quantity, part.net, part.quantity)
  const gross = shareOfFirst(quantity, part.gross, part.quantity)
  const discount = unitPrice * quantity - (pricesIncludeTax ? gross : net)
  const shares = splitOver(
    discount,
    part.discounts.map(({ amount }) => amount),
  )
  return {
    ...{ quantity, discount, net, gross, tax: gross - net, taxRate: part.taxRate },
    discounts: part.discounts
      .map(({ discountId }, index) => ({ discountId, amount: shares[index] as number }))
      .filter(({ amount }) => amount > 0),
  }
}

const without = (whole: SettledPart, part: SettledPart): SettledPart => ({
  quantity: whole.quantity - part.quantity,
  discount: whole.discount - part.discount,
  net: whole.net - part.net,
  tax: whole.tax - part.tax,
  gross: whole.gross - part.gross,
  taxRate: whole.taxRate,
  discounts: whole.discounts
    .map(({ discountId, amount }) => ({
      discountId,
      amount: amount - takenBy(discountId, [part]),
    }))
    .filter(({ amount }) => amount > 0),
})

function addedTo(live: PricedPart, parts: readonly PricedPart[]): PricedPart {
  const all = [...parts, live]
  const ids = new Set(all.flatMap(({ discounts }) => discounts.map(({ discountId }) => discountId)))
  const sum = (name: 'discount' | 'net' | 'tax' | 'gross') => sumOf(all.map((part) => part[name]))
  return {
    discounts: [...ids].map((discountId) => ({ discountId, amount: takenBy(discountId, all) })),
    ...{ discount: sum('discount'), net: sum('net'), tax: sum('tax'), gross: sum('gross') },
    taxRate: live.taxRate,
  }
}

const ownId = (index: number): string => `own ${index}`

/** What a line had off when it was placed elsewhere it keeps, as far as it goes. */
function ownOf(live: SettledPart, index: number): QuoteDiscount[] {
  const amount = takenBy(null, [live])
  const id = ownId(index)
  return amount === 0
    ? []
    : [{ id, takes: { kind: 'FIXED', amount }, productIds: [], collectionIds: [id] }]
}

function partOf(quoted: QuotedPart | undefined, taxRate: number): PricedPart {
  if (!quoted) return { discounts: [], discount: 0, net: 0, tax: 0, gross: 0, taxRate }
  const { discounts, discount, net, tax, gross } = quoted
  return {
    ...{ discount, net, tax, gross, taxRate },
    discounts: discounts.map(({ discountId, amount }) => ({
      discountId: discountId.startsWith('own ') ? null : discountId,
      amount,
    })),
  }
}

/** What a discount took of these. */
export const takenBy = (
  discountId: string | null,
  parts: readonly { discounts: readonly OrderLineDiscount[] }[],
): number =>
  sumOf(
    parts
      .flatMap(({ discounts }) => discounts)
      .map((part) => (part.discountId === discountId ? part.amount : 0)),
  )

const unitsOf = (parts: readonly SettledPart[]): number =>
  sumOf(parts.map(({ quantity }) => quantity))

/** At which rate a part is taxed. One that was placed elsewhere may have tax and tell no rate, until it is edited. */
export const rateOf = ({
  taxRate,
  tax,
  net,
  settled = null,
}: Pick<PricedPart, 'taxRate' | 'tax' | 'net'> & { settled?: Settled | null }): number =>
  taxRate > 0 || net === 0 || settled ? taxRate : portionOf(tax, RATE_WHOLE, net)
