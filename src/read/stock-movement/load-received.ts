// Which variants came in under a reference, such as a delivery note.
import { and, eq } from 'drizzle-orm'
import type { Connection } from '#kernel/database/connection.ts'
import { inList, listOf, type Params, statement } from '#kernel/database/statement.ts'
import { stockMovementView } from './table.ts'

/** Those of the variants of which units were received under exactly this reference. */
export async function loadVariantsReceivedUnder(
  tx: Connection,
  reference: string,
  variantIds: readonly string[],
): Promise<Set<string>> {
  const rows = await receivedUnder(tx, { reference, ids: listOf(variantIds) })
  return new Set(rows.map(({ variantId }) => variantId))
}

const receivedUnder = statement((db, $: Params<{ ids: string; reference: string }>) =>
  db
    .selectDistinct({ variantId: stockMovementView.variantId })
    .from(stockMovementView)
    .where(
      and(
        inList(stockMovementView.variantId, $.ids),
        eq(stockMovementView.kind, 'RECEIVED'),
        eq(stockMovementView.reference, $.reference),
      ),
    ),
)
