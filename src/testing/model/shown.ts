// What the shop shows, read from its views and its ledgers by plain SQL, beside what the model says it
// must show.
import type { OrderRow } from '#read/order/load.ts'
import type { TestApp } from '../app.ts'
import { type Cost, type Model, type ModelOrder, type ModelPayment, sum } from './model.ts'
import { dueOf, openOf, owedOf, readyOf, returnableOf, totalOf } from './orders.ts'
import { amountsOf, balanceOf, paymentsOf, roomOf } from './payments.ts'
import { usesOf } from './prices.ts'

export const orderShown = (row: OrderRow) => ({
  ...{ id: row.id, status: row.status, onHold: row.onHold, expiresAt: row.expiresAt },
  ...{ customerId: row.customerId, email: row.email, total: row.total, owed: row.currentTotal },
  ...{ granted: row.refundGranted, due: row.due, authorized: row.authorized },
  ...{ captured: row.captured, refunded: row.refunded, disputed: row.disputed },
  ...{ paymentStatus: row.paymentStatus, fulfilmentStatus: row.fulfilmentStatus },
  notes: row.notes.length,
  ...{ country: row.countryCode, edits: row.edits },
  shipping: costShown(row.shippingTotal, {
    ...{ discount: row.shippingDiscount, net: row.shippingNet, tax: row.shippingTax },
    ...{ gross: row.shippingGross, taxRate: row.shippingTaxRate },
  }),
  discounts: row.discounts.map(({ discountId, amount }) => `${discountId} ${amount}`),
  lines: row.lines.map((line) => ({
    ...{ id: line.id, quantity: line.quantity, cancelled: line.cancelled },
    cost: costShown(line.lineTotal, line),
    ...{ inFulfilment: line.inFulfilment, fulfilled: line.fulfilled },
    ...{ returned: line.returned, returnable: line.returnable },
    allocations: byKey(line.allocations.map(({ locationId, quantity }) => [locationId, quantity])),
  })),
  fulfilments: byKey(row.fulfilments.map(({ id, status }) => [id, status])),
  returns: [...row.returnIds].sort(),
  payments: row.payments.map((payment) => ({
    ...{ id: payment.id, reference: payment.reference, provider: payment.provider },
    ...{ authorized: payment.authorized, captured: payment.captured },
    ...{ refunded: payment.refunded, disputed: payment.disputed },
    ...{ capturable: payment.capturable, refundable: payment.refundable },
    isAwaited: payment.isAwaited,
    entries: payment.entries.map(({ type, amount }) => `${type} ${amount}`).sort(),
    requests: payment.requests.map(({ kind, amount, status }) => `${kind} ${amount} ${status}`),
  })),
  actions: {
    cancelLines: row.availableActions.includes('CANCEL_LINES'),
    refund: row.availableActions.includes('REFUND_PAYMENT'),
    capture: row.availableActions.includes('CAPTURE_PAYMENT'),
    requestReturn: row.availableActions.includes('REQUEST_RETURN'),
    hold: row.availableActions.includes('HOLD'),
    release: row.availableActions.includes('RELEASE'),
  },
})

const costShown = (
  price: number,
  { discount, net, tax, gross, taxRate }: Omit<Cost, 'parts'>,
): string => `${price} − ${discount} = ${net} + ${tax} (${taxRate}) = ${gross}`

