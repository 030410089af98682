// Makes views right again, also while a server runs: what is wrong is found on a copy of one moment, and
// mended by whoever writes, key by key, between the commands.
import { findWrong, type Wrong } from '#kernel/mend-views.ts'
import { tallies, views } from '#read/views.ts'
import { onMoment } from './examine.ts'
import { settings, withShop } from './shop.ts'

export async function rebuild(): Promise<void> {
  const given = settings()
  const rows = new Map<string, number>()
  const found = await onMoment(given.config, (moment) => {
    const onVerified = (verified: { view: string; rows: number }) =>
      void rows.set(verified.view, verified.rows)
    return findWrong(moment, { views, tallies }, { onVerified })
  })
  const mended = new Map<string, number>()
  await withShop(given, async ({ mend }) => {
    for (const wrong of found) {
      await mend(wrong)
      const { name, count } = countOf(wrong)
      mended.set(name, (mended.get(name) ?? 0) + count)
    }
  })
  for (const [view, count] of rows)
    process.stdout.write(`${view}: ${count} rows compared, ${mended.get(view) ?? 0} made anew\n`)
}

function countOf(wrong: Wrong): { name: string; count: number } {
  if ('view' in wrong) return { name: wrong.view, count: wrong.keys.length }
  if ('tally' in wrong) return { name: wrong.tally, count: wrong.lacking.length }
  return { name: wrong.words, count: 1 }
}
