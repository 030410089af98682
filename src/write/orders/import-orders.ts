// Takes over orders that were placed elsewhere, as they were: their own dates, prices and lines.
import { emailKey } from '#domain/address.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import {
  amount,
  email,
  flag,
  identifying,
  instant,
  integer,
  list,
  maybe,
  object,
  text,
  type z,
} from '#kernel/input.ts'
import { RowsRefused } from '#kernel/rejections.ts'
import { eachRow, idsOf, policy } from '#write/bulk.ts'
import { SkuNotFound } from '#write/catalog/rejections.ts'
import { sellableVariants, variantIdsBySku } from '#write/catalog/sellable.ts'
import { type Context, command, currency, id } from '#write/command.ts'
import { addressInput, addressOf, country } from '#write/customers/address-input.ts'
import { requireCustomer } from '#write/customers/lookup.ts'
import { CustomerNotFound } from '#write/customers/rejections.ts'
import { FulfilmentLocationRequired } from '#write/fulfilment/rejections.ts'
import { shipPast } from '#write/fulfilment/ship-past.ts'
import { DateInFuture } from '#write/past.ts'
import { enterManualPayment } from '#write/payments/manual.ts'
import { PaymentAlreadyRecorded } from '#write/payments/rejections.ts'
import { InsufficientStock, LocationNotFound } from '#write/stock/rejections.ts'
import { requireLocation } from '#write/stock/require.ts'
import { rate } from '#write/tax/tax-class.ts'
import { importedPriceOf } from './imported-price.ts'
import { insertOrder, type NewOrderLine, requireModest } from './insert-order.ts'
import { settleLifecycle } from './lifecycle.ts'
import {
  ImportedPriceInvalid,
  OrderAlreadyImported,
  OrderDateInFuture,
  OrderTooLarge,
  TooManyOrderLines,
  TooManyVariants,
} from './placing-rejections.ts'
import { orders } from './tables.ts'

const ORDERS_PER_IMPORT_MAX = 100
const LINES_PER_IMPORT_MAX = 5_000
const VARIANTS_PER_IMPORT_MAX = 1_000

const importedOrder = object('ImportedOrder', 'An order as it was placed elsewhere.', {
  externalId: text().describe('Its id in the other system: each is taken once.'),
  placedAt: instant().describe('When it was placed. Not in the future.'),
  currency: currency().describe('What its prices are in, as an ISO 4217 code.'),
  customerId: maybe(id('customer')).describe('Who placed it, where that is known.'),
  email: maybe(identifying(email())).describe('The e-mail that it was placed with, if any.'),
  countryCode: maybe(country()).describe('Where it was sold to, when no more is known.'),
  shippingAddress: maybe(addressInput).describe('Where it was shipped to, if known.'),
  lines: list(
    object('ImportedOrderLine', 'Units of one variant at the price that was charged.', {
      sku: text().describe('The SKU of a variant of the catalog.'),
      name: maybe(text()).describe("What it was called then. The variant's name unless given."),
      quantity: integer({ min: 1 }).describe('Units: 1 to 1,000,000.'),
      unitPrice: amount().describe('The price of one unit, in minor units.'),
      discount: maybe(amount()).describe(
        'What discounts took of the line, in minor units; nothing unless given.',
      ),
      tax: maybe(amount()).describe('The tax on the line, in minor units; nothing unless given.'),
      taxRate: maybe(rate()).describe('Its rate, in thousandths of a percent: 20000 is 20 %.'),
    }),
    { max: LINES_PER_IMPORT_MAX },
  ).describe('Its lines in their order; never merged.'),
  pricesIncludeTax: maybe(flag()).describe(
    'Whether its prices have their tax in them; true unless given.',
  ),
  discountCode: maybe(text()).describe('The code that its discounts were for, if any.'),
  shipping: maybe(
    object('ImportedShipping', 'How it was shipped, and what that cost.', {
      name: text().describe('What the way of shipping was called.'),
      price: amount().describe('What it cost after discounts, in minor units.'),
      tax: maybe(amount()).describe('The tax on it, in minor units; nothing unless given.'),
      taxRate: maybe(rate()).describe('Its rate, in thousandths of a percent.'),
    }),
  ).describe('Left out where shipping cost nothing, or stands among the lines.'),
  payment: maybe(
    object('ImportedPayment', 'That it was paid in full, when it was placed.', {
      method: text({ max: 60 }).describe('How: what a person would call it.'),
      reference: maybe(text()).describe('A reference, unique among manual payments.'),
    }),
  ).describe('Left out for an order that is not paid.'),
  fulfilment: maybe(
    object('ImportedFulfilment', 'That all its goods have shipped.', {
      shippedAt: instant().describe('When they left. Not in the future.'),
      locationId: maybe(id('location')).describe(
        'Which location sent them all. Left out, each that has them in stock sends what it has.',
      ),
    }),
  ).describe('Left out for an order that is still to be shipped.'),
})

type ImportedOrder = z.infer<typeof importedOrder>

