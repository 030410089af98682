// Says how a variant's stock is treated: counted or not, owed or not, what is kept back, what is low.

import { sql } from 'drizzle-orm'
import { DEFAULT_STOCK_POLICY, type StockPolicy } from '#domain/stock.ts'
import { type Params, statement } from '#kernel/database/statement.ts'
import { flag, integer, maybe } from '#kernel/input.ts'
import { VariantNotFound } from '#write/catalog/rejections.ts'
import { command, id } from '#write/command.ts'
import { type Stock, stockOf } from './allocation.ts'
import { stockPolicySet } from './events.ts'
import { QUANTITY_MAX } from './limits.ts'
import { ServiceHasNoStock } from './rejections.ts'
import { requireGoods } from './require.ts'
import { stockPolicies } from './tables.ts'

export const setStockPolicy = command({
  name: 'SetStockPolicy',
  summary:
    "Sets how a variant's stock is treated. What is left out stays, null is the default again.",
  permission: 'stock.write',
  input: {
    variantId: id('variant').describe('The variant.'),
    tracked: maybe(flag()).describe('False is never counted and never runs out. True by default.'),
    backorder: maybe(flag()).describe(
      'True may be sold beyond what is there, and ships when it has come. False by default.',
    ),
    safetyStock: maybe(integer({ max: QUANTITY_MAX })).describe(
      'Units, over all locations, that are kept back from sale. 0 by default.',
    ),
    lowStockLevel: maybe(integer({ max: QUANTITY_MAX })).describe(
      'At or below this many units that can be sold, the variant is low. 0 by default: low when it is out.',
    ),
  },
  target: ({ variantId }) => ({ aggregate: 'stock', id: variantId }),
  rejections: [VariantNotFound, ServiceHasNoStock],

  async handle({ tx, record }, { variantId, ...changes }) {
    await requireGoods(tx, [{ variantId, path: ['input', 'variantId'] }])
    const { policy } = (await stockOf(tx, [variantId])).get(variantId) as Stock
    const pick = <Name extends keyof StockPolicy>(name: Name): StockPolicy[Name] => {
      const change = changes[name] as StockPolicy[Name] | null | undefined
      return change === undefined ? policy[name] : (change ?? DEFAULT_STOCK_POLICY[name])
    }
    await putPolicy(tx, {
      variantId,
      tracked: pick('tracked'),
      backorder: pick('backorder'),
      safetyStock: pick('safetyStock'),
      lowStockLevel: pick('lowStockLevel'),
    })
    record(stockPolicySet({ variantId }))
    return { variant: variantId }
  },
})

const putPolicy = statement((db, $: Params<typeof stockPolicies.$inferSelect>) =>
  db
    .insert(stockPolicies)
    .values({
      variantId: $.variantId,
      tracked: $.tracked,
      backorder: $.backorder,
      safetyStock: $.safetyStock,
      lowStockLevel: $.lowStockLevel,
    })
    .onConflictDoUpdate({
      target: stockPolicies.variantId,
      set: {
        tracked: sql`excluded.tracked`,
        backorder: sql`excluded.backorder`,
        safetyStock: sql`excluded.safety_stock`,
        lowStockLevel: sql`excluded.low_stock_level`,
      },
    }),
)