export function orderOf(model: Model, order: ModelOrder): ReturnType<typeof orderShown> {
  const payments = paymentsOf(model, order)
  const isOpen = order.status === 'PENDING' || order.status === 'CONFIRMED'
  const takesMoney = isOpen || order.status === 'COMPLETED'
  const isUnderWay = order.status === 'CONFIRMED' || order.status === 'COMPLETED'
  return {
    ...{ id: order.id, status: order.status, onHold: order.onHold, expiresAt: order.expiresAt },
    ...{ customerId: order.customerId, email: order.email, total: totalOf(order) },
    ...{ owed: owedOf(order), granted: order.granted, due: dueOf(model, order) },
    ...balanceOf(model, order),
    paymentStatus: paymentStatusOf(model, order),
    fulfilmentStatus: fulfilmentStatusOf(order),
    notes: order.notes,
    ...{ country: order.country, edits: order.edits },
    shipping: costShown(order.shipping.price, order.shipping),
    discounts: [...order.discounts].map(([{ id }, amount]) => `${id} ${amount}`),
    lines: order.lines.map((line) => ({
      ...{ id: line.id, quantity: line.quantity, cancelled: line.cancelled },
      cost: costShown(line.quantity * line.unitPrice, line.cost),
      ...{ inFulfilment: line.shipped + readyOf(line), fulfilled: line.shipped },
      ...{ returned: line.returned, returnable: returnableOf(model, line) },
      allocations: byKey(
        [...line.held]
          .filter(([, { quantity }]) => quantity > 0)
          .map(([id, { quantity }]) => [id, quantity]),
      ),
    })),
    fulfilments: byKey(
      model.fulfilments
        .filter((fulfilment) => fulfilment.order === order)
        .map(({ id, status }) => [id, status]),
    ),
    returns: model.returns
      .filter((back) => back.order === order)
      .map(({ id }) => id)
      .sort(),
    payments: payments.map((payment) => paymentOf(model, payment)),
    actions: {
      cancelLines: isOpen && order.lines.some((line) => openOf(line) > 0),
      refund: payments.some((payment) => roomOf(model, payment).refundable > 0),
      capture: takesMoney && payments.some((payment) => roomOf(model, payment).promised > 0),
      requestReturn: isUnderWay && order.lines.some((line) => returnableOf(model, line) > 0),
      hold: isOpen && !order.onHold,
      release: isOpen && order.onHold,
    },
  }
}

function paymentOf(model: Model, payment: ModelPayment) {
  const { promised, refundable, isAwaited } = roomOf(model, payment)
  return {
    ...{ id: payment.id, reference: payment.reference, provider: payment.provider },
    ...amountsOf(payment),
    ...{ capturable: promised, refundable, isAwaited },
    entries: payment.entries.map(({ type, amount }) => `${type} ${amount}`).sort(),
    requests: model.requests
      .filter((request) => request.payment === payment)
      .map(({ kind, amount, status }) => `${kind} ${amount} ${status}`),
  }
}

function paymentStatusOf(model: Model, order: ModelOrder): OrderRow['paymentStatus'] {
  const { authorized, captured, refunded, disputed } = balanceOf(model, order)
  const owed = owedOf(order)
  const kept = captured - disputed - refunded
  if (refunded > 0 && kept <= 0) return 'REFUNDED'
  if (kept > owed) return 'OVERPAID'
  if (refunded > 0) return 'PARTIALLY_REFUNDED'
  if (kept > 0) return kept === owed ? 'PAID' : 'PARTIALLY_PAID'
  return authorized > 0 && authorized >= owed ? 'AUTHORIZED' : 'UNPAID'
}

/** Services ship with nothing. */
function fulfilmentStatusOf({ lines }: ModelOrder): OrderRow['fulfilmentStatus'] {
  const goods = lines.filter(({ isService }) => !isService)
  const shipped = sum(goods.map((line) => line.shipped))
  const returned = sum(goods.map((line) => line.returned))
  if (shipped === 0) return 'UNFULFILLED'
  if (returned > 0) return returned === shipped ? 'RETURNED' : 'PARTIALLY_RETURNED'
  const isAll = goods.every((line) => line.shipped + line.cancelled === line.quantity)
  return isAll ? 'FULFILLED' : 'PARTIALLY_FULFILLED'
}

const byKey = (pairs: readonly (readonly [string, string | number])[]): string[] =>
  pairs.map(([key, value]) => `${key} ${value}`).sort()

