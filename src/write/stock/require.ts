// What a command on stock takes for granted, or refuses: its locations are known, its variants are
// goods, and nothing that is promised to an order is taken away.
import { freeAt, type Level, type StockPolicy } from '#domain/stock.ts'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { VariantNotFound } from '#write/catalog/rejections.ts'
import { type Sellable, sellableVariants } from '#write/catalog/sellable.ts'
import type { Stock } from './allocation.ts'
import { LocationNotFound, ServiceHasNoStock } from './rejections.ts'
import { locations } from './tables.ts'

type Location = typeof locations.$inferSelect
type Path = readonly string[]

export async function requireLocation(
  tx: Connection,
  locationId: string,
  path: Path = ['input', 'locationId'],
): Promise<Location> {
  const [location] = await locationsBy(tx, { ids: listOf([locationId]) })
  if (!location) throw new LocationNotFound({ locationId }, path)
  return location
}

/** The variants by id. Each must be known, and something that can lie on a shelf. */
export async function requireGoods(
  tx: Connection,
  wanted: readonly { variantId: string; path: Path }[],
): Promise<Map<string, Sellable>> {
  const ids = new Set(wanted.map(({ variantId }) => variantId))
  const variants = await sellableVariants(tx, [...ids])
  for (const { variantId, path } of wanted) {
    const variant = variants.get(variantId)
    if (!variant) throw new VariantNotFound({ variantId }, path)
    if (variant.isService) throw new ServiceHasNoStock({ variantId, sku: variant.sku }, path)
  }
  return variants
}

/** Where the variant of a line stands in a command's input. */
export const linePath = (index: number, field: string): string[] => [
  'input',
  'lines',
  String(index),
  field,
]

export const levelAt = ({ levels }: Stock, locationId: string): Level =>
  levels.find((level) => level.locationId === locationId) ?? {
    locationId,
    onHand: 0,
    allocated: 0,
    reserved: 0,
  }

/**
 * Units that staff may take from a location by hand: those that nobody was promised; where the
 * variant may be owed or isn't counted, all that are there.
 */
export const removableAt = (level: Level, { tracked, backorder }: StockPolicy): number =>
  tracked && !backorder ? Math.max(0, freeAt(level)) : level.onHand

const locationsBy = statement((db, $: Params<{ ids: string }>) =>
  db.select().from(locations).where(inList(locations.id, $.ids)),
)
