// A status as a coloured word. The colour only helps: the word says all.
import { Badge } from '@mantine/core'
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

function colourOf(status: string): string {
  if (GOOD.includes(status)) return 'green'
  if (WAITING.includes(status)) return 'yellow'
  return BAD.includes(status) ? 'red' : 'gray'
}

export const Status = ({ of }: { of: string }) => (
  <Badge className="status" variant="light" color={colourOf(of)} tt="none" radius="sm">
    {words(of)}
  </Badge>
)
