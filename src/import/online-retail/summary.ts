// The last words of an import: every row accounted for, refused ones counted by reason.
import type { Totals } from './accounts.ts'
import { REASONS, type Reason } from './reasons.ts'

export function summaryOf({ rows, taken, refused, byReason }: Totals, seconds: number): string {
  const counts = (Object.keys(REASONS) as Reason[]).filter((reason) => byReason[reason])
  const width = String(refused).length
  return [
    `${rows} rows: ${taken} taken, ${refused} refused`,
    ...counts.map(
      (reason) => `  ${String(byReason[reason]).padStart(width)}  ${reason}: ${REASONS[reason]}`,
    ),
    `${seconds.toFixed(1)} s, ${Math.round(rows / Math.max(seconds, 0.001))} rows/s`,
    '',
  ].join('\n')
}
