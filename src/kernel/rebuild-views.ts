// Makes every view and tally anew from the write tables, in one transaction: readers see the old rows
// until the new ones are there.
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './database/connection.ts'
import { rebuildFullText } from './database/full-text.ts'
import { type Statement, statement } from './database/statement.ts'
import { pagesOf } from './verify-views.ts'
import type { Row, Tally, View } from './view.ts'

export type Rebuilt = { view: string; rows: number }

/** Runs inside the caller's transaction. */
export async function rebuildViews(
  tx: Connection,
  views: readonly View[],
  tallies: readonly Tally[],
): Promise<Rebuilt[]> {
  const rebuilt: Rebuilt[] = []
  for (const view of views) {
    let rows = 0
    await emptied(view.table)(tx, {})
    for await (const keys of pagesOf(tx, view, view.keys)) {
      const fresh = await view.refresh(tx, keys)
      await view.store.put(tx, fresh)
      rows += fresh.length
    }
    if (view.fullText) rebuildFullText(tx, view.fullText)
    rebuilt.push({ view: view.name, rows })
  }
  for (const tally of tallies) {
    await emptied(tally.table)(tx, {})
    const rows = await tally.recompute(tx)
    await tally.put(tx, rows)
    rebuilt.push({ view: tally.name, rows: rows.length })
  }
  return rebuilt
}

const statements = new WeakMap<SQLiteTable, Statement<Row, never>>()

function emptied(table: SQLiteTable): Statement<Row, never> {
  const known = statements.get(table) ?? (statement((db) => db.delete(table)) as never)
  statements.set(table, known)
  return known
}
