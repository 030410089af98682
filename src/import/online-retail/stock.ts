// Receives what the orders of a file will allocate, before they are placed. The files say nothing of
// deliveries, so each file brings what its own sales need: history fits whichever files are imported,
// in any order. It brings a quarter more besides, so that a shop that goes on selling has something.
import type { Courier } from './courier.ts'
import type { Survey } from './survey.ts'

/** The merchant's one warehouse: the files know no places. */
export const WAREHOUSE = { code: 'WAREHOUSE', name: 'Warehouse', countryCode: 'GB' } as const

const SPARE_PART = 4
const SPARE_UNITS_MIN = 12
const LINES_PER_RECEIPT = 100

export const unitsToReceive = (sold: number): number =>
  sold + Math.max(SPARE_UNITS_MIN, Math.ceil(sold / SPARE_PART))

/** The delivery note under which a file's stock comes in; what came under it never comes again. */
export const referenceOf = ({ fingerprint }: Pick<Survey, 'fingerprint'>): string =>
  `online-retail ${fingerprint.slice(0, 16)}`

export async function receiveForFile(
  { insist }: Courier,
  survey: Survey,
  {
    locationId,
    goods,
    received,
  }: {
    locationId: string
    /** Variant ids by stock code, services left out. */
    goods: ReadonlyMap<string, string>
    /** Variants of which this file's stock came in already. */
    received: ReadonlySet<string>
  },
): Promise<void> {
  const reference = referenceOf(survey)
  const lines = [...survey.articles].flatMap(([stockCode, { units }]) => {
    const variantId = goods.get(stockCode)
    if (!variantId || received.has(variantId)) return []
    return receiptLines(variantId, unitsToReceive(units))
  })
  for (let at = 0; at < lines.length; at += LINES_PER_RECEIPT) {
    const input = { locationId, lines: lines.slice(at, at + LINES_PER_RECEIPT), reference }
    await insist({ command: 'ReceiveStock', about: `stock of ${reference}`, input })
  }
}

const UNITS_PER_LINE_MAX = 1_000_000

function receiptLines(variantId: string, units: number) {
  const lines: { variantId: string; quantity: number }[] = []
  for (let left = units; left > 0; left -= UNITS_PER_LINE_MAX)
    lines.push({ variantId, quantity: Math.min(left, UNITS_PER_LINE_MAX) })
  return lines
}
