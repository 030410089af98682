// Stock as staff see it: levels, the ledger of movements, what runs low, and what is done to them.
import { freeAt } from '#domain/stock.ts'
import {
  levelKeyOf,
  loadStockLevels,
  loadStockLevelsOf,
  type StockLevelRow,
  stockLevelListing,
} from '#read/stock-level/load.ts'
import {
  loadStockMovementViews,
  type StockMovementRow,
  stockMovementListing,
} from '#read/stock-movement/load.ts'
import {
  loadVariantStockViews,
  type VariantStockRow,
  variantStockListing,
} from '#read/variant-stock/load.ts'
import { adjustStock } from '#write/stock/adjust-stock.ts'
import { adjustStockLevels } from '#write/stock/adjust-stock-levels.ts'
import { ADJUSTMENT_REASONS } from '#write/stock/corrections.ts'
import { receiveStock } from '#write/stock/receive-stock.ts'
import { setStock } from '#write/stock/set-stock.ts'
import { setStockLevels } from '#write/stock/set-stock-levels.ts'
import { setStockPolicy } from '#write/stock/set-stock-policy.ts'
import { transferStock } from '#write/stock/transfer-stock.ts'
import { builder, MoneyType, needs } from './builder.ts'
import { connectionOf, type Listable, listed, listField } from './connection.ts'
import type { Source } from './context.ts'
import { Location } from './locations.ts'
import { mutation } from './mutation.ts'
import { noun } from './noun.ts'
import { levelNow, stockNow } from './reservations.ts'
import { Variant } from './variants.ts'
import { enumNamed } from './vocabulary.ts'

const forStaff = {
  permission: 'stock.read',
  visible: (_: unknown, viewer: { holds: (permission: string) => boolean }) =>
    viewer.holds('stock.read'),
}

const levels: Source<StockLevelRow> = {
  ...forStaff,
  view: 'stock_level_view',
  keyOf: levelKeyOf,
  load: loadStockLevels,
}

const StockLevelType = builder.objectRef<StockLevelRow>('StockLevel')
StockLevelType.implement({
  description: 'How many units of a variant stand at a location.',
  fields: (t) => ({
    variant: t.field({
      type: Variant.ref,
      nullable: true,
      description: 'Of what.',
      resolve: ({ variantId }, _, context) => context.row(Variant.source, variantId),
    }),
    location: t.field({
      type: Location.ref,
      nullable: true,
      description: 'Where.',
      resolve: ({ locationId }, _, context) => context.row(Location.source, locationId),
    }),
    onHand: t.exposeInt('onHand', { description: 'Units that stand there.' }),
    allocated: t.exposeInt('allocated', {
      description: 'Units of those that are promised to orders and have not shipped.',
    }),
    reserved: t.int({
      description: 'Units of those that carts hold back.',
      resolve: async (level, _, context) => (await levelNow(level, context)).reserved,
    }),
    available: t.int({
      description:
        'onHand − allocated − reserved: negative where more is owed than is there. What can be sold is less the safety stock, over all locations.',
      resolve: async (level, _, context) => freeAt(await levelNow(level, context)),
    }),
  }),
})
export const StockLevel: Listable = { name: 'StockLevel', source: levels, ref: StockLevelType }

const stocks: Source<VariantStockRow> = {
  ...forStaff,
  view: 'variant_stock_view',
  keyOf: ({ variantId }) => variantId,
  load: loadVariantStockViews,
}
const levelsOf = { load: loadStockLevelsOf }

const VariantStockType = builder.objectRef<VariantStockRow>('VariantStock')
VariantStockType.implement({
  description: 'The stock of a variant over all locations, and how it is treated.',
  fields: (t) => ({
    version: t.exposeInt('version', {
      description: "How often the variant's stock has changed; what stock commands expect.",
    }),
    variant: t.field({
      type: Variant.ref,
      nullable: true,
      description: 'Of what.',
      resolve: ({ variantId }, _, context) => context.row(Variant.source, variantId),
    }),
    tracked: t.exposeBoolean('tracked', {
      description: 'False is never counted and never runs out, as with every service.',
    }),
    backorder: t.exposeBoolean('backorder', {
      description: 'True may be sold beyond what is there.',
    }),
    safetyStock: t.exposeInt('safetyStock', {
      description: 'Units, over all locations, that are kept back from sale.',
    }),
    lowStockLevel: t.exposeInt('lowStockLevel', {
      description: 'At or below this many units that can be sold, it is low.',
    }),
    onHand: t.exposeInt('onHand', { description: 'Units that stand anywhere.' }),
    allocated: t.exposeInt('allocated', {
      description: 'Units that are promised to orders and have not shipped.',
    }),
    reserved: t.int({
      description: 'Units that carts hold back.',
      resolve: async (stock, _, context) => (await stockNow(stock, context)).reserved,
    }),
    available: t.int({
      description:
        'Units that can be sold: onHand − allocated − reserved − safetyStock. Negative where more is owed than is there.',
      resolve: async (stock, _, context) => (await stockNow(stock, context)).sellable,
    }),
    inStock: t.boolean({
      description: 'True where it can be bought now, if need be on backorder.',
      resolve: async (stock, _, context) => (await stockNow(stock, context)).inStock,
    }),
    isLow: t.boolean({
      description:
        'True where it is tracked, not archived, and at or below its low-stock level, or out.',
      resolve: async (stock, _, context) => (await stockNow(stock, context)).isLow,
    }),
    levels: t.field({
      type: [StockLevelType],
      description: 'Location by location, in the order in which they are asked.',
      resolve: ({ variantId }, _, context) => context.batched(levelsOf, variantId),
    }),
  }),
})
export const VariantStock: Listable = {
  name: 'VariantStock',
  source: stocks,
  ref: VariantStockType,
}

