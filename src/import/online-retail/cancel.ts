// Carries out the cancellations of a file once its orders stand: each customer's in file order, the
// customers side by side. Goods come back to the shelf and their money goes back, in one command a row,
// so that no row is ever half taken; for a service money goes back alone.
import type { Accounts } from './accounts.ts'
import { matchCancellation, type Part, type PastOrder } from './cancellations.ts'
import type { Cancellation } from './classify.ts'
import { type Courier, lanes } from './courier.ts'
import type { Lookups } from './lookups.ts'
import type { Reason } from './reasons.ts'

type Work = {
  file: string
  locationId: string
  courier: Courier
  find: Lookups
  accounts: Accounts
  inFlight: number
}
type Named = Cancellation & { about: string }
type Refused = Named & Refusal

export async function importCancellations(
  work: Work,
  cancellations: readonly Cancellation[],
): Promise<void> {
  const byCustomer = new Map<string, Named[]>()
  const rowsOfInvoice = new Map<string, number>()
  for (const row of cancellations) {
    const position = (rowsOfInvoice.get(row.invoice) ?? 0) + 1
    rowsOfInvoice.set(row.invoice, position)
    const rows = byCustomer.get(row.customer) ?? []
    byCustomer.set(row.customer, rows)
    rows.push({ ...row, about: `cancellation ${row.invoice} line ${position}` })
  }
  const ids = await work.find.customers([...byCustomer.keys()])
  const refused: Refused[] = []
  const { start, finish } = lanes(work.inFlight)
  for (const [customer, rows] of byCustomer)
    await start(async () => {
      refused.push(...(await cancelForCustomer(work, ids.get(customer) ?? null, rows)))
    })
  await finish()
  refused.sort((a, b) => a.number - b.number)
  for (const row of refused) await work.accounts.refuse(work.file, row)
}

async function cancelForCustomer(
  work: Work,
  customerId: string | null,
  rows: readonly Named[],
): Promise<Refused[]> {
  const { find, accounts } = work
  const orders = new Map<string, PastOrder>()
  if (customerId)
    for (const order of await find.ordersOfCustomer(customerId)) orders.set(order.id, order)
  const refused: Refused[] = []
  for (const row of rows) {
    const past = [...orders.values()]
    if (past.some(({ refundReasons }) => refundReasons.includes(reasonOf(row)))) {
      accounts.take(1) // By an earlier run.
      continue
    }
    const match = matchCancellation(row, past)
    const refusal = 'reason' in match ? match : await carryOut(work, row, match.parts)
    if (refusal) {
      refused.push({ ...row, ...refusal })
      continue
    }
    accounts.take(1)
    const touched = 'parts' in match ? match.parts.map(({ orderId }) => orderId) : []
    for (const order of await find.orders(touched)) orders.set(order.id, order)
  }
  return refused
}

/** Stands in the order with what was given back, and tells a later run that this row was taken. */
const reasonOf = ({ about }: Named) => `Online retail ${about}`

type Refusal = { reason: Reason; detail: string }

async function carryOut(
  { courier, locationId }: Work,
  row: Named,
  parts: readonly Part[],
): Promise<Refusal | null> {
  const reason = reasonOf(row)
  const occurredAt = new Date(row.at).toISOString()
  const common = parts.map(({ orderId, lines }, index) => ({
    ...{ externalId: `${reason} ${index + 1}`, orderId, occurredAt, lines },
  }))
  const isService = parts[0]?.isService
  const answer = await courier.send(
    isService
      ? {
          command: 'ImportRefunds',
          about: row.about,
          input: {
            refunds: common.map((part, at) => ({ ...part, reason, amount: parts[at]?.amount })),
          },
        }
      : {
          command: 'ImportReturns',
          about: row.about,
          input: {
            returns: common.map((part, at) => ({
              ...{ ...part, locationId, refund: { reason, amount: parts[at]?.amount } },
            })),
          },
        },
  )
  if (answer.accepted) return null
  const { code, message } = answer.refusal
  return { reason: 'CANCELLATION_REFUSED', detail: `${code}: ${message}`.slice(0, 500) }
}
