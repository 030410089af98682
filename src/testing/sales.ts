// Past sales to test lists and reports with: a small catalog, and orders that are imported into it.
import { onTestFinished } from 'vitest'
import type { AppOptions } from '#app'
import { openTestApp, type TestApp } from './app.ts'

export type Sale = {
  /** RFC 3339. */
  placedAt: string
  currency?: string
  email?: string | null | undefined
  customerId?: string | null | undefined
  countryCode?: string | null | undefined
  externalId?: string
  lines: { sku: string; quantity: number; unitPrice: number }[]
  payment?: { method: string } | null
}

/** Goods of which there is plenty, and a service. */
export const SKUS = ['MUG', 'Bowl-7', 'TRAY', 'POST'] as const

/** A shop that lasts as long as the test that asks for it. */
export async function shopWithSales(
  sales: readonly Sale[] = [],
  options: Partial<AppOptions> = {},
) {
  const { dispose, ...shop } = await openShopWithSales(sales, options)
  onTestFinished(dispose)
  return shop
}

/** A shop for several tests, or for one run of a property. */
export async function openShopWithSales(
  sales: readonly Sale[] = [],
  options: Partial<AppOptions> = {},
) {
  const { app, dispose } = await openTestApp(options)
  await app.accepted('ImportProducts', {
    products: SKUS.map((sku) => ({
      name: `The ${sku}`,
      status: 'PUBLISHED',
      variants: [{ sku, isService: sku === 'POST', prices: [{ amount: 100, currency: 'GBP' }] }],
    })),
  })
  const { location = '' } = await app.ids('CreateLocation', {
    code: 'MAIN',
    name: 'Main',
    countryCode: 'GB',
  })
  const goods = app.rows<{ id: string }>('select id from variants where is_service = 0')
  await app.accepted('ReceiveStock', {
    locationId: location,
    lines: goods.map(({ id }) => ({ variantId: id, quantity: 100_000 })),
  })
  return { app, dispose, orderIds: await sell(app, sales) }
}

let sold = 0

/** Imports sales, and answers the ids of the orders. */
export async function sell(app: TestApp, sales: readonly Sale[]): Promise<string[]> {
  if (sales.length === 0) return []
  const orders = sales.map((sale) => ({
    ...sale,
    currency: sale.currency ?? 'GBP',
    externalId: sale.externalId ?? `sale-${++sold}`,
  }))
  const { result } = await app.accepted('ImportOrders', { orders })
  return result.orders as string[]
}