const MOVEMENT_KINDS: Record<StockMovementRow['kind'], string> = {
  RECEIVED: 'A delivery came in.',
  ADJUSTED: 'What is on hand was corrected, or counted.',
  TRANSFERRED: 'Units went from one location to another: one movement at each.',
  ALLOCATED: 'Units were promised to an order.',
  RELEASED: 'Units that were promised are free again.',
  SHIPPED: 'Units that were promised left.',
  UNSHIPPED: 'Units that had left are back and still promised: their fulfilment was cancelled.',
  RETURNED: 'Units came back from a customer, fit to be sold again.',
  RESERVED: 'Units were held back for a cart.',
  UNRESERVED: 'Units that were held back for a cart are free again, or became an order.',
}

export const StockMovement = noun<StockMovementRow>({
  name: 'StockMovement',
  kind: 'movement',
  description: 'An entry of the ledger of stock. Nothing of it ever changes; levels are its sums.',
  source: {
    ...forStaff,
    view: 'stock_movement_view',
    keyOf: ({ id }) => id,
    load: loadStockMovementViews,
  },
  fields: (t) => ({
    variant: t.field({
      type: Variant.ref,
      nullable: true,
      description: 'Of what.',
      resolve: ({ variantId }, _, context) => context.row(Variant.source, variantId),
    }),
    location: t.field({
      type: Location.ref,
      nullable: true,
      description: 'Where.',
      resolve: ({ locationId }, _, context) => context.row(Location.source, locationId),
    }),
    level: t.field({
      type: StockLevelType,
      nullable: true,
      description: 'The level that it changed, as it is now.',
      resolve: (movement, _, context) => context.row(levels, levelKeyOf(movement)),
    }),
    kind: t.expose('kind', {
      type: enumNamed('StockMovementKind', MOVEMENT_KINDS),
      description: 'What happened.',
    }),
    onHandDelta: t.exposeInt('onHandDelta', { description: 'Units more, or fewer, on hand.' }),
    allocatedDelta: t.exposeInt('allocatedDelta', {
      description: 'Units more, or fewer, promised to orders.',
    }),
    reservedDelta: t.exposeInt('reservedDelta', {
      description: 'Units more, or fewer, held back by carts.',
    }),
    reason: t.expose('reason', {
      type: enumNamed('StockAdjustmentReason', ADJUSTMENT_REASONS),
      nullable: true,
      description: 'Why, for an adjustment.',
    }),
    reference: t.exposeString('reference', {
      nullable: true,
      description: "The delivery note, the count sheet, or an order's id.",
    }),
    unitCost: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What a unit cost, for what was received with its cost.',
      resolve: ({ unitCost }, _, { backend }) =>
        unitCost === null ? null : { amount: unitCost, currency: backend.shop.currency },
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
  }),
})

builder.objectField(Variant.ref, 'stock', (t) =>
  t.field({
    ...needs('stock.read'),
    type: VariantStockType,
    nullable: true,
    description: 'Its exact stock, for staff. Null to who may not read stock.',
    resolve: ({ id }, _, context) => context.row(stocks, id),
  }),
)

listField('stockLevels', {
  name: 'StockLevel',
  description: 'Units by variant and location.',
  permission: 'stock.read',
  connection: connectionOf(StockLevel),
  listing: stockLevelListing,
  keyOf: levelKeyOf,
  primes: StockLevel,
})

listField('stockMovements', {
  name: 'StockMovement',
  description: 'The ledger of stock.',
  permission: 'stock.read',
  connection: connectionOf(StockMovement),
  listing: stockMovementListing,
  keyOf: ({ id }) => id,
  primes: StockMovement,
})

const VariantStockConnection = connectionOf(VariantStock)

builder.queryField('lowStock', (t) =>
  t.field({
    ...needs('stock.read'),
    description:
      'Tracked variants at or below their low-stock level, or out; the scarcest first. A page has 20 entries unless asked otherwise, at most 100; more is refused.',
    type: VariantStockConnection,
    nullable: true,
    args: {
      first: t.arg.int({ description: 'How many, from the start or after a cursor.' }),
      after: t.arg.string({ description: 'Only what follows this cursor.' }),
      last: t.arg.int({ description: 'How many, from the end or before a cursor.' }),
      before: t.arg.string({ description: 'Only what stands before this cursor.' }),
      locationId: t.arg.id({ description: 'Only what stands, or has stood, at this location.' }),
    },
    resolve: (_, { locationId, ...page }, context) =>
      listed(
        context,
        {
          listing: variantStockListing,
          keyOf: ({ variantId }) => variantId,
          primes: VariantStock,
          scope: () => ({ isLow: { eq: true } }),
        },
        { ...page, where: locationId == null ? null : { locationId: { eq: locationId } } },
      ),
  }),
)

mutation(receiveStock, { movements: [StockMovement] })
mutation(adjustStock, { movement: StockMovement })
mutation(adjustStockLevels, {}, { results: { movement: StockMovement } })
mutation(setStock, { movement: StockMovement })
mutation(setStockLevels, {}, { results: { movement: StockMovement } })
mutation(transferStock, { movements: [StockMovement] })
mutation(setStockPolicy, { variant: Variant })
