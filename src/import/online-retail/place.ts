// Places one invoice as an order, or finds that it stands already. Where a shop that goes on selling
// has sold what the file brought, the lacking units come in and it is placed once more.
import { basename } from 'node:path'
import type { Facts } from '#kernel/rejection.ts'
import type { Accounts } from './accounts.ts'
import type { Sale } from './classify.ts'
import type { Answer, Courier } from './courier.ts'
import type { Lookups } from './lookups.ts'
import { type ImportedOrder, isSameOrder, orderOf } from './orders.ts'
import { referenceOf } from './stock.ts'
import type { Survey } from './survey.ts'

type Work = { survey: Survey; courier: Courier; find: Lookups; accounts: Accounts }
type Invoice = {
  rows: readonly Sale[]
  customers: ReadonlyMap<string, string>
  locationId: string
}

export async function placeInvoice(
  work: Work,
  { rows, customers, locationId }: Invoice,
): Promise<void> {
  const { survey, find, accounts } = work
  const customer = rows.find((row) => row.customer)?.customer
  const customerId = (customer && customers.get(customer)) || null
  const order = orderOf(rows, { customerId, locationId })
  const answer = await place(work, order, locationId)
  if (answer.accepted) return accounts.take(rows.length)

  const { code, message } = answer.refusal
  const stands = code === 'ORDER_ALREADY_IMPORTED'
  const standing = stands ? await find.orderByExternalId(order.externalId) : null
  if (standing && isSameOrder(standing, order)) return accounts.take(rows.length)
  for (const { number, invoice, stockCode } of rows)
    await accounts.refuse(basename(survey.file), {
      number,
      invoice,
      stockCode,
      reason: stands ? 'INVOICE_DIFFERS' : 'ORDER_REFUSED',
      detail: `${code}: ${message}`.slice(0, 500),
    })
}

async function place(
  { courier, survey }: Work,
  order: ImportedOrder,
  locationId: string,
): Promise<Answer> {
  const about = `order ${order.externalId}`
  const errand = { command: 'ImportOrders', about, input: { orders: [order] } }
  const answer = await courier.send(errand)
  if (answer.accepted || answer.refusal.code !== 'INSUFFICIENT_STOCK') return answer
  await courier.insist({
    command: 'ReceiveStock',
    about: `stock for ${about}`,
    input: {
      locationId,
      lines: lackingUnits(answer.refusal.facts),
      reference: `${referenceOf(survey)} ${order.externalId}`,
    },
  })
  return courier.send({ ...errand, about: `${about}, again` })
}

type Shortage = { variantId: string; requested: number; available: number }

const lackingUnits = (facts: Facts) =>
  (facts.shortages as Shortage[]).map(({ variantId, requested, available }) => ({
    variantId,
    quantity: requested - available,
  }))
