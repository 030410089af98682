// Carries out the cancellations of a file once its orders stand: each customer's in file order, the
// customers side by side.
import type { Accounts } from './accounts.ts'
import { matchCancellation, type Part, type PastOrder } from './cancellations.ts'
import type { Cancellation } from './classify.ts'
import { type Courier, lanes } from './courier.ts'
import type { Lookups } from './lookups.ts'
import type { Reason } from './reasons.ts'

type Work = { file: string; courier: Courier; find: Lookups; accounts: Accounts; inFlight: number }
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
    const match = matchCancellation(row, past, doneFor(row, past))
    const refusal = 'reason' in match ? match : await carryOut(work, row, match.parts)
    if (refusal) refused.push({ ...row, ...refusal })
    else accounts.take(1)
    // A cancellation may end an order, and then no more of it can be cancelled.
    const touched = 'parts' in match ? match.parts.map(({ orderId }) => orderId) : []
    for (const order of await find.orders(touched)) orders.set(order.id, order)
  }
  return refused
}

/** Stands in the order with what it cancelled, and tells a later run that this row was taken. */
const reasonOf = ({ about }: Named) => `Online retail ${about}`

/**
 * Units that an earlier run cancelled for this row: one that reached over several orders and was
 * interrupted between them goes on with the rest.
 */
function doneFor(row: Named, orders: readonly PastOrder[]): number {
  const reason = reasonOf(row)
  let units = 0
  for (const { cancellations } of orders)
    for (const cancellation of cancellations)
      if (cancellation.reason === reason) units += cancellation.units
  return units
}

type Refusal = { reason: Reason; detail: string }

async function carryOut(
  { courier }: Work,
  row: Named,
  parts: readonly Part[],
): Promise<Refusal | null> {
  for (const [index, { orderId, lines }] of parts.entries()) {
    const answer = await courier.send({
      command: 'CancelOrderLines',
      about: row.about,
      input: { orderId, lines, reason: reasonOf(row) },
    })
    if (answer.accepted) continue
    const { code, message } = answer.refusal
    const place = index === 0 ? '' : ` (after ${index} of ${parts.length} orders)`
    return { reason: 'CANCELLATION_REFUSED', detail: `${code}: ${message}${place}`.slice(0, 500) }
  }
  return null
}