export const importOrders = command({
  name: 'ImportOrders',
  summary: `Takes over past orders: dates, prices and lines as given, stock allocated or shipped, at most ${LINES_PER_IMPORT_MAX} lines at once.`,
  permission: 'orders.import',
  input: {
    orders: list(importedOrder, { max: ORDERS_PER_IMPORT_MAX }).describe(
      `The orders: 1 to ${ORDERS_PER_IMPORT_MAX}.`,
    ),
    policy: policy(),
  },
  rejections: [
    OrderAlreadyImported,
    OrderDateInFuture,
    DateInFuture,
    OrderTooLarge,
    ImportedPriceInvalid,
    TooManyOrderLines,
    TooManyVariants,
    SkuNotFound,
    CustomerNotFound,
    InsufficientStock,
    LocationNotFound,
    FulfilmentLocationRequired,
    PaymentAlreadyRecorded,
    RowsRefused,
  ],

  async handle(context, { orders: imported, policy }) {
    const lineCount = imported.reduce((sum, { lines }) => sum + lines.length, 0)
    if (lineCount > LINES_PER_IMPORT_MAX)
      throw new TooManyOrderLines({ found: lineCount, linesMax: LINES_PER_IMPORT_MAX }, [
        'input',
        'orders',
      ])
    const taken = await takenAmong(context, imported)
    const variants = await variantsOf(context, imported)
    const results = await eachRow(context, { rows: imported, policy }, async (order, index) => {
      const path = ['input', 'orders', String(index)]
      requireNew(context, order, taken, path)
      const orderId = await importOne(context, order, variants, path)
      taken.add(order.externalId)
      return orderId
    })
    return { orders: idsOf(results), results }
  },
})

/** The external ids of these that orders have already. */
async function takenAmong(
  { tx }: Context,
  imported: readonly ImportedOrder[],
): Promise<Set<string | null>> {
  const known = await knownExternalIds(tx, {
    externalIds: listOf(imported.map(({ externalId }) => externalId)),
  })
  return new Set(known.map(({ externalId }) => externalId))
}

function requireNew(
  { now }: Context,
  { externalId, placedAt }: ImportedOrder,
  taken: ReadonlySet<string | null>,
  path: readonly string[],
): void {
  if (taken.has(externalId)) throw new OrderAlreadyImported({ externalId }, [...path, 'externalId'])
  if (placedAt > now) throw new OrderDateInFuture({ placedAt }, [...path, 'placedAt'])
}

type Variants = Map<string, Omit<NewOrderLine, 'quantity' | 'unitPrice'>>

async function variantsOf({ tx }: Context, imported: readonly ImportedOrder[]): Promise<Variants> {
  const skus = new Set(imported.flatMap(({ lines }) => lines.map(({ sku }) => sku)))
  if (skus.size > VARIANTS_PER_IMPORT_MAX)
    throw new TooManyVariants({ found: skus.size, variantsMax: VARIANTS_PER_IMPORT_MAX }, [
      'input',
      'orders',
    ])
  const ids = await variantIdsBySku(tx, [...skus])
  const sellables = await sellableVariants(tx, [...ids.values()])
  return new Map(
    [...sellables.values()].map(({ variantId, sku, name, isService, taxClass }) => [
      sku,
      { variantId, sku, name, isService, taxClass },
    ]),
  )
}

async function importOne(
  context: Context,
  order: ImportedOrder,
  variants: Variants,
  path: readonly string[],
): Promise<string> {
  const { externalId, placedAt, currency, email, shippingAddress } = order
  const customerId = order.customerId ?? null
  if (customerId) await requireCustomer(context.tx, customerId, [...path, 'customerId'])
  await requireShippable(context, order, path)
  requireModest(order.lines, path)
  const { lines: parts, ...price } = importedPriceOf(order, path)
  const { orderId, total } = await insertOrder(context, {
    ...price,
    path,
    externalId,
    placedAt,
    currency,
    customerId,
    locationId: order.fulfilment?.locationId ?? null,
    email: email ?? null,
    emailKey: email ? emailKey(email) : null,
    shippingAddress: shippingAddress ? addressOf(shippingAddress) : null,
    countryCode: order.countryCode ?? shippingAddress?.countryCode ?? null,
    awaitsPaymentMs: null,
    lines: order.lines.map(({ sku, name, quantity, unitPrice }, index) => {
      const variant = variants.get(sku)
      if (!variant) throw new SkuNotFound({ sku }, [...path, 'lines', String(index), 'sku'])
      const { subtotal: _, ...part } = parts[index] as (typeof parts)[number]
      return { ...variant, ...part, name: name ?? variant.name, quantity, unitPrice }
    }),
  })
  if (order.payment && total > 0) {
    const { method, reference = null } = order.payment
    const occurredAt = placedAt
    const payment = { orderId, customerId, currency, method, reference, occurredAt, amount: total }
    await enterManualPayment(context, payment, [...path, 'payment', 'reference'])
  }
  if (order.fulfilment) {
    const { shippedAt: at, locationId = null } = order.fulfilment
    await shipPast(context, { orderId, locationId, at }, [...path, 'fulfilment', 'locationId'])
    await settleLifecycle(context, orderId)
  }
  return orderId
}

async function requireShippable(
  { tx, now }: Context,
  { fulfilment }: ImportedOrder,
  path: readonly string[],
): Promise<void> {
  if (!fulfilment) return
  const { shippedAt, locationId } = fulfilment
  if (shippedAt > now)
    throw new DateInFuture({ at: shippedAt }, [...path, 'fulfilment', 'shippedAt'])
  if (locationId) await requireLocation(tx, locationId, [...path, 'fulfilment', 'locationId'])
}

const knownExternalIds = statement((db, $: Params<{ externalIds: string }>) =>
  db
    .select({ externalId: orders.externalId })
    .from(orders)
    .where(inList(orders.externalId, $.externalIds)),
)
