// Whoever dates what happened must be allowed to import the past, and nothing has happened in the future:
// for every command that can be dated.
import { expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { orderDesk, UNKNOWN } from '#testing/orders.ts'
import { PERMISSIONS } from './access/permissions.ts'
import { commands } from './commands.ts'
import { DateInFuture } from './past.ts'

const amount = { amount: 1, currency: 'GBP' }
const orderLineId = UNKNOWN('oli')
const order = { orderId: UNKNOWN('ord') }
const parcel = { fulfilmentId: UNKNOWN('ful') }
const back = { returnId: UNKNOWN('ret') }

const DATED: Record<string, object> = {
  RecordManualPayment: { ...order, amount, method: 'Cash' },
  RefundPayment: { paymentId: UNKNOWN('pay'), amount },
  CreateFulfilment: order,
  ShipFulfilment: parcel,
  DeliverFulfilment: parcel,
  RequestReturn: { ...order, lines: [{ orderLineId, quantity: 1, reason: 'OTHER' }] },
  ApproveReturn: back,
  RejectReturn: { ...back, reason: 'No' },
  ReceiveReturn: {
    ...{ ...back, locationId: UNKNOWN('loc') },
    lines: [{ orderLineId, restock: 1, damaged: 0 }],
  },
  RefundReturn: back,
  GrantRefund: { ...order, amount, reason: 'Late' },
}

const permissions = Object.keys(PERMISSIONS).filter((permission) => permission !== 'orders.import')
const clerk: Actor = { kind: 'STAFF', id: 'key_clerk', permissions }

test('every command that can be dated is in this table', () => {
  const dated = commands.filter(
    ({ fields, rejections }) => 'occurredAt' in fields && rejections.includes(DateInFuture),
  )
  const bulk = dated.filter(({ permission }) => permission === 'orders.import')
  const names = dated.filter((command) => !bulk.includes(command)).map(({ name }) => name)
  expect(names.sort()).toEqual(Object.keys(DATED).sort())
})

test.each(Object.entries(DATED))('%s', async (command, input) => {
  const desk = await orderDesk({ MAIN: { MUG: 1 } })
  const { id: orderId } = await desk.placed({ MUG: 1 })
  const dated = { ...input, ...('orderId' in input && { orderId }) }
  const past = { ...dated, occurredAt: '2026-01-05T12:00:00Z' }
  const path = ['input', 'occurredAt']
  expect(await desk.refused(command, past, { actor: clerk })).toMatchObject({
    ...{ code: 'PAST_DATE_DENIED', path, facts: { permission: 'orders.import' } },
  })
  const future = { ...dated, occurredAt: '2030-01-01T00:00:00Z' }
  expect(await desk.refused(command, future)).toMatchObject({
    ...{ code: 'DATE_IN_FUTURE', path, facts: { at: Date.UTC(2030, 0) } },
  })
})
