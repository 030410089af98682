// Stock as it is at the moment of the question: rows count as reserved what carts held back and have
// held too long, until somebody takes it out; here it is left out.
import { availabilityOf, lapsedOf } from '#domain/stock.ts'
import { type Soon, soon } from '#kernel/soon.ts'
import { loadReservationsOfCarts, loadReservationsOfVariants } from '#read/cart-reservation/load.ts'
import type { StockLevelRow } from '#read/stock-level/load.ts'
import type { VariantStockRow } from '#read/variant-stock/load.ts'
import type { Context } from './context.ts'

export const reservationsOfCart = { load: loadReservationsOfCarts }
const reservationsOfVariant = { load: loadReservationsOfVariants }

/** Asks for reservations only where there are any. */
export function stockNow(stock: VariantStockRow, context: Context): Soon<VariantStockRow> {
  if (stock.reserved === 0) return stock
  const reservations = context.batched(reservationsOfVariant, stock.variantId)
  return soon(reservations, (all) => withoutLapsed(stock, lapsedOf(all, context.now)))
}

function withoutLapsed(stock: VariantStockRow, lapsed: number): VariantStockRow {
  if (lapsed === 0) return stock
  const { onHand, allocated, tracked, lowStockLevel } = stock
  const reserved = stock.reserved - lapsed
  const sellable = stock.sellable + lapsed
  const availability = availabilityOf([{ locationId: '', onHand, allocated, reserved }], stock)
  return {
    ...stock,
    reserved,
    sellable,
    inStock: availability !== 'OUT',
    isLow: stock.isLow && tracked && sellable <= lowStockLevel,
  }
}

export async function levelNow(level: StockLevelRow, context: Context): Promise<StockLevelRow> {
  if (level.reserved === 0) return level
  const reservations = await context.batched(reservationsOfVariant, level.variantId)
  const here = reservations.filter(({ locationId }) => locationId === level.locationId)
  return { ...level, reserved: level.reserved - lapsedOf(here, context.now) }
}
