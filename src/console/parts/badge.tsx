// A status as a coloured word. The colour only helps: the word says all.
import { words } from './words.ts'

const GOOD = [
  'COMPLETED',
  'PAID',
  'FULFILLED',
  'DELIVERED',
  'PUBLISHED',
  'ACCEPTED',
  'ACTIVE',
  'IN_STOCK',
  'RECEIVED',
  'RETRIED',
  'SUCCEEDED',
]
const WAITING = [
  'PENDING',
  'UNPAID',
  'UNFULFILLED',
  'PARTIALLY_PAID',
  'PARTIALLY_FULFILLED',
  'AUTHORIZED',
  'REQUESTED',
  'APPROVED',
  'DRAFT',
  'LOW',
  'WAITING',
  'ON_HOLD',
  'PARTIALLY_RECEIVED',
  'BACKORDER',
]
const BAD = ['CANCELLED', 'EXPIRED', 'REFUSED', 'FAILED', 'OUT', 'DISABLED', 'OVERPAID', 'REJECTED']

function toneOf(status: string): string {
  if (GOOD.includes(status)) return 'good'
  if (WAITING.includes(status)) return 'waiting'
  return BAD.includes(status) ? 'bad' : 'plain'
}

/** A plain element: a long list has hundreds of them. */
export const Status = ({ of }: { of: string }) => (
  <span className="status" data-tone={toneOf(of)}>
    {words(of)}
  </span>
)