/** Everything else that is shown: stock, carts, returns, sales, the lists of orders. */
export const restShown = (app: TestApp) => ({
  levels: linesOf(
    app,
    `select variant_id, location_id, on_hand, allocated, reserved from stock_level_view
     where on_hand <> 0 or allocated <> 0 or reserved <> 0`,
  ),
  reservations: linesOf(
    app,
    'select cart_id, variant_id, location_id, quantity, expires_at from cart_reservation_view',
  ),
  carts: linesOf(
    app,
    `select id, status, coalesce(customer_id, '-') as customer, coalesce(order_id, '-') as placed,
       coalesce(merged_into_id, '-') as merged, touched_at, lines from cart_view`,
    (cells) => [...cells.slice(0, -1), linesIn(String(cells.at(-1)))],
  ),
  orderList: linesOf(
    app,
    `select id, status, payment_status, fulfilment_status, on_hold, balance_side, balance_amount,
       item_count from order_list_view`,
  ),
  fulfilments: linesOf(
    app,
    `select id, status, location_id,
       (select sum(cast(value ->> 'quantity' as bigint)) from json_each(lines)) as units
     from fulfilment_view`,
  ),
  returns: linesOf(
    app,
    `select id, status, refund_granted,
       (select sum(cast(value ->> 'restocked' as bigint)) from json_each(lines)) as restocked,
       (select sum(cast(value ->> 'damaged' as bigint)) from json_each(lines)) as damaged
     from return_view`,
  ),
  uses: linesOf(app, 'select id, used from discount_view'),
  customers: linesOf(
    app,
    `select id, coalesce(email, '-') as email, addresses from customer_view`,
    ([id, email, addresses]) => {
      const all = JSON.parse(String(addresses)) as { isDefault: boolean }[]
      return [id, email, all.length, all.filter(({ isDefault }) => isDefault).length] as Cells
    },
  ),
  sales: linesOf(
    app,
    `select coalesce(sum(orders), 0) as orders, coalesce(sum(units), 0) as units,
       coalesce(sum(gross), 0) as gross,
       (select coalesce(sum(amount), 0) from refunds_by_day_view) as refunds from sales_by_day_view`,
  ),
  /** The shop's own money, from its ledger alone. */
  net: linesOf(
    app,
    `select coalesce(sum(case type when 'CAPTURED' then amount when 'REFUND_FAILED' then amount
       when 'CAPTURE_FAILED' then -amount when 'REFUNDED' then -amount end), 0)
     from payment_entries`,
  ),
})

export function restOf(model: Model): ReturnType<typeof restShown> {
  const { orders, payments } = model
  const all = payments.map(amountsOf)
  const refunded = sum(all.map((amounts) => amounts.refunded))
  return {
    levels: sorted(
      [...model.levels]
        .filter(([, level]) => level.onHand || level.allocated || level.reserved)
        .map(([key, level]) => [key, level.onHand, level.allocated, level.reserved]),
    ),
    reservations: sorted(
      model.reservations.map((row) => [
        ...[row.cart.id, row.variantId, row.locationId, row.quantity, row.expiresAt],
      ]),
    ),
    carts: sorted(
      model.carts.map((cart) => [
        ...[cart.id, cart.status, cart.customerId ?? '-', cart.order?.id ?? '-'],
        ...[cart.mergedInto?.id ?? '-', cart.touchedAt],
        [...cart.lines].map(([id, quantity]) => `${id}x${quantity}`).join('+'),
      ]),
    ),
    orderList: sorted(
      orders.map((order) => {
        const due = dueOf(model, order)
        return [
          ...[order.id, order.status, paymentStatusOf(model, order), fulfilmentStatusOf(order)],
          ...[Number(order.onHold), due === 0 ? 'EVEN' : due > 0 ? 'OWED' : 'OWING', Math.abs(due)],
          sum(order.lines.map(({ quantity }) => quantity)),
        ]
      }),
    ),
    fulfilments: sorted(
      model.fulfilments.map(({ id, status, locationId, units }) => [
        ...[id, status, locationId, sum(units.values())],
      ]),
    ),
    returns: sorted(
      model.returns.map(({ id, status, granted, units }) => [
        ...[id, status, granted, sum([...units.values()].map(({ restocked }) => restocked))],
        sum([...units.values()].map(({ damaged }) => damaged)),
      ]),
    ),
    uses: sorted(model.discounts.map((one) => [one.id, usesOf(model, one).length])),
    customers: sorted(
      model.customers.map(({ id, email, addresses }) => [
        ...[id, email ?? '-', addresses.length],
        addresses.filter(({ isDefault }) => isDefault).length,
      ]),
    ),
    sales: sorted([
      [
        orders.length,
        sum(orders.flatMap(({ lines }) => lines.map(({ quantity }) => quantity))),
        sum(orders.map(totalOf)),
        refunded,
      ],
    ]),
    net: sorted([[sum(all.map(({ captured }) => captured)) - refunded]]),
  }
}

type Cells = readonly (string | number)[]

const sorted = (rows: readonly Cells[]): string[] => rows.map((cells) => cells.join(' ')).sort()

const linesOf = (
  app: TestApp,
  sql: string,
  shown: (cells: Cells) => Cells = (cells) => cells,
): string[] =>
  sorted(app.rows<Record<string, string | number>>(sql).map((row) => shown(Object.values(row))))

const linesIn = (json: string): string =>
  (JSON.parse(json) as { variantId: string; quantity: number }[])
    .map(({ variantId, quantity }) => `${variantId}x${quantity}`)
    .join('+')
